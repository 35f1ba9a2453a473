import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTar, tarEnd, tarEntry, type Entry } from './tar.ts';

const archive = (entries: Entry[]): Buffer => Buffer.concat([...entries.flatMap(tarEntry), tarEnd()]);

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer, size = 1_000): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of readTar(inChunks(bytes, size))) entries.push({ ...entry, body: Buffer.from(entry.body) });
  return entries;
}

test('what was written is read, however it arrives', async () => {
  const entry = fc.record({
    name: fc.stringMatching(/^[a-z0-9/._-]{1,100}$/),
    body: fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 5 }), fc.integer({ min: 1, max: 3_000 }), async (entries, size) => {
      expect(await read(archive(entries), size)).toEqual(entries);
    }),
  );
});

test('tar reads it', () => {
  const bytes = archive([{ name: 'state/a.copy', body: Buffer.from('one\n') }, { name: 'manifest.json', body: Buffer.from('{}') }]);
  const { stdout, status } = spawnSync('tar', ['-tvf', '-'], { input: bytes, encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout.split('\n').map((line) => line.split(' ').at(-1))).toEqual(['state/a.copy', 'manifest.json', '']);
});

test('an archive that is cut off is noticed, wherever', async () => {
  const bytes = archive([{ name: 'a', body: Buffer.alloc(600, 1) }]);
  for (const length of [0, 100, 512, 700, 1_200, 1_536, 1_700]) await expect(read(bytes.subarray(0, length))).rejects.toThrow('it is cut off');
});

test('a changed header is noticed', async () => {
  const bytes = archive([{ name: 'a', body: Buffer.from('x') }]);
  bytes.writeUInt8(0x62, 0);
  await expect(read(bytes)).rejects.toThrow('not an archive of Glacis');
});

test('one flipped bit of what stands around the files is found, and whatever follows the end', async () => {
  const bytes = archive([{ name: 'a', body: Buffer.alloc(700, 1) }, { name: 'b', body: Buffer.alloc(0) }]);
  const around = Array.from(bytes.keys()).filter((at) => at < 512 || at >= 512 + 700);
  await fc.assert(fc.asyncProperty(fc.constantFrom(...around), fc.nat(7), async (at, bit) => {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at);
    await expect(read(changed)).rejects.toThrow();
  }), { numRuns: 300 });
  await expect(read(Buffer.concat([bytes, archive([{ name: 'c', body: Buffer.from('smuggled') }])]))).rejects.toThrow('something follows its end');
});

test('a name that does not fit is refused', () => {
  expect(() => tarEntry({ name: 'n'.repeat(101), body: Buffer.alloc(0) })).toThrow('too long');
});
