import { Readable, pipeline, type Transform } from 'node:stream';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import { GlacisError, errors, reasonOf } from '../errors.ts';
import { gathered } from './gathered.ts';
import { USUAL_FRAMES, zstdPieces, type FrameLimits } from './zstd-frames.ts';

export const ENCODINGS = ['identity', 'gzip', 'zstd'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export type DecompressLimits = {
  /** Bytes as they come. */
  compressed: number;
  /** Bytes that they may become. */
  decompressed: number;
  /** Beyond this many decompressed bytes, each compressed one may not have become more than `ratio` of them. */
  freely: number;
  ratio: number;
  /** log2 of the largest window that a zstd stream may ask for; 23 (8 MiB) where it is not said, as HTTP demands (RFC 9659). */
  windowLog?: number;
  /** How much is decompressed at a time, in bytes; 64 KiB where it is not said. Larger is faster where many megabytes come. */
  chunkBytes?: number;
  /** How many zstd frames there may be. */
  frames?: FrameLimits;
};

const CHUNK = 64 * 1024;
const USUAL_WINDOW_LOG = 23;

/**
 * Undoes one encoding of a stream with flat memory. A bomb ends as soon as its size or ratio shows.
 * @throws {GlacisError} `too_large` at a limit, `invalid` where the bytes are not of the encoding or end too early.
 */
export async function* decompress(source: AsyncIterable<Buffer>, encoding: Encoding, limits: DecompressLimits): AsyncGenerator<Buffer, void, void> {
  let read = 0;
  let made = 0;
  async function* counted(): AsyncGenerator<Buffer, void, void> {
    for await (const chunk of source) {
      read += chunk.length;
      if (read > limits.compressed) throw errors.tooLarge({ what: 'The body', limit: limits.compressed });
      yield chunk;
    }
  }
  for await (const chunk of decoded(counted(), encoding, limits)) {
    made += chunk.length;
    if (made > limits.decompressed) throw errors.tooLarge({ what: 'The decompressed body', limit: limits.decompressed });
    if (made > limits.freely && made > read * limits.ratio) {
      throw errors.tooLarge({ what: `A body that decompresses to more than ${limits.ratio} times its size`, limit: limits.freely });
    }
    yield chunk;
  }
}

async function* decoded(source: AsyncIterable<Buffer>, encoding: Encoding, limits: DecompressLimits): AsyncGenerator<Buffer, void, void> {
  const { chunkBytes = CHUNK, windowLog = USUAL_WINDOW_LOG, frames = USUAL_FRAMES } = limits;
  // Room for the next chunks, so that decompressing goes on in its thread while the last ones are looked at here.
  const room = { chunkSize: chunkBytes, readableHighWaterMark: 4 * chunkBytes, writableHighWaterMark: 2 * chunkBytes };
  switch (encoding) {
    case 'identity':
      yield* source;
      return;
    case 'gzip':
      yield* through(gathered(source, chunkBytes), createGunzip(room), 'gzip');
      return;
    case 'zstd': {
      const pieces = zstdPieces(source, { chunkBytes, frames });
      const first = await pieces.next();
      if (first.done === true) return;
      const decoder = createZstdDecompress({ ...room, params: { [constants.ZSTD_d_windowLogMax]: windowLog } });
      yield* through(startingWith(first.value, pieces), decoder, 'zstd');
    }
  }
}

async function* startingWith(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  yield first;
  yield* rest;
}

async function* through(source: AsyncIterable<Buffer>, decoder: Transform, name: string): AsyncGenerator<Buffer, void, void> {
  let failure: unknown;
  const chunks: AsyncIterable<Buffer> = pipeline(Readable.from(source, { objectMode: false }), decoder, (error) => {
    failure = error;
  });
  try {
    yield* chunks;
  } catch (error) {
    throw asInvalid(failure ?? error, name);
  }
}

/** What zlib says of bad bytes becomes the sender's fault; what the source threw stays what it is. */
function asInvalid(error: unknown, name: string): unknown {
  if (error instanceof GlacisError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return errors.invalid({ what: `The ${name} body ends too early.` });
  if (code.startsWith('Z_') || code.startsWith('ZSTD_')) return errors.invalid({ what: `The body is not ${name}: ${reasonOf(error)}.` });
  return error;
}
