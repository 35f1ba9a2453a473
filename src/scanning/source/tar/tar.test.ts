import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, linkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { privateDirectory } from '../../../../test/support/engines.ts';
import { END, paxRecord, tar, tarEntry, type TarEntry as Written } from '../../../../test/support/tar.ts';
import { BadArchive } from './bad-archive.ts';
import { collector } from './collect.ts';
import { TAR_LIMITS, tarParser, type TarEntry } from './parser.ts';

type Seen = Pick<TarEntry, 'path' | 'kind'> & { target?: string; contents?: string };

/** What is seen of an archive that comes in pieces of a size. */
function read(archive: Buffer, size = 700): Seen[] {
  const seen: Seen[] = [];
  const parser = tarParser((entry) => {
    const { path, kind, target } = entry;
    const one: Seen = { path, kind, ...(kind.endsWith('link') ? { target } : {}) };
    seen.push(one);
    return kind === 'file' ? collector()({ size: entry.size, use: (bytes) => { one.contents = bytes.toString(); } }) : null;
  }, { ...TAR_LIMITS, entries: 1_000 });
  for (let at = 0; at < archive.length; at += size) parser.write(archive.subarray(at, at + size));
  parser.end();
  return seen;
}

const base256 = (value: bigint, at: number, length: number) => (block: Buffer) => {
  let rest = value;
  for (let i = at + length - 1; i >= at; i -= 1) {
    block[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  block[at] = (block[at] ?? 0) | 0x80;
};

const long = `${'d/'.repeat(120)}file`;

describe('what an archive has is seen', () => {
  test.for<[string, Buffer, Seen[]]>([
    ['nothing', END, []],
    ['nothing at all', Buffer.alloc(0), []],
    ['a file and a directory', tar([{ path: 'a/' }, { path: 'a/b', contents: 'x' }]), [{ path: 'a/', kind: 'directory' }, { path: 'a/b', kind: 'file', contents: 'x' }]],
    ['an empty file', tar([{ path: 'a' }]), [{ path: 'a', kind: 'file', contents: '' }]],
    ['links', tar([{ path: 'a', type: '2', link: '/b' }, { path: 'c', type: '1', link: 'a' }]), [{ path: 'a', kind: 'symbolic link', target: '/b' }, { path: 'c', kind: 'hard link', target: 'a' }]],
    ['a device, a pipe', tar([{ path: 'a', type: '3' }, { path: 'b', type: '6' }]), [{ path: 'a', kind: 'special' }, { path: 'b', kind: 'special' }]],
    ['a name in two parts', tar([{ path: 'file', change: (block) => block.write('some/where', 345) }]), [{ path: 'some/where/file', kind: 'file', contents: '' }]],
    ['a long name of pax', tar([{ path: 'short', pax: { path: long, 'SCHILY.xattr.user.note': 'a\nb=c' }, contents: 'x' }]), [{ path: long, kind: 'file', contents: 'x' }]],
    ['a long name of GNU', tar([{ path: '././@LongLink', type: 'L', contents: `${long}\0` }, { path: 'short', contents: 'x' }]), [{ path: long, kind: 'file', contents: 'x' }]],
    ['a long link of GNU', tar([{ path: '././@LongLink', type: 'K', contents: `${long}\0` }, { path: 'a', type: '2', link: 'short' }]), [{ path: 'a', kind: 'symbolic link', target: long }]],
    ['a size in pax', tar([{ path: 'a', size: 0, pax: { size: '3' }, contents: 'abc' }]), [{ path: 'a', kind: 'file', contents: 'abc' }]],
    ['a size in base 256', tar([{ path: 'a', contents: 'abc', change: base256(3n, 124, 12) }]), [{ path: 'a', kind: 'file', contents: 'abc' }]],
    ['a name that is not ASCII', tar([{ path: 'größe/日本', contents: 'x' }]), [{ path: 'größe/日本', kind: 'file', contents: 'x' }]],
    ['global headers, which say nothing', tar([{ path: 'pax_global_header', type: 'g', contents: paxRecord('path', 'elsewhere') }, { path: 'a', contents: 'x' }]), [{ path: 'a', kind: 'file', contents: 'x' }]],
    ['a directory of before POSIX', tar([{ path: 'a/', type: '\0' }]), [{ path: 'a/', kind: 'directory' }]],
    ['a directory that states a size', tar([{ path: 'a/', size: 4096 }, { path: 'b', contents: 'x' }]), [{ path: 'a/', kind: 'directory' }, { path: 'b', kind: 'file', contents: 'x' }]],
    ['a hard link that states a size', tar([{ path: 'a', type: '1', link: 'b', size: 9 }, { path: 'c' }]), [{ path: 'a', kind: 'hard link', target: 'b' }, { path: 'c', kind: 'file', contents: '' }]],
    ['an archive without an end', tar([{ path: 'a', contents: 'x' }], Buffer.alloc(0)), [{ path: 'a', kind: 'file', contents: 'x' }]],
    ['something behind the end', Buffer.concat([tar([{ path: 'a' }]), Buffer.from('junk'.repeat(500))]), [{ path: 'a', kind: 'file', contents: '' }]],
    ['a sparse file of GNU with a long map', Buffer.concat([
      tarEntry({ path: 'a', type: 'S', size: 4, change: (block) => { block[482] = 1; } }).subarray(0, 512),
      Buffer.alloc(512).fill(1, 504, 505), Buffer.alloc(512), Buffer.alloc(512).fill('data', 0, 4), tar([{ path: 'b' }]),
    ]), [{ path: 'a', kind: 'file', contents: 'data' }, { path: 'b', kind: 'file', contents: '' }]],
  ])('%s', ([, archive, expected]) => {
    for (const size of [1, 511, 700, 1_000_000]) expect(read(archive, size)).toEqual(expected);
  });

  test('as GNU tar and Python write it, in every format', () => {
    const room = privateDirectory('tar');
    try {
      mkdirSync(join(room.path, 'in', long.slice(0, -5)), { recursive: true });
      writeFileSync(join(room.path, 'in', long), 'deep');
      writeFileSync(join(room.path, 'in', 'plain'), 'p'.repeat(1_500));
      symlinkSync('plain', join(room.path, 'in', 'soft'));
      linkSync(join(room.path, 'in', 'plain'), join(room.path, 'in', 'zhard'));
      for (const format of ['gnu', 'pax', 'posix', 'oldgnu']) {
        const archive = execFileSync('tar', [`--format=${format}`, '--sort=name', '-C', join(room.path, 'in'), '-cf', '-', 'd', 'plain', 'soft', 'zhard'], { maxBuffer: 1e8 });
        expect(read(archive).filter(({ kind }) => kind !== 'directory')).toEqual([
          { path: long, kind: 'file', contents: 'deep' }, { path: 'plain', kind: 'file', contents: 'p'.repeat(1_500) },
          { path: 'soft', kind: 'symbolic link', target: 'plain' }, { path: 'zhard', kind: 'hard link', target: 'plain' },
        ]);
      }
    } finally {
      room.remove();
    }
  });
});

describe('what is no archive ends in an error', () => {
  test.for<[string, Buffer, string]>([
    ['text', Buffer.from('hello '.repeat(200)), 'no number'],
    ['a wrong checksum', tar([{ path: 'a', damage: (block) => block.write('b', 0) }]), 'wrong checksum'],
    ['cut within a header', tar([{ path: 'a' }]).subarray(0, 300), 'ends too early'],
    ['cut within contents', tar([{ path: 'a', contents: 'x'.repeat(900) }]).subarray(0, 1_000), 'ends too early'],
    ['cut within an extended header', tar([{ path: 'a', pax: { path: long } }]).subarray(0, 600), 'ends too early'],
    ['cut within the map of a sparse file', tarEntry({ path: 'a', type: 'S', change: (block) => { block[482] = 1; } }), 'ends too early'],
    ['one block of zeros in the middle', Buffer.concat([Buffer.alloc(512), tarEntry({ path: 'a' })]), 'follows its end'],
    ['a negative size in base 256', tar([{ path: 'a', change: (block) => block.fill(0xff, 124, 136) }]), 'negative size'],
    ['a size of 2^90', tar([{ path: 'a', change: base256(1n << 90n, 124, 12) }]), 'beyond all measure'],
    ['a size with letters', tar([{ path: 'a', change: (block) => block.write('12x', 124) }]), 'no number'],
    ['a size with a sign', tar([{ path: 'a', change: (block) => block.write('-0000000001', 124) }]), 'no number'],
    ['a huge extended header', tar([{ path: 'x', type: 'x', size: 2_000_000 }]), 'extended header of 2000000 bytes'],
    ['a huge GNU name', tar([{ path: 'x', type: 'L', size: 8_000_000 }]), 'extended header of 8000000 bytes'],
    ['a path of 5,000 characters', tar([{ path: 'a', pax: { path: 'p'.repeat(5_000) } }]), 'a path of 5000 characters'],
    ['a link of 5,000 characters', tar([{ path: 'a', type: '2', pax: { linkpath: 'p'.repeat(5_000) } }]), 'a path of 5000 characters'],
    ['a pax length that lies', tar([{ path: 'x', type: 'x', contents: '99 path=a\n' }, { path: 'a' }]), 'pax header is damaged'],
    ['a pax length of zero', tar([{ path: 'x', type: 'x', contents: '0 path=a\n' }, { path: 'a' }]), 'pax header is damaged'],
    ['a pax length below zero', tar([{ path: 'x', type: 'x', contents: '-5 path=a\n' }, { path: 'a' }]), 'pax header is damaged'],
    ['a pax record without a value', tar([{ path: 'x', type: 'x', contents: '7 path\n' }, { path: 'a' }]), 'pax header is damaged'],
    ['a pax size below zero', tar([{ path: 'a', pax: { size: '-1' } }]), 'size that is none'],
    ['a pax size that is no number', tar([{ path: 'a', pax: { size: '1e9' } }]), 'size that is none'],
    ['a pax path with a NUL', tar([{ path: 'a', pax: { path: 'a\0b' } }]), 'with a NUL'],
    ['more entries than allowed', tar(Array.from({ length: 1_001 }, (): Written => ({ path: 'a' }))), 'more than 1000 entries'],
    ['more headers before an entry than allowed', tar(Array.from({ length: 1_001 }, (): Written => ({ path: 'x', type: 'x' }))), 'more than 1000 entries'],
  ])('%s', ([, archive, message]) => {
    for (const size of [1, 700, 1_000_000]) expect(() => read(archive, size)).toThrow(message);
  });
});

test('a file that nobody wants after its first bytes is stepped over', () => {
  const heads: number[] = [];
  let used = 0;
  const parser = tarParser(({ size }) => collector()({ size, recognizes: (head) => { heads.push(head.length); return head.toString().startsWith('yes'); }, use: () => { used += 1; } }));
  const archive = tar([{ path: 'a', contents: `no${'x'.repeat(5_000)}` }, { path: 'b', contents: `yes${'x'.repeat(5_000)}` }, { path: 'c', contents: 'yes' }, { path: 'd' }]);
  for (let at = 0; at < archive.length; at += 100) parser.write(archive.subarray(at, at + 100));
  parser.end();
  expect({ heads, used }).toEqual({ heads: [512, 512, 3, 0], used: 2 });
});

test('any archive comes out as it went in, in pieces of any size', () => {
  const name = fc.stringMatching(/^[a-z]{1,40}(\/[a-z]{1,40}){0,6}$/);
  const file = fc.record({ path: name, contents: fc.string({ maxLength: 1_600 }) });
  fc.assert(fc.property(fc.array(file, { maxLength: 8 }), fc.integer({ min: 1, max: 3_000 }), (files, size) => {
    const archive = tar(files.map(({ path, contents }) => (path.length > 99 ? { path: 'x', pax: { path }, contents } : { path, contents })));
    expect(read(archive, size)).toEqual(files.map(({ path, contents }) => ({ path, kind: 'file', contents })));
  }), { numRuns: 60 });
});

test('damage anywhere is an error or changes what is seen, but nothing else happens', () => {
  const archive = tar([{ path: 'a/' }, { path: 'a/b', contents: 'x'.repeat(700), pax: { path: long, size: '700' } }, { path: 'l', type: '2', link: 'a' }]);
  const damage = fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
  fc.assert(fc.property(damage, fc.boolean(), fc.nat(archive.length), (changes, isMended, end) => {
    const bytes = Buffer.from(archive);
    for (const [at, byte] of changes) bytes[at] = byte;
    if (isMended) mend(bytes);
    expect(outcome(bytes.subarray(0, end))).toMatch(/^(?:[0-9] entries|bad archive)$/);
  }), { numRuns: 400 });
});

function outcome(bytes: Buffer): string {
  try {
    return `${read(bytes).length} entries`;
  } catch (error) {
    return error instanceof BadArchive ? 'bad archive' : String(error);
  }
}

/** Right checksums, so that damage gets past them. */
function mend(bytes: Buffer): void {
  for (let at = 0; at + 512 <= bytes.length; at += 512) {
    const block = bytes.subarray(at, at + 512);
    if (block.toString('latin1', 257, 262) !== 'ustar') continue;
    block.fill(' ', 148, 156);
    block.write(`${block.reduce((all, byte) => all + byte, 0).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  }
}
