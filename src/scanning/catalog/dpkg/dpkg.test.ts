import { describe, expect, test } from 'vitest';
import { jsonOf, readWith, scanFixture, timed } from '../../../../test/support/scan-fixtures.ts';
import { hasShared } from '../../../../test/support/shared.ts';
import type { StatedPackage } from '../package.ts';
import { dpkg } from './index.ts';

const STATUS = 'var/lib/dpkg/status';
const read = (stanzas: string) => readWith(dpkg, STATUS, stanzas).packages ?? [];
const stanza = (status: string) => `Package: curl\nStatus: ${status}\nVersion: 7.88.1-10\n`;

describe('which packages are installed', () => {
  test.for([
    ['install ok installed', true],
    ['hold ok installed', true],
    ['deinstall ok installed', true],
    ['purge ok installed', true],
    ['install ok unpacked', true],
    ['install ok half-configured', true],
    ['install reinstreq half-installed', true],
    ['install ok triggers-awaited', true],
    ['install ok triggers-pending', true],
    ['deinstall ok config-files', false],
    ['purge ok not-installed', false],
  ] as const)('%s: its files are there: %s', ([status, there]) => {
    expect(read(stanza(status))).toHaveLength(there ? 1 : 0);
  });

  test('a package that was only heard of is not installed', () => {
    expect(read('Package: foo\nVersion: 1\n')).toEqual([]);
  });

  test('in status.d, where there are no states, every package with a version is installed', () => {
    expect(readWith(dpkg, 'var/lib/dpkg/status.d/tzdata', 'Package: tzdata\nVersion: 2024a-0+deb12u1\n\nPackage: libc6\n').packages).toEqual([
      { type: 'deb', name: 'tzdata', version: '2024a-0+deb12u1' },
    ]);
  });

  test('an installed package without a version is warned of', () => {
    expect(readWith(dpkg, STATUS, 'Package: foo\nStatus: install ok installed\n')).toEqual({ packages: [], warnings: ['1 installed packages have no version'] });
  });
});

describe('what a stanza says', () => {
  test.for<[source: string, expected: StatedPackage['source']]>([
    ['util-linux (2.38.1-5)', { name: 'util-linux', version: '2.38.1-5' }],
    ['util-linux', { name: 'util-linux', version: '1:2-3' }],
    ['mount (1:2-2)', { name: 'mount', version: '1:2-2' }],
    ['mount (1:2-3)', undefined],
    ['mount', undefined],
    ['util-linux (', { name: 'util-linux', version: '1:2-3' }],
    ['util-linux ()', { name: 'util-linux', version: '1:2-3' }],
    ['', undefined],
  ])('Source: %s', ([source, expected]) => {
    expect(read(`Package: mount\nStatus: install ok installed\nSource: ${source}\nVersion: 1:2-3\n`)[0]?.source).toEqual(expected);
  });

  test('names of fields may be written in any case, lines may end as on Windows, a folded line is part of the one before', () => {
    expect(read('package:curl\r\nSTATUS:  install ok installed\r\nDescription: x\r\n Version: 0\r\nversion: 1\r\n\r\n')).toEqual([{ type: 'deb', name: 'curl', version: '1' }]);
  });

  test('who built it: a vendor field before the maintainer', () => {
    expect(read(`${stanza('install ok installed')}Maintainer: A <a@debian.org>\n`)[0]?.vendor).toBe('A <a@debian.org>');
    expect(read(`${stanza('install ok installed')}Maintainer: A <a@debian.org>\nVendor: Elastic\n`)[0]?.vendor).toBe('Elastic');
    expect(read(`${stanza('install ok installed')}Maintainer: A <a@debian.org>\nVendor: none\n`)[0]?.vendor).toBe('A <a@debian.org>');
  });
});

describe('which files a package owns', () => {
  test('by its list of files, whatever its architecture', () => {
    expect(readWith(dpkg, 'var/lib/dpkg/info/libssl3:amd64.list', '/.\n/usr\n/usr/lib/libssl.so.3\n').owns).toEqual([{ package: 'libssl3', paths: ['usr', 'usr/lib/libssl.so.3'] }]);
  });

  test('by its checksums, in a distroless image', () => {
    expect(readWith(dpkg, 'var/lib/dpkg/status.d/base.md5sums', '07d31e7e63800ab1b7966980709c51eb  usr/lib/os-release\n\n').owns).toEqual([{ package: 'base', paths: ['usr/lib/os-release'] }]);
  });
});

test.for([
  ['var/lib/dpkg/status', true],
  ['var/lib/dpkg/status.d/libssl1', true],
  ['var/lib/dpkg/info/curl.list', true],
  ['var/lib/dpkg/status-old', false],
  ['var/lib/dpkg/status.d/', false],
  ['var/lib/dpkg/status.d/a/b', false],
  ['var/lib/dpkg/info/curl.md5sums', false],
  ['var/lib/dpkg/info/x/curl.list', false],
  ['home/me/var/lib/dpkg/status', false],
] as const)('%s is read: %s', ([path, wanted]) => {
  expect(dpkg.wants({ path, name: '', size: 1, mode: 0 })).toBe(wanted);
});

test('a status file that names no package is an error, an empty one is not', () => {
  expect(() => readWith(dpkg, STATUS, 'x')).toThrow('names no package');
  expect(readWith(dpkg, STATUS, '\n \n').packages).toEqual([]);
});

test('five megabytes of status are read in a moment', () => {
  const text = Array.from({ length: 7_000 }, (_, i) => `Package: p${i}\nStatus: install ok installed\nVersion: ${i}\nDescription: d\n${' a line of description\n'.repeat(30)}`).join('\n');
  expect(text.length).toBeGreaterThan(5_000_000);
  const { milliseconds, thrown } = timed(() => { expect(read(text)).toHaveLength(7_000); });
  expect(thrown).toBeUndefined();
  expect(milliseconds).toBeLessThan(1_000);
});

type Expected = { name: string; version: string; arch: string | null; source: string; source_version: string; status: string | null };
/** `part` is of a txtar archive. */
type Case = { path: string; stanzas: Expected[]; part?: string };
const INSTALLED = /(?: |^)(?:installed|unpacked|half-installed|half-configured|triggers-awaited|triggers-pending)$/;

describe.runIf(hasShared)('real databases say what their authors say they do', () => {
  const files = scanFixture('dpkg/dpkg.zip');
  const expected = jsonOf(files, 'expected.json') as Record<string, Expected[] | Record<string, Expected[]>>;
  const cases = Object.entries(expected).flatMap(([path, answer]): Case[] =>
    Array.isArray(answer) ? [{ path, stanzas: answer }] : Object.entries(answer).map(([part, stanzas]) => ({ path, stanzas, part })),
  );

  test('all of them are here', () => {
    expect(cases).toHaveLength(22);
  });

  test.for(cases)('$path $part', ({ path, stanzas, part }) => {
    const whole = !path.includes('status.d/');
    const text = new TextDecoder().decode(files.get(`input/${path}`));
    const content = part === undefined ? text : partOf(text, part);
    const found = readWith(dpkg, whole ? STATUS : `var/lib/dpkg/status.d/${path.slice(path.lastIndexOf('/') + 1)}`, content).packages ?? [];
    const right = stanzas.filter(({ status }) => (status === null ? !whole : INSTALLED.test(status)));
    expect(found.map(flat)).toEqual(right.map(({ name, version, arch, source, source_version }) => ({ name, version, arch, source, source_version })));
  });
});

const flat = ({ name, version, arch, source }: StatedPackage) => ({ name, version, arch: arch ?? null, source: source?.name ?? name, source_version: source?.version ?? version });

/** A file of a txtar archive: `-- path --` stands before it. */
function partOf(archive: string, part: string): string {
  const [, behind = ''] = archive.split(`-- ${part} --\n`);
  return behind.split(/^-- .* --$/m)[0] ?? '';
}
