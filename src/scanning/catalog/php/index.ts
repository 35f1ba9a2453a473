import type { Cataloguer } from '../cataloguer.ts';
import { composerInstalled } from './composer-installed.ts';
import { composerLock } from './composer-lock.ts';

/** PHP packages of Composer. */
export const php: readonly Cataloguer[] = [composerInstalled, composerLock];
