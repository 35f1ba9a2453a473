import type { Cataloguer } from '../cataloguer.ts';
import { goBinary } from './binary.ts';
import { goMod } from './mod.ts';

/** Go modules, of executables and of projects. */
export const go: readonly Cataloguer[] = [goBinary, goMod];
