import type { FileResult } from '../asking.ts';
import type { PathTable } from './path-table.ts';

/** What one layer brings and takes away, whatever lies below it. Paths are relative to the root, without a leading slash. */
export type LayerContents = {
  /** sha256:… of the layer uncompressed. */
  diffId: string;
  /** Files that said something, or that could not be read. */
  files: ReadonlyMap<string, FileResult>;
  /** What stands at each path of the layer, of interest or not: it replaces what is there below. */
  kinds: Pick<PathTable, 'get' | 'size'>;
  /** Symbolic links and where they point, as they say it. */
  links: ReadonlyMap<string, string>;
  /** Paths that are taken away from below. */
  whiteouts: readonly string[];
  /** Directories, the root as the empty one, of which nothing from below is seen. */
  opaque: readonly string[];
};

export type LayerLimits = {
  /** Bytes of a layer as stored. */
  compressed: number;
  /** Bytes of a layer uncompressed, and beyond how many of them no more than `ratio` for each stored one. */
  decompressed: number;
  freely: number;
  ratio: number;
  /** Files that say something. */
  files: number;
  /** Bytes of files that wait for others which are read along with them. */
  heldBytes: number;
  /** Characters of links and whiteouts that are remembered. */
  notedCharacters: number;
};

const GIB = 1024 ** 3;

/** Real layers have a few GiB; zeros, as in disk images, are packed 1,000 times and more, which costs a second for each GiB. */
export const LAYER_LIMITS: LayerLimits = {
  compressed: 32 * GIB, decompressed: 64 * GIB, freely: 4 * GIB, ratio: 200,
  files: 1_000_000, heldBytes: GIB / 2, notedCharacters: 256 * 1024 * 1024,
};
