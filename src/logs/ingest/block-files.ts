import { mkdirSync, openSync, closeSync, rmSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '../../kernel/errors.ts';
import type { EncodedBlock, EventBlock } from '../store/block.ts';

/** Empties the directory at the start: what an earlier process left is made again from the spool. */
export function emptyBlocks(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
}

/**
 * Finishes blocks as files of the directory. They pass through the system's cache and are mostly gone before they reach the disk, so
 * nobody waits for a sync: the spool has the lines until they are stored. A block that cannot be written goes through memory, as it
 * would to an event store elsewhere.
 */
export function blockFiles(directory: string): (batch: number, full: EventBlock) => EncodedBlock {
  return (batch, full) => {
    const file = join(directory, String(batch));
    const { pieces, ...finished } = full.pieces();
    try {
      writeWhole(file, pieces);
    } catch (error) {
      rmSync(file, { force: true });
      return { ...full.finish(), unwritten: reasonOf(error) };
    }
    full.reset();
    return { ...finished, block: { file } };
  };
}

/** Removes the block's file, once it is stored or to be made again. */
export async function forgetBlock({ block }: EncodedBlock): Promise<void> {
  if ('file' in block) await rm(block.file, { force: true });
}

function writeWhole(file: string, pieces: readonly Uint8Array[]): void {
  const fd = openSync(file, 'w', 0o600);
  try {
    for (const piece of pieces) for (let at = 0; at < piece.length; ) at += writeSync(fd, piece, at);
  } finally {
    closeSync(fd);
  }
}
