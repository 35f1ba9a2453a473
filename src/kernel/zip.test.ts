import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasShared, readShared } from '../../test/support/shared.ts';
import { zipOf, type ZipSource } from '../../test/support/zip.ts';
import { zipEntries, type ZipLimits } from './zip.ts';

const limits: ZipLimits = { entries: 1_000, entryBytes: 1_000_000, readBytes: 10_000_000 };
const text = 'the same over and over '.repeat(500);

function contents(archive: Uint8Array, changes: Partial<ZipLimits> = {}): [string, string][] {
  return zipEntries(archive, { ...limits, ...changes }).map((entry) => [entry.name, Buffer.from(entry.read()).toString()]);
}

function outcome(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    return error instanceof Error ? error.name : 'thrown';
  }
}

describe('what went in comes out', () => {
  const sources: ZipSource[] = [
    { name: 'META-INF/', content: '', stored: true },
    { name: 'META-INF/MANIFEST.MF', content: text },
    { name: 'stored/ünï', content: 'as it is', stored: true },
    { name: 'empty', content: '' },
    { name: 'twice', content: 'first' },
    { name: 'twice', content: 'second' },
  ];
  const expected = sources.map(({ name, content }) => [name, content]);

  test.for<[string, Buffer]>([
    ['plain', zipOf(sources)],
    ['ZIP64', zipOf(sources.map((source) => ({ ...source, zip64: true })), { zip64: true })],
    ['behind a start script', Buffer.concat([Buffer.from('#!/bin/sh\nexec java -jar "$0"\n'), zipOf(sources)])],
    ['ZIP64 behind a start script', Buffer.concat([Buffer.from('#!/bin/sh\n'), zipOf(sources, { zip64: true })])],
    ['with a comment', zipOf(sources, { comment: 'made by hand' })],
    ['with something behind it', Buffer.concat([zipOf(sources), Buffer.from('\n')])],
  ])('%s', ([, archive]) => {
    expect(contents(archive)).toEqual(expected);
  });

  test('offsets that count from the start of the file, not of the archive', () => {
    const script = Buffer.from('#!/bin/sh\n');
    const plain = zipOf([{ name: 'a', content: text, says: { offset: script.length } }]);
    plain.writeUInt32LE(plain.readUInt32LE(plain.length - 6) + script.length, plain.length - 6);
    expect(contents(Buffer.concat([script, plain]))).toEqual([['a', text]]);
  });

  test('sizes are known and directories told without reading', () => {
    const [directory, file] = zipEntries(zipOf(sources), limits);
    expect([directory?.isDirectory, file?.isDirectory, file?.size]).toEqual([true, false, text.length]);
    expect(file?.compressedSize).toBeLessThan(200);
  });

  test('more entries than sixteen bits count', () => {
    const many = zipOf(Array.from({ length: 65_540 }, (_, i) => ({ name: `${i}`, content: '', stored: true })));
    expect(zipEntries(many, { ...limits, entries: 70_000 })).toHaveLength(65_540);
  });

  test('any names and contents', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((each) => !each.includes('..') && !each.includes('\0'));
    const source = fc.record({ name, content: fc.uint8Array({ maxLength: 2_000 }), stored: fc.boolean(), zip64: fc.boolean() });
    fc.assert(fc.property(fc.array(source, { maxLength: 6 }), fc.boolean(), fc.uint8Array({ maxLength: 50 }), (entries, zip64, before) => {
      const read = zipEntries(Buffer.concat([before, zipOf(entries, { zip64 })]), limits);
      expect(read.map((entry) => [entry.name, Buffer.from(entry.read())])).toEqual(entries.map((entry) => [entry.name, Buffer.from(entry.content)]));
    }), { numRuns: 100 });
  });
});

describe('a hostile archive ends in an error', () => {
  const one = (says: ZipSource['says'], more: Partial<ZipSource> = {}): Buffer => zipOf([{ name: 'a', content: text, ...(says && { says }), ...more }]);

  test.for<[string, Buffer, RegExp, Partial<ZipLimits>?]>([
    ['no archive', Buffer.from('not a jar'), /no ZIP archive/],
    ['nothing', Buffer.alloc(0), /no ZIP archive/],
    ['cut short', one({}).subarray(0, -1), /no ZIP archive/],
    ['its first half gone', one({}).subarray(60), /does not fit/],
    ['a name that climbs out', zipOf([{ name: 'a/../../etc/passwd', content: '' }]), /leaves it/],
    ['a name that climbs out as Windows does', zipOf([{ name: '..\\boot.ini', content: '' }]), /leaves it/],
    ['a name with a NUL', zipOf([{ name: 'a\0.jar', content: '' }]), /NUL/],
    ['two entries in the same place', zipOf([{ name: 'a', content: text }, { name: 'b', content: text, says: { offset: 0 } }]), /overlap/],
    ['an entry that reaches into the directory', one({ compressedSize: 5_000 }), /overlap/],
    ['an entry beyond the end', one({ offset: 100_000 }), /overlap/],
    ['an entry that is not where it should be', one({ offset: 1, size: 10, compressedSize: 10 }), /not where/],
    ['larger than it says', one({ size: 100 }), /no deflate data/],
    ['smaller than it says', one({ size: text.length + 1 }), /another size/],
    ['a size that deflate cannot reach', one({ size: 0xfffffff0 }), /cannot be/],
    ['ZIP64 sizes beyond counting', one({ size: 2 ** 60 }, { zip64: true }), /cannot be/],
    ['a stored entry of another size', one({ size: 3 }, { stored: true }), /another size/],
    ['a wrong checksum', one({ crc: 1 }), /checksum/],
    ['an encrypted entry', one({ flags: 1 }), /encrypted/],
    ['another compression', one({ method: 14 }), /method 14/],
    ['bytes that are no deflate data', one({ method: 8 }, { stored: true, content: randomBytes(64).fill(0xff, 0, 1) }), /no deflate data|another size/],
    ['more entries than allowed', zipOf([{ name: 'a', content: '' }, { name: 'b', content: '' }]), /more than 1 entries/, { entries: 1 }],
    ['an entry larger than allowed', one({}), /larger than the limit of 1000/, { entryBytes: 1_000 }],
    ['more to read than allowed', zipOf([{ name: 'a', content: text }, { name: 'b', content: text }]), /larger than the limit of 20000/, { readBytes: 20_000 }],
  ])('%s', ([, archive, message, changes]) => {
    expect(() => contents(archive, changes)).toThrow(message);
  });

  test('another count than entries', () => {
    const archive = zipOf([{ name: 'a', content: text }]);
    archive.writeUInt16LE(2, archive.length - 12);
    expect(() => contents(archive)).toThrow(/another number/);
  });

  test('a bomb takes neither time nor memory', () => {
    const bomb = zipOf([{ name: 'bomb', content: Buffer.alloc(40_000_000), says: { size: 900_000 } }]);
    const before = process.memoryUsage().rss;
    expect(() => contents(bomb)).toThrow(/no deflate data/);
    expect(process.memoryUsage().rss - before).toBeLessThan(20_000_000);
  });

  test('damaged bytes give an error of the catalogue or a reading', () => {
    const archive = zipOf([{ name: 'a/b', content: text }, { name: 'c', content: 'short', stored: true, zip64: true }], { zip64: true });
    const flips = fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(fc.property(flips, fc.nat(archive.length), (changes, length) => {
      const damaged = Buffer.from(archive);
      for (const [at, value] of changes) damaged[at] = value;
      expect(outcome(() => contents(damaged.subarray(0, length > archive.length / 2 ? length : archive.length)))).toMatch(/^(read|GlacisError)$/);
    }), { numRuns: 1_000 });
  });
});

describe.skipIf(!hasShared)('real archives (skipped without the shared data)', () => {
  test('an archive of advisories', () => {
    const entries = zipEntries(readShared('advisories/osv/Debian/all.zip'), { entries: 20_000, entryBytes: 10_000_000, readBytes: 100_000_000 });
    expect(entries.length).toBeGreaterThan(10_000);
    const first = entries[0];
    expect(JSON.parse(Buffer.from(first?.read() ?? []).toString())).toHaveProperty('id', first?.name.replace(/\.json$/, ''));
  });
});
