import type { Cataloguer } from '../cataloguer.ts';
import { pubLock } from './pub-lock.ts';

/** Dart and Flutter packages. */
export const dart: readonly Cataloguer[] = [pubLock];
