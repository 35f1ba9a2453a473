import { decompress, type Encoding } from '../../../kernel/compression/index.ts';
import { GlacisError } from '../../../kernel/errors.ts';
import { BadArchive } from '../tar/bad-archive.ts';
import type { LayerLimits } from './contents.ts';

/** Large: each chunk goes to the thread that decompresses it and back. */
export const CHUNK = 1024 * 1024;
/** 128 MiB, the most that `zstd --long` and `--ultra` ask for unless told otherwise. */
const ZSTD_WINDOW_LOG = 27;
/** zstd:chunked gives each file of a layer a frame of its own. */
const ZSTD_FRAMES = { freely: 200_000, usualBytes: 128 };

/** What the first bytes (at least 4) of a stream tell; media types and names of files may lie. */
export function encodingOf(head: Buffer): Encoding {
  if (head.length < 4) return 'identity';
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  const magic = head.readUInt32LE();
  return magic === 0xfd2fb528 || (magic & 0xfffffff0) >>> 0 === 0x184d2a50 ? 'zstd' : 'identity';
}

/**
 * Uncompresses with flat memory.
 * @throws {BadArchive} where the bytes are damaged or become too many.
 */
export async function* unpacking(source: AsyncIterable<Buffer>, encoding: Encoding, { decompressed, freely, ratio }: LayerLimits): AsyncGenerator<Buffer, void, void> {
  const limits = { compressed: Number.POSITIVE_INFINITY, decompressed, freely, ratio, windowLog: ZSTD_WINDOW_LOG, chunkBytes: CHUNK, frames: ZSTD_FRAMES };
  try {
    yield* decompress(source, encoding, limits);
  } catch (error) {
    if (error instanceof GlacisError && (error.code === 'invalid' || error.code === 'too_large')) throw new BadArchive(error.message);
    throw error;
  }
}
