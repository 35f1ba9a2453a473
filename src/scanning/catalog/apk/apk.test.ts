import { describe, expect, test } from 'vitest';
import { jsonOf, readWith, scanFixture } from '../../../../test/support/scan-fixtures.ts';
import { hasShared } from '../../../../test/support/shared.ts';
import { apk } from './index.ts';

const PATH = 'lib/apk/db/installed';

test('a package with its origin, licence and files', () => {
  expect(
    readWith(apk, PATH, 'C:Q1x\nP:ssl_client\nV:1.36.1-r29\nA:x86_64\no:busybox\nL:GPL-2.0-only\nD:so:libc\nF:\nR:.keep\nF:usr/bin\nM:0:0:755\nR:ssl_client\na:0:0:777\nZ:Q1y\n\n'),
  ).toEqual({
    packages: [{ type: 'apk', name: 'ssl_client', version: '1.36.1-r29', arch: 'x86_64', source: { name: 'busybox', version: '1.36.1-r29' }, licenses: ['GPL-2.0-only'] }],
    owns: [{ package: 'ssl_client', paths: ['.keep', 'usr/bin/ssl_client'] }],
  });
});

test('what has no version is no package, and the last one needs no empty line', () => {
  expect(readWith(apk, PATH, 'P:a\n\nP:b\nV:1').packages).toEqual([{ type: 'apk', name: 'b', version: '1' }]);
});

test.for(['lib/apk/db/installed', 'usr/lib/apk/db/installed'])('%s is read', (path) => {
  expect(apk.wants({ path, name: 'installed', size: 1, mode: 0 })).toBe(true);
});

test('a database that names no package is an error, an empty one is not', () => {
  expect(() => readWith(apk, PATH, 'hello')).toThrow('names no package');
  expect(readWith(apk, PATH, '').packages).toEqual([]);
});

test('a folder of a long name and very many files in it is an error, not the end of the memory', () => {
  const files = Buffer.concat([Buffer.from(`P:a\nV:1\nF:${'d'.repeat(3_000)}\n`), Buffer.alloc(1024 * 1024, 'R:f\n')]);
  expect(() => readWith(apk, PATH, files)).toThrow('more files than any system has');
});

type Expected = { name: string; version: string; arch: string; origin: string | null; license: string | null };

describe.runIf(hasShared)('real databases say what their authors say they do', () => {
  const files = scanFixture('apk/apk.zip');
  const expected = jsonOf(files, 'expected.json') as Record<string, Expected[] | { packages: Expected[] }>;

  test('all of them are here', () => {
    expect(Object.keys(expected)).toHaveLength(13);
  });

  test.for(Object.entries(expected))('%s', ([path, answer]) => {
    const bytes = files.get(`input/${path}`) ?? files.get(`input/${path}/lib/apk/db/installed`) ?? new Uint8Array();
    const found = readWith(apk, PATH, bytes).packages ?? [];
    const right = Array.isArray(answer) ? answer : answer.packages;
    expect(found.map(({ name, version, arch, source, licenses }) => ({ name, version, arch, origin: source?.name ?? name, license: licenses?.[0] ?? null })).sort(byName)).toEqual(
      // An origin that is not stated is the package itself.
      right.map(({ name, version, arch, origin, license }) => ({ name, version, arch, origin: origin ?? name, license })).sort(byName),
    );
  });
});

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
