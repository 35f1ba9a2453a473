import type { ExposedSecret, Reading } from './cataloguer.ts';

/** What one cataloguer read of one file. */
export type NamedReading = Reading & { by: string };

/** The readings of a path in one layer. */
export type PathReadings = { layer: number; readings: readonly NamedReading[] };

/**
 * What stands at a path in the whole, and how it came about: the last version is what is there now, the ones before are what
 * it replaced, from the lowest layer on; a path that was removed in between begins anew.
 */
export type TreeFile = { path: string; versions: readonly [PathReadings, ...PathReadings[]] };

/** A part that could not be read: the scan is incomplete. */
export type Problem = { path: string; reason: string };

/** Secrets of a file that a later layer removed or replaced: whoever has the image has them all the same. */
export type BuriedSecrets = { path: string; layer: number; secrets: readonly ExposedSecret[] };

/** A whole image, host or directory, as far as cataloguers care. A directory has one layer without digest. */
export type Tree = {
  /** DiffIDs (sha256:…), from the lowest. */
  layers: readonly { diffId?: string; createdBy?: string }[];
  files: readonly TreeFile[];
  problems: readonly Problem[];
  buried?: readonly BuriedSecrets[];
};
