import { mkdirSync, openSync, closeSync, rmSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '../../kernel/errors.ts';
import type { EncodedBlock, EventBlock } from '../store/block.ts';

/** Room that is kept for the next block; a larger one has memory of its own. */
const ROOM = 64 * 1024 ** 2;

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
  const room = new Uint8Array(ROOM);
  return (batch, full) => {
    const encoded = full.finish(room);
    const file = join(directory, String(batch));
    try {
      writeWhole(file, encoded.block);
      return { ...encoded, block: { file } };
    } catch (error) {
      rmSync(file, { force: true });
      return { ...encoded, block: encoded.block.buffer === room.buffer ? encoded.block.slice() : encoded.block, unwritten: reasonOf(error) };
    }
  };
}

/** Removes the block's file, once it is stored or to be made again. */
export async function forgetBlock({ block }: EncodedBlock): Promise<void> {
  if ('file' in block) await rm(block.file, { force: true });
}

function writeWhole(file: string, bytes: Uint8Array): void {
  const fd = openSync(file, 'w', 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
  } finally {
    closeSync(fd);
  }
}
