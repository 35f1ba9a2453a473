import { constants, createGzip, gzipSync, zstdCompressSync } from 'node:zlib';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decompress, type DecompressLimits, type Encoding } from './decompress.ts';

const MIB = 1024 * 1024;
const limits: DecompressLimits = { compressed: 4 * MIB, decompressed: 256 * MIB, freely: 64 * MIB, ratio: 1_000 };

/** Pieces of the given size, as a network gives them. */
async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, encoding: Encoding, { size = 1_000, ...changes }: Partial<DecompressLimits> & { size?: number } = {}): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of decompress(pieces(bytes, size), encoding, { ...limits, ...changes })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const text = Buffer.from('a line that repeats itself\n'.repeat(1_000));
/** The last four bytes, or those before them, turned over. */
const damaged = (bytes: Buffer, before = 0): Buffer => {
  const at = bytes.length - before - 4;
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + 4).map((byte) => byte ^ 0xff), bytes.subarray(at + 4)]);
};
/** A zstd frame with `abc` in a raw block that asks for a window of 2^log bytes. */
const frameOfWindow = (log: number): Buffer => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (log - 10) << 3, (3 << 3) | 1, 0, 0, 0x61, 0x62, 0x63]);
const skippable = Buffer.concat([Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0]), Buffer.from('abc')]);
const withChecksum = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
const streamed = { params: { [constants.ZSTD_c_contentSizeFlag]: 0 } };

describe('what comes out is what went in', () => {
  test.for<[string, Encoding, Buffer, Buffer]>([
    ['identity', 'identity', text, text],
    ['gzip', 'gzip', gzipSync(text), text],
    ['gzip in two members', 'gzip', Buffer.concat([gzipSync(text), gzipSync('more')]), Buffer.concat([text, Buffer.from('more')])],
    ['zstd', 'zstd', zstdCompressSync(text), text],
    ['zstd with a checksum', 'zstd', zstdCompressSync(text, withChecksum), text],
    ['zstd without the size', 'zstd', zstdCompressSync(text, streamed), text],
    ['zstd in three frames, one to be skipped', 'zstd', Buffer.concat([zstdCompressSync(text, withChecksum), skippable, zstdCompressSync('more')]), Buffer.concat([text, Buffer.from('more')])],
    ['zstd with the largest window that HTTP allows', 'zstd', frameOfWindow(23), Buffer.from('abc')],
    ['nothing at all', 'identity', Buffer.alloc(0), Buffer.alloc(0)],
  ])('%s', async ([, encoding, packed, expected]) => {
    for (const size of [1, 7, 100_000]) expect((await read(packed, encoding, { size })).equals(expected)).toBe(true);
  });

  test('many frames, but not endlessly many crumbs', async () => {
    const [large, crumb] = [zstdCompressSync(randomBytes(8_000)), zstdCompressSync('x')];
    expect((await read(Buffer.concat(Array.from({ length: 400 }, () => large)), 'zstd', { size: 65_536 })).length).toBe(400 * 8_000);
    expect((await read(Buffer.concat(Array.from({ length: 1_000 }, () => crumb)), 'zstd', { size: 65_536 })).length).toBe(1_000);
    await expect(read(Buffer.concat(Array.from({ length: 100_000 }, () => crumb)), 'zstd', { size: 65_536 })).rejects.toThrow('too many tiny frames');
  });

  test('frames of any size and content', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 3_000, size: 'max' }), { maxLength: 5 }), fc.integer({ min: 1, max: 500 }), async (parts, size) => {
        const packed = Buffer.concat(parts.map((part) => zstdCompressSync(part)));
        expect((await read(packed, 'zstd', { size })).equals(Buffer.concat(parts))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a body that is not what it says', () => {
  test.for<[string, Encoding, Buffer, RegExp]>([
    ['gzip that is none', 'gzip', Buffer.from('Nov 23 plain text'), /not gzip/],
    ['gzip cut short', 'gzip', gzipSync(text).subarray(0, -3), /ends too early/],
    ['gzip with a wrong checksum', 'gzip', damaged(gzipSync(text), 4), /not gzip/],
    ['zstd that is none', 'zstd', Buffer.from('Nov 23 plain text'), /not zstd/],
    ['zstd cut within a frame', 'zstd', zstdCompressSync(text).subarray(0, -3), /ends too early/],
    ['zstd cut within a second frame', 'zstd', Buffer.concat([zstdCompressSync(text), zstdCompressSync(text).subarray(0, 9)]), /ends too early/],
    ['zstd followed by something else', 'zstd', Buffer.concat([zstdCompressSync(text), Buffer.from('garbage')]), /not zstd/],
    ['zstd with a wrong checksum', 'zstd', damaged(zstdCompressSync(text, withChecksum)), /not zstd/],
    ['zstd that wants a window of 128 MiB', 'zstd', frameOfWindow(27), /not zstd/],
  ])('%s', async ([, encoding, packed, message]) => {
    await expect(read(packed, encoding)).rejects.toMatchObject({ code: 'invalid', message: expect.stringMatching(message) });
  });

  test('an error of the source is passed on as it is', async () => {
    const source = async function* () {
      yield gzipSync(text).subarray(0, 100);
      throw new Error('the connection broke');
    };
    await expect(async () => {
      for await (const _ of decompress(source(), 'gzip', limits));
    }).rejects.toThrow('the connection broke');
  });
});

describe('a bomb', () => {
  async function gzipOfZeros(size: number): Promise<Buffer> {
    const gzip = createGzip({ level: 9 });
    const chunks: Buffer[] = [];
    gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
    const zeros = Buffer.alloc(MIB);
    for (let i = 0; i < size / MIB; i += 1) if (!gzip.write(zeros)) await new Promise((resolve) => { gzip.once('drain', resolve); });
    await new Promise((resolve) => { gzip.once('end', resolve).end(); });
    return Buffer.concat(chunks);
  }

  /** How far memory outside the heap rises while the body is read and thrown away. */
  async function growth(packed: Buffer, encoding: Encoding, changes: Partial<DecompressLimits> = {}): Promise<{ error: unknown; bytes: number; ms: number }> {
    const before = process.memoryUsage().rss;
    const start = performance.now();
    let most = before;
    try {
      for await (const _ of decompress(pieces(packed, 16_384), encoding, { ...limits, ...changes })) most = Math.max(most, process.memoryUsage.rss());
    } catch (error) {
      return { error, bytes: most - before, ms: performance.now() - start };
    }
    throw new Error('the bomb went off');
  }

  test('of gzip ends at the limit of size', async () => {
    const { error, bytes, ms } = await growth(await gzipOfZeros(150 * MIB), 'gzip', { decompressed: 128 * MIB });
    expect(error).toMatchObject({ code: 'too_large', status: 413 });
    expect(bytes).toBeLessThan(64 * MIB);
    expect(ms).toBeLessThan(5_000);
  });

  test('of zstd ends at the ratio, long before', async () => {
    const bomb = zstdCompressSync(Buffer.alloc(200 * MIB));
    expect(bomb.length).toBeLessThan(40_000);
    const { error, bytes, ms } = await growth(bomb, 'zstd');
    expect(error).toMatchObject({ code: 'too_large', details: { limit: limits.freely } });
    expect(bytes).toBeLessThan(64 * MIB);
    expect(ms).toBeLessThan(3_000);
  });

  test('a body of the same line over and over is none', async () => {
    const lines = Buffer.alloc(8 * MIB, text);
    expect(await read(zstdCompressSync(lines), 'zstd')).toHaveLength(lines.length);
    expect(zstdCompressSync(lines).length * limits.ratio).toBeLessThan(lines.length);
  });

  test('more compressed bytes than allowed', async () => {
    await expect(read(randomBytes(2_000), 'identity', { compressed: 1_999 })).rejects.toMatchObject({ code: 'too_large' });
  });
});
