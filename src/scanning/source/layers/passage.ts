import { createHash, type Hash } from 'node:crypto';
import { decompress, type Encoding } from '../../../kernel/compression/index.ts';
import { GlacisError } from '../../../kernel/errors.ts';
import { BadArchive } from '../tar/bad-archive.ts';
import type { LayerLimits } from './contents.ts';

/** What the bytes of a layer must be. */
export type Expected = {
  /** Of the bytes as stored: `sha256:…` or `sha512:…`. */
  digest?: string | undefined;
  /** Bytes as stored. */
  size?: number | undefined;
  /** Of the bytes uncompressed. */
  diffId?: string | undefined;
};

export const DIGEST = /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** Large: each chunk goes to the thread that decompresses it and back. */
const CHUNK = 1024 * 1024;
/** 128 MiB, the most that `zstd --long` and `--ultra` ask for unless told otherwise. */
const ZSTD_WINDOW_LOG = 27;
/** zstd:chunked gives each file of a layer a frame of its own. */
const ZSTD_FRAMES = { freely: 200_000, usualBytes: 128 };

/**
 * Uncompresses a layer's bytes (gzip, zstd or none, as they themselves say) into `write` and holds them to their digests.
 * @returns the DiffID.
 * @throws {BadArchive} where they are not what was expected, damaged, or beyond a limit.
 */
export async function passThrough(source: AsyncIterable<Buffer>, expected: Expected, limits: LayerLimits, write: (chunk: Buffer) => void): Promise<string> {
  const input = source[Symbol.asyncIterator]();
  try {
    const { encoding, chunks, rest } = await sniffed(input, expected, limits);
    const isPlain = encoding === 'identity';
    const unpacked = createHash('sha256');
    for await (const chunk of unpacking(chunks, encoding, limits)) {
      unpacked.update(chunk);
      write(chunk);
    }
    await rest();
    const diffId = `sha256:${unpacked.digest('hex')}`;
    if (isPlain && expected.digest?.startsWith('sha256:') === true) hold(diffId, expected.digest, 'its digest');
    if (expected.diffId !== undefined) hold(diffId, expected.diffId, 'the DiffID of its contents');
    return diffId;
  } finally {
    await input.return?.();
  }
}

function hold(found: string, wanted: string, what: string): void {
  if (found !== wanted) throw new BadArchive(`${what} is ${found}, not ${wanted}`);
}

/** The encoding that the first bytes tell, all of the bytes again, and a way to read what a decoder left over. */
async function sniffed(input: AsyncIterator<Buffer>, expected: Expected, limits: LayerLimits) {
  const parts: Buffer[] = [];
  let length = 0;
  while (length < 4) {
    const next = await input.next();
    if (next.done === true) break;
    parts.push(next.value);
    length += next.value.length;
  }
  const head = Buffer.concat(parts);
  const encoding = encodingOf(head);
  // The digest of plain bytes is their DiffID: no need to hash them twice.
  const isHashed = expected.digest !== undefined && (encoding !== 'identity' || !expected.digest.startsWith('sha256:'));
  const stored = isHashed ? createHash(algorithmOf(expected.digest ?? '')) : undefined;
  const counter = { bytes: 0 };
  const note = (chunk: Buffer): Buffer => counted(chunk, counter, stored, expected, limits);
  let isFirst = true;
  let hasEnded = false;
  async function next(): Promise<IteratorResult<Buffer, undefined>> {
    if (isFirst && head.length > 0) {
      isFirst = false;
      return { done: false, value: note(head) };
    }
    const found = hasEnded ? undefined : await input.next();
    if (found === undefined || found.done === true) {
      hasEnded = true;
      return { done: true, value: undefined };
    }
    return { done: false, value: note(found.value) };
  }
  return {
    encoding,
    // Without a way to close it: what a decoder leaves unread belongs to the digest.
    chunks: { [Symbol.asyncIterator]: () => ({ next }) },
    async rest(): Promise<void> {
      while ((await next()).done !== true);
      if (expected.size !== undefined && counter.bytes !== expected.size) throw new BadArchive(`it has ${counter.bytes} bytes, not ${expected.size}`);
      if (stored) hold(`${algorithmOf(expected.digest ?? '')}:${stored.digest('hex')}`, expected.digest ?? '', 'its digest');
    },
  };
}

function counted(chunk: Buffer, counter: { bytes: number }, hash: Hash | undefined, { size }: Expected, { compressed }: LayerLimits): Buffer {
  counter.bytes += chunk.length;
  if (size !== undefined && counter.bytes > size) throw new BadArchive(`it has more than the ${size} bytes that it should have`);
  if (counter.bytes > compressed) throw new BadArchive(`it has more than ${compressed} bytes`);
  hash?.update(chunk);
  return chunk;
}

const algorithmOf = (digest: string): string => digest.slice(0, digest.indexOf(':'));

function encodingOf(head: Buffer): Encoding {
  if (head.length < 4) return 'identity';
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  const magic = head.readUInt32LE();
  return magic === 0xfd2fb528 || (magic & 0xfffffff0) >>> 0 === 0x184d2a50 ? 'zstd' : 'identity';
}

async function* unpacking(source: AsyncIterable<Buffer>, encoding: Encoding, { decompressed, freely, ratio }: LayerLimits): AsyncGenerator<Buffer, void, void> {
  const limits = { compressed: Number.POSITIVE_INFINITY, decompressed, freely, ratio, windowLog: ZSTD_WINDOW_LOG, chunkBytes: CHUNK, frames: ZSTD_FRAMES };
  try {
    yield* decompress(source, encoding, limits);
  } catch (error) {
    if (error instanceof GlacisError && (error.code === 'invalid' || error.code === 'too_large')) throw new BadArchive(error.message);
    throw error;
  }
}
