import { createHash, type Hash } from 'node:crypto';
import { BadArchive } from '../tar/bad-archive.ts';
import type { LayerLimits } from './contents.ts';
import { encodingOf, unpacking } from './unpacking.ts';

/** What the bytes of a layer must be. */
export type Expected = {
  /** Of the bytes as stored: `sha256:…` or `sha512:…`. */
  digest?: string | undefined;
  /** Bytes as stored. */
  size?: number | undefined;
  /** Of the bytes uncompressed. */
  diffId?: string | undefined;
};

/** What they turned out to be; the digest is a SHA-256 unless another was expected. */
export type Passed = { digest: string; size: number; diffId: string };

export const DIGEST = /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/**
 * Uncompresses a layer's bytes (gzip, zstd or none, as they themselves say) into `write` and holds them to their digests.
 * @throws {BadArchive} where they are not what was expected, damaged, or beyond a limit.
 */
export async function passThrough(source: AsyncIterable<Buffer>, expected: Expected, limits: LayerLimits, write: (chunk: Buffer) => void): Promise<Passed> {
  const input = source[Symbol.asyncIterator]();
  try {
    const { encoding, chunks, rest } = await sniffed(input, expected, limits);
    const unpacked = createHash('sha256');
    for await (const chunk of unpacking(chunks, encoding, limits)) {
      unpacked.update(chunk);
      write(chunk);
      if (encoding !== 'identity') release(chunk);
    }
    const stored = await rest();
    const diffId = `sha256:${unpacked.digest('hex')}`;
    const passed = { diffId, digest: stored.digest ?? diffId, size: stored.size };
    verify(passed, expected);
    return passed;
  } finally {
    await input.return?.();
  }
}

/**
 * Gives the memory of a decoder's spent buffer back at once. Left to the collector, buffers of a MiB bring about a full collection
 * every 25 MiB, which cost a third of a scan. A buffer is spent when its end has been handed out: the decoder goes on in a new one.
 */
function release({ buffer, byteOffset, length }: Buffer): void {
  if (buffer instanceof ArrayBuffer && byteOffset + length === buffer.byteLength) buffer.transfer(0);
}

/** @throws {BadArchive} where something is not what was expected. */
export function verify(passed: Passed, expected: Expected): void {
  if (expected.size !== undefined && passed.size !== expected.size) throw new BadArchive(`it has ${passed.size} bytes, not ${expected.size}`);
  if (expected.digest !== undefined && passed.digest !== expected.digest) throw new BadArchive(`its digest is ${passed.digest}, not ${expected.digest}`);
  if (expected.diffId !== undefined && passed.diffId !== expected.diffId) throw new BadArchive(`its contents have the DiffID ${passed.diffId}, not ${expected.diffId}`);
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
  const algorithm = expected.digest?.startsWith('sha512:') === true ? 'sha512' : 'sha256';
  // The digest of plain bytes is their DiffID: no need to hash them twice.
  const stored = encoding === 'identity' && algorithm === 'sha256' ? undefined : createHash(algorithm);
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
    async rest(): Promise<{ digest?: string; size: number }> {
      while ((await next()).done !== true);
      return { size: counter.bytes, ...(stored ? { digest: `${algorithm}:${stored.digest('hex')}` } : {}) };
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
