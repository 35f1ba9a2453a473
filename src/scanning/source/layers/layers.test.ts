import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lines, noTools } from '../../../../test/support/images.ts';
import { tar, tarEntry, type TarEntry } from '../../../../test/support/tar.ts';
import type { Cataloguer } from '../../catalog/cataloguer.ts';
import { readLayer, type LayerOptions } from './layer.ts';
import { mergeLayers } from './merge.ts';

const options = (more: Partial<LayerOptions> = {}): LayerOptions => ({ cataloguers: [lines], tools: noTools, ...more });

/** How often a layer was read is of interest, too. */
async function readOne(entries: readonly TarEntry[], more: Partial<LayerOptions> = {}) {
  let passes = 0;
  const bytes = tar(entries);
  const contents = await readLayer(() => { passes += 1; return Readable.from([bytes], { objectMode: false }); }, {}, options(more));
  return { contents, passes };
}

/** What stands in the whole after these layers: for each path its packages, and from which layers its versions are. */
async function whole(layers: readonly (readonly TarEntry[])[], more: Partial<LayerOptions> = {}) {
  const contents = await Promise.all(layers.map(async (entries) => (await readOne(entries, more)).contents));
  const tree = mergeLayers(contents.map((one) => ({ contents: one })));
  const files = tree.files.map(({ path, versions }) => [path, versions.map(({ layer, readings }) => `${layer}: ${readings.flatMap(({ packages }) => packages?.map(({ name }) => name)).join(' ')}`)] as const);
  return { files: Object.fromEntries(files), problems: tree.problems };
}

const file = (path: string, contents: string, more: Partial<TarEntry> = {}): TarEntry => ({ path, contents, ...more });
const dir = (path: string): TarEntry => ({ path: `${path}/` });
const soft = (path: string, link: string): TarEntry => ({ path, type: '2', link });
const hard = (path: string, link: string): TarEntry => ({ path, type: '1', link });

describe('layers lie over each other', () => {
  test.for<[string, TarEntry[][], Record<string, string[]>]>([
    ['one', [[file('a.pkgs', 'x')]], { 'a.pkgs': ['0: x'] }],
    ['a second adds', [[file('a.pkgs', 'x')], [file('b.pkgs', 'y')]], { 'a.pkgs': ['0: x'], 'b.pkgs': ['1: y'] }],
    ['a newer version counts, the older one is remembered', [[file('a.pkgs', 'x')], [file('a.pkgs', 'x\ny')]], { 'a.pkgs': ['0: x', '1: x y'] }],
    ['taken away', [[file('d/a.pkgs', 'x'), file('d/b.pkgs', 'y')], [file('d/.wh.a.pkgs', '')]], { 'd/b.pkgs': ['0: y'] }],
    ['taken away and brought again begins anew', [[file('a.pkgs', 'x')], [file('.wh.a.pkgs', '')], [file('a.pkgs', 'y')]], { 'a.pkgs': ['2: y'] }],
    ['taken away and brought again by one layer', [[file('a.pkgs', 'x')], [file('.wh.a.pkgs', ''), file('a.pkgs', 'y')]], { 'a.pkgs': ['1: y'] }],
    ['a directory taken away', [[file('d/e/a.pkgs', 'x')], [file('.wh.d', '')]], {}],
    ['a directory taken away and made again', [[file('d/a.pkgs', 'x')], [file('d/b.pkgs', 'y'), file('.wh.d', '')]], { 'd/b.pkgs': ['1: y'] }],
    ['an opaque directory shows nothing from below', [[file('d/a.pkgs', 'x'), file('d/e/b.pkgs', 'y'), file('c.pkgs', 'z')], [file('d/n.pkgs', 'n'), file('d/.wh..wh..opq', '')]], { 'c.pkgs': ['0: z'], 'd/n.pkgs': ['1: n'] }],
    ['an opaque root', [[file('a.pkgs', 'x')], [file('.wh..wh..opq', ''), file('b.pkgs', 'y')]], { 'b.pkgs': ['1: y'] }],
    ['a whiteout hides nothing of its own layer', [[file('a.pkgs', 'x'), file('.wh.a.pkgs', '')]], { 'a.pkgs': ['0: x'] }],
    ['a whiteout does not hide what begins alike', [[file('a.pkgs', 'x'), file('ab/c.pkgs', 'y')], [file('.wh.a', '')]], { 'a.pkgs': ['0: x'], 'ab/c.pkgs': ['0: y'] }],
    ['replaced by a directory', [[file('a.pkgs', 'x')], [dir('a.pkgs')]], {}],
    ['replaced by a link', [[file('a.pkgs', 'x')], [soft('a.pkgs', 'b')]], {}],
    ['replaced by a device', [[file('a.pkgs', 'x')], [{ path: 'a.pkgs', type: '3' }]], {}],
    ['replaced by one that says nothing', [[file('a.pkgs', 'x')], [file('a.pkgs', '')]], {}],
    ['its directory replaced by a file', [[file('d/a.pkgs', 'x')], [file('d', '')]], {}],
    ['its directory replaced by a link', [[file('d/e/a.pkgs', 'x')], [soft('d', 'f')]], {}],
    ['its directory named again', [[file('d/a.pkgs', 'x')], [dir('d')]], { 'd/a.pkgs': ['0: x'] }],
    ['aufs bookkeeping is nothing', [[file('a.pkgs', 'x')], [dir('.wh..wh.plnk'), file('.wh..wh.plnk/7.pkgs', 'n'), file('.wh..wh.aufs', '')]], { 'a.pkgs': ['0: x'] }],
    ['paths with dots and slashes are the same paths', [[file('./d//a.pkgs', 'x')], [file('/d/./e/../.wh.a.pkgs', ''), file('./b.pkgs', 'y')]], { 'b.pkgs': ['1: y'] }],
    ['a file below a link of a lower layer is where the link leads', [[dir('usr/lib'), soft('lib', 'usr/lib')], [file('lib/a.pkgs', 'x')]], { 'usr/lib/a.pkgs': ['1: x'] }],
    ['a newer version of it by its other name', [[soft('lib', '/usr/lib'), file('usr/lib/a.pkgs', 'x')], [file('lib/a.pkgs', 'y')]], { 'usr/lib/a.pkgs': ['0: x', '1: y'] }],
    ['taken away by its other name', [[soft('lib', 'usr/lib'), file('usr/lib/a.pkgs', 'x')], [file('lib/.wh.a.pkgs', '')]], {}],
    ['a link that a layer replaces by a directory leads nowhere any more', [[soft('lib', 'usr/lib')], [dir('lib'), file('lib/a.pkgs', 'x')]], { 'lib/a.pkgs': ['1: x'] }],
    ['a link that is taken away', [[soft('lib', 'usr/lib')], [file('.wh.lib', '')], [file('lib/a.pkgs', 'x')]], { 'lib/a.pkgs': ['2: x'] }],
    ['a link that leads out of the root stays within it', [[soft('lib', '../../..')], [file('lib/a.pkgs', 'x')]], { 'a.pkgs': ['1: x'] }],
    ['the last of two entries of one path', [[file('a.pkgs', 'x'), file('a.pkgs', 'y')]], { 'a.pkgs': ['0: y'] }],
    ['the last of two entries of one path is a directory', [[file('a.pkgs', 'x'), dir('a.pkgs')]], {}],
  ])('%s', async ([, layers, expected]) => {
    expect(await whole(layers)).toEqual({ files: expected, problems: [] });
  });

  test('whatever a layer replaces, takes away or adds: as unpacking them one after the other would have it', async () => {
    const path = fc.constantFrom('a.pkgs', 'd/a.pkgs', 'd/b.pkgs', 'd/e/a.pkgs', 'f/a.pkgs');
    const directory = fc.constantFrom('', 'd/', 'd/e/', 'f/');
    const change = fc.oneof(
      fc.record({ is: fc.constant('file' as const), path, contents: fc.constantFrom('x', 'y', '') }),
      fc.record({ is: fc.constant('whiteout' as const), path: fc.oneof(path, fc.constantFrom('d', 'd/e', 'f')) }),
      fc.record({ is: fc.constant('opaque' as const), directory }),
    );
    await fc.assert(fc.asyncProperty(fc.array(fc.array(change, { maxLength: 4 }), { minLength: 1, maxLength: 5 }), async (layers) => {
      const unpacked = new Map<string, string>();
      for (const changes of layers) {
        for (const one of changes) {
          if (one.is === 'whiteout') for (const known of unpacked.keys()) if (known === one.path || known.startsWith(`${one.path}/`)) unpacked.delete(known);
          if (one.is === 'opaque') for (const known of unpacked.keys()) if (known.startsWith(one.directory)) unpacked.delete(known);
        }
        for (const one of changes) if (one.is === 'file') unpacked.set(one.path, one.contents);
      }
      const hidden = (text: string) => text.replace(/[^/]*$/, (name) => `.wh.${name}`);
      const { files } = await whole(layers.map((changes) => changes.map((one) =>
        one.is === 'file' ? file(one.path, one.contents) : file(one.is === 'whiteout' ? hidden(one.path) : `${one.directory}.wh..wh..opq`, ''))));
      const last = Object.entries(files).map(([known, versions]) => [known, versions.at(-1)?.slice(3)]);
      expect(Object.fromEntries(last)).toEqual(Object.fromEntries([...unpacked].filter(([, contents]) => contents !== '')));
    }), { numRuns: 150 });
  });
});

describe('secrets of a lower layer', () => {
  const words: Cataloguer = {
    id: 'words', evidence: 'either', maxBytes: 1_000, isOptional: true,
    wants: ({ name }) => name === '.env',
    read: ({ bytes }) => ({ secrets: [{ rule: 'word', title: 'Word', severity: 'high', line: 1, excerpt: Buffer.from(bytes).toString() }] }),
  };
  const buried = async (...layers: TarEntry[][]) =>
    (mergeLayers(await Promise.all(layers.map(async (entries) => ({ contents: (await readOne(entries, { cataloguers: [words] })).contents })))).buried ?? [])
      .map(({ path, layer, secrets }) => `${layer} ${path} ${secrets.map(({ excerpt }) => excerpt).join(' ')}`);

  test.for<[string, TarEntry[][], string[]]>([
    ['taken away', [[file('app/.env', 'one')], [file('app/.wh..env', '')]], ['0 app/.env one']],
    ['taken away with their directory', [[file('app/.env', 'one')], [file('.wh.app', '')]], ['0 app/.env one']],
    ['replaced by others', [[file('.env', 'one')], [file('.env', 'two')], [file('.env', 'three')]], ['0 .env one', '1 .env two']],
    ['replaced by a directory', [[file('.env', 'one')], [dir('.env')]], ['0 .env one']],
    ['that still stand', [[file('.env', 'one')], [file('other', '')]], []],
  ])('are in the image all the same when %s', async ([, layers, expected]) => {
    expect(await buried(...layers)).toEqual(expected);
  });
});

describe('hard links', () => {
  test('to a file that was read cost nothing', async () => {
    const { contents, passes } = await readOne([file('a.pkgs', 'x'), hard('b.pkgs', 'a.pkgs')]);
    expect({ paths: [...contents.files.keys()], passes }).toEqual({ paths: ['a.pkgs', 'b.pkgs'], passes: 1 });
  });

  test('to a file that nobody wanted under its own name (pnpm stores) are read in a second pass', async () => {
    const { contents, passes } = await readOne([file('store/ab12', 'x'), hard('m/a.pkgs', 'store/ab12'), hard('m/b.pkgs', 'm/a.pkgs'), file('c.pkgs', 'y')]);
    expect({ paths: [...contents.files.keys()].sort(), passes }).toEqual({ paths: ['c.pkgs', 'm/a.pkgs', 'm/b.pkgs'], passes: 2 });
  });

  test('to what nobody reads after its first bytes are forgotten', async () => {
    const elf: Cataloguer = { ...lines, id: 'elf', wants: ({ name }) => name === 'run', recognizes: (head) => head[0] === 0x7f };
    const { contents, passes } = await readOne([file('bin/tool', 'text'), hard('run', 'bin/tool')], { cataloguers: [elf] });
    expect({ files: contents.files.size, passes }).toEqual({ files: 0, passes: 2 });
  });

  test('to a file of another layer are a problem', async () => {
    expect((await whole([[file('a', 'x')], [hard('b.pkgs', 'a')]])).problems).toEqual([{ path: 'b.pkgs', reason: 'lines: it is a hard link to a, which is not in its layer' }]);
  });
});

describe('files that are read along with another', () => {
  const pair: Cataloguer = {
    ...lines, id: 'pair',
    wants: ({ name }) => name.endsWith('.db'),
    companions: (path) => [`${path}-wal`],
    read: ({ bytes, companion, path }) => ({ packages: [{ type: 'generic', name: `${Buffer.from(bytes).toString()}+${Buffer.from(companion(`${path}-wal`) ?? 'none').toString()}`, version: '' }] }),
  };
  test.for<[string, TarEntry[], string, number]>([
    ['behind it', [file('a.db', 'x'), file('other', 'o'), file('a.db-wal', 'w')], '0: x+w', 1],
    ['in front of it', [file('a.db-wal', 'w'), file('a.db', 'x')], '0: x+w', 2],
    ['not there', [file('a.db', 'x')], '0: x+none', 1],
    ['replaced later', [file('a.db', 'old'), file('a.db', 'x'), file('a.db-wal', 'w')], '0: x+w', 1],
  ])('%s', async ([, entries, expected, passes]) => {
    expect((await whole([entries], { cataloguers: [pair] })).files).toEqual({ 'a.db': [expected] });
    expect((await readOne(entries, { cataloguers: [pair] })).passes).toBe(passes);
  });
});

describe('what cannot be read is a problem that names the file', () => {
  test.for<[string, TarEntry[][], { path: string; reason: string }[]]>([
    ['a file that is bad', [[file('a.pkgs', 'bad')]], [{ path: 'a.pkgs', reason: 'lines: this file is bad' }]],
    ['a file that is too large', [[file('a.pkgs', 'x'.repeat(1_000_001))]], [{ path: 'a.pkgs', reason: 'lines: it has 1000001 bytes; no more than 1000000 of such a file are read' }]],
    ['a sparse file', [[file('a.pkgs', 'x', { type: 'S' })]], [{ path: 'a.pkgs', reason: 'lines: it is stored as a sparse file, which is not read' }]],
    ['not where it is replaced', [[file('a.pkgs', 'bad')], [file('a.pkgs', 'x')]], []],
    ['not where it is taken away', [[file('a.pkgs', 'bad')], [file('.wh.a.pkgs', '')]], []],
  ])('%s', async ([, layers, problems]) => {
    expect((await whole(layers)).problems).toEqual(problems);
  });

  test('a thousand of them are listed, the rest counted', async () => {
    const { problems } = await whole([Array.from({ length: 1_005 }, (_, at) => file(`${at}.pkgs`, 'bad'))]);
    expect([problems.length, problems.at(-1)]).toEqual([1_001, { path: '', reason: '5 more files could not be read' }]);
  });
});

test.for<[string, (bytes: Buffer) => Buffer]>([
  ['plain', (bytes) => bytes],
  ['gzip', gzipSync],
  ['gzip in many members', (bytes) => Buffer.concat([gzipSync(bytes.subarray(0, 500)), gzipSync(bytes.subarray(500))])],
  ['gzip with zeros behind it', (bytes) => Buffer.concat([gzipSync(bytes), Buffer.alloc(100_000)])],
  ['zstd', zstdCompressSync],
  ['zstd:chunked, a frame for each part', (bytes) => Buffer.concat(Array.from({ length: 8 }, (_, at) => zstdCompressSync(bytes.subarray(at * 256, at === 7 ? bytes.length : (at + 1) * 256))))],
])('a layer as %s', async ([, pack]) => {
  const bytes = pack(tar([file('a.pkgs', 'x'), file('b', 'b'.repeat(5_000))]));
  const pieces = Array.from({ length: Math.ceil(bytes.length / 1_000) }, (_, at) => bytes.subarray(at * 1_000, (at + 1) * 1_000));
  const contents = await readLayer(() => Readable.from(pieces, { objectMode: false }), { size: bytes.length }, options());
  expect([...contents.files.keys()]).toEqual(['a.pkgs']);
});

test('very many entries take a bounded room', async () => {
  const many = 150_000;
  const block = tarEntry({ path: 'd/0000000', damage: (header) => header.fill(' ', 148, 156) });
  async function* bytes(): AsyncGenerator<Buffer> {
    for (let at = 0; at < many; at += 1_000) {
      const chunk = Buffer.alloc(1_000 * 512);
      for (let i = 0; i < 1_000; i += 1) numbered(block, at + i).copy(chunk, i * 512);
      yield chunk;
    }
  }
  const before = process.memoryUsage.rss();
  const contents = await readLayer(bytes, {}, options());
  expect(contents.kinds.size).toBe(many);
  expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024);
});

/** The same header for another name, with its checksum. */
function numbered(block: Buffer, number: number): Buffer {
  const digits = Buffer.from(String(number).padStart(7, '0'));
  digits.copy(block, 2);
  block.write(`${(sumOfZeros(block) + digits.reduce((all, digit) => all + digit - 0x30, 0)).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

let known: number | undefined;
/** The checksum for the name of seven zeros, reckoned once. */
const sumOfZeros = (block: Buffer): number => {
  known ??= Buffer.from(block).fill('0', 2, 9).fill(' ', 148, 156).reduce((all, byte) => all + byte, 0);
  return known;
};
