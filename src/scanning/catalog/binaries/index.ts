import type { Cataloguer } from '../cataloguer.ts';
import { cargoAuditable } from './cargo-auditable.ts';
import { runtimeBinary } from './runtimes.ts';

/** What executables tell of themselves; those of Go are read by `go`. */
export const binaries: readonly Cataloguer[] = [cargoAuditable, runtimeBinary];
