import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { privateDirectory } from '../../../test/support/engines.ts';
import { lines, noTools, writeFiles } from '../../../test/support/images.ts';
import { readDirectory, type DirectoryOptions } from './directory.ts';
import { globMatcher } from './directory/glob.ts';
import { foreignMounts } from './directory/mounts.ts';

const room = privateDirectory('directory');
afterAll(room.remove);
let count = 0;
const made = (files: Record<string, string>): string => writeFiles(join(room.path, String(count += 1)), new Map(Object.entries(files)));

async function read(directory: string, more: Partial<DirectoryOptions> = {}) {
  const { files, problems, layers } = await readDirectory(directory, { cataloguers: [lines], tools: noTools, ...more });
  expect(layers).toEqual([{}]);
  return { paths: files.map(({ path }) => path).sort(), problems };
}

test('files that say something, wherever they are', async () => {
  expect(await read(made({ 'a.pkgs': 'x', 'd/e/b.pkgs': 'y', 'c.txt': 'z', 'empty.pkgs': '' }))).toEqual({ paths: ['a.pkgs', 'd/e/b.pkgs'], problems: [] });
});

test('links, pipes and what lies outside are left alone', async () => {
  const directory = made({ 'd/a.pkgs': 'x' });
  const outside = made({ 'b.pkgs': 'y' });
  symlinkSync(outside, join(directory, 'out'));
  symlinkSync('.', join(directory, 'd', 'loop'));
  symlinkSync(join(outside, 'b.pkgs'), join(directory, 'c.pkgs'));
  execFileSync('mkfifo', [join(directory, 'pipe.pkgs')]);
  linkSync(join(directory, 'd', 'a.pkgs'), join(directory, 'hard.pkgs'));
  expect(await read(directory)).toEqual({ paths: ['d/a.pkgs', 'hard.pkgs'], problems: [] });
});

test('a root that is a link is followed', async () => {
  const directory = made({ 'a.pkgs': 'x' });
  symlinkSync(directory, `${directory}-link`);
  expect((await read(`${directory}-link`)).paths).toEqual(['a.pkgs']);
});

test('what is bad or too large is a problem', async () => {
  expect((await read(made({ 'a.pkgs': 'bad', 'b.pkgs': 'x'.repeat(1_000_001) }))).problems.toSorted((a, b) => a.path.localeCompare(b.path))).toEqual([
    { path: 'a.pkgs', reason: 'lines: this file is bad' },
    { path: 'b.pkgs', reason: 'lines: it has 1000001 bytes; no more than 1000000 of such a file are read' },
  ]);
});

test('a directory that is not there, or none, is an error', async () => {
  await expect(read(join(room.path, 'nowhere'))).rejects.toMatchObject({ code: 'unreadable_directory', message: expect.stringContaining('it is not there') });
  await expect(read(join(made({ a: '' }), 'a'))).rejects.toMatchObject({ code: 'unreadable_directory', message: expect.stringContaining('no directory') });
});

test('what may not be read is a problem, once for each directory', async () => {
  const directory = made({ 'd/a.pkgs': 'x', 'd/b.pkgs': 'y', 'e/c.pkgs': 'z' });
  chmodSync(join(directory, 'd/a.pkgs'), 0);
  chmodSync(join(directory, 'd/b.pkgs'), 0);
  chmodSync(join(directory, 'e'), 0);
  const problems = await asNobody(async () => (await read(directory)).problems);
  chmodSync(join(directory, 'e'), 0o755);
  expect(problems.toSorted((a, b) => a.path.localeCompare(b.path))).toEqual([{ path: 'd', reason: 'files in it cannot be read: permission denied' }, { path: 'e', reason: 'permission denied' }]);
});

/** Root may read everything: for a while it is somebody else. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  chmodSync(room.path, 0o755);
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

test('files that vanish while it is read were never there', async () => {
  const directory = made({ 'a.pkgs': 'x', 'd/b.pkgs': 'y', 'd/e/c.pkgs': 'z' });
  const taking = { ...lines, wants: (file: Parameters<typeof lines.wants>[0]) => { rmSync(join(directory, file.path)); rmSync(join(directory, 'd'), { recursive: true, force: true }); return lines.wants(file); } };
  expect(await read(directory, { cataloguers: [taking] })).toEqual({ paths: [], problems: [] });
});

test('a directory that becomes a link while it is read leads nowhere', async () => {
  const outside = made({ 'a.pkgs': 'secret' });
  const directory = made({ 'd/a.pkgs': 'x' });
  const swapping = { ...lines, wants: (file: Parameters<typeof lines.wants>[0]) => { rmSync(join(directory, 'd'), { recursive: true }); symlinkSync(outside, join(directory, 'd')); return lines.wants(file); } };
  expect((await read(directory, { cataloguers: [swapping] })).paths).toEqual([]);
});

test('files read along with another', async () => {
  const pair = { ...lines, companions: () => ['d/more'], read: ({ companion }: Parameters<typeof lines.read>[0]) => ({ warnings: [Buffer.from(companion('d/more') ?? '').toString()] }) };
  const { files } = await readDirectory(made({ 'a.pkgs': 'x', 'd/more': 'more' }), { cataloguers: [pair], tools: noTools });
  expect(files[0]?.versions[0].readings[0]?.warnings).toEqual(['more']);
});

test('of a host, other systems kept on it are left out', async () => {
  const files = { 'a.pkgs': 'x', 'var/lib/docker/overlay2/1/diff/b.pkgs': 'y', 'proc/c.pkgs': 'z', 'srv/proc/d.pkgs': 'd' };
  expect((await read(made(files), { isHost: true })).paths).toEqual(['a.pkgs', 'srv/proc/d.pkgs']);
  expect((await read(made(files))).paths).toHaveLength(4);
});

test('it stops when told', async () => {
  await expect(read(made(Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`d${at % 50}/${at}.pkgs`, 'x']))), {
    signal: AbortSignal.abort(), cataloguers: [{ ...lines, read() { const end = performance.now() + 1; while (performance.now() < end); return {}; } }],
  })).rejects.toThrow('aborted');
});

test('very deep directories are read without an end to the stack', async () => {
  const directory = made({});
  mkdirSync(directory, { recursive: true });
  let at = directory;
  for (let depth = 0; depth < 1_200; depth += 1) at += '/d';
  mkdirSync(at, { recursive: true });
  writeFileSync(`${at}/a.pkgs`, 'x');
  expect((await read(directory)).paths).toHaveLength(1);
});

describe('patterns of paths that are left out', () => {
  test.for<[string, string[], string[]]>([
    ['node_modules', ['node_modules', 'a/node_modules'], ['node_modules2', 'a/b']],
    ['/node_modules', ['node_modules'], ['a/node_modules']],
    ['a/b', ['a/b'], ['c/a/b', 'a/b/c']],
    ['*.bak', ['x.bak', 'a/x.bak'], ['x.bak/y', 'xbak']],
    ['a/*/c', ['a/b/c'], ['a/c', 'a/b/b/c']],
    ['a/**/c', ['a/c', 'a/b/c', 'a/b/b/c'], ['b/a/c']],
    ['**/testdata', ['testdata', 'a/b/testdata'], ['testdata/a']],
    ['./a?c/', ['abc'], ['ac', 'abbc']],
    ['**', ['a', 'a/b'], []],
  ])('%s', ([pattern, yes, no]) => {
    const matches = globMatcher([pattern]);
    expect([yes.filter((path) => !matches(path)), no.filter((path) => matches(path))]).toEqual([[], []]);
  });

  test('take no longer for hostile paths', () => {
    const matches = globMatcher(['*a*a*a*a*a*a*a*a*b', '**/x/**/x/**/x/**/y']);
    const start = performance.now();
    expect([matches('a'.repeat(4_000)), matches('x/'.repeat(2_000))]).toEqual([false, false]);
    expect(performance.now() - start).toBeLessThan(500);
  });

  test('say yes to themselves', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z.]{1,5}(\/[a-z]{1,5}){0,3}$/), (path) => globMatcher([`/${path}`])(path)), { numRuns: 50 });
  });
});

test('mounts that are not this machine\'s files', () => {
  expect([...foreignMounts([
    '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
    '23 22 0:21 / /proc rw shared:12 - proc proc rw',
    '24 22 0:40 / /mnt/my\\040share rw - nfs4 server:/x rw',
    '25 22 0:41 / /home/a/.gvfs rw - fuse.gvfsd-fuse gvfsd rw',
    '26 22 8:2 / /home rw - xfs /dev/sda2 rw',
    'nonsense', '',
  ].join('\n'))]).toEqual(['/proc', '/mnt/my share', '/home/a/.gvfs']);
});
