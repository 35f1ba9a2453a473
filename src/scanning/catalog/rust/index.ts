import type { Cataloguer } from '../cataloguer.ts';
import { cargoLock } from './cargo-lock.ts';

/** Rust crates by lock file; those in executables are read by `binaries`. */
export const rust: readonly Cataloguer[] = [cargoLock];
