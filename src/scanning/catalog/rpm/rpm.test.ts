import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ndbDatabase, rpmHeader, type RpmTags } from '../../../../test/support/rpm-database.ts';
import { catalogFile, isRefusal, jsonOf, readWith, scanFixture, timed, tools } from '../../../../test/support/scan-fixtures.ts';
import { hasShared } from '../../../../test/support/shared.ts';
import type { StatedPackage } from '../package.ts';
import { rpm } from './index.ts';

test.for([
  ['var/lib/rpm/Packages', true],
  ['var/lib/rpm/Packages.db', true],
  ['var/lib/rpm/rpmdb.sqlite', true],
  ['usr/lib/sysimage/rpm/rpmdb.sqlite', true],
  ['usr/share/rpm/rpmdb.sqlite', true],
  ['usr/share/rpm/deeper/rpmdb.sqlite', true],
  ['var/lib/rpm/Name', false],
  ['var/lib/rpm/rpmdb.sqlite-wal', false],
  ['srv/Packages', false],
] as const)('%s is read: %s', ([path, wanted]) => {
  expect(rpm.wants({ path, name: path.slice(path.lastIndexOf('/') + 1), size: 1, mode: 0 })).toBe(wanted);
});

test('the log of an SQLite database is asked for beside it', () => {
  expect(rpm.companions?.('var/lib/rpm/rpmdb.sqlite')).toEqual(['var/lib/rpm/rpmdb.sqlite-wal']);
  expect(rpm.companions?.('var/lib/rpm/Packages')).toEqual([]);
});

const NODEJS: RpmTags = {
  1000: 'nodejs', 1001: '18.19.0', 1002: '1.module+el9.3.0', 1003: [1], 1011: 'Red Hat, Inc.', 1014: 'MIT and ASL 2.0', 1022: 'x86_64',
  1044: 'nodejs-18.19.0-1.module+el9.3.0.src.rpm', 1116: [0, 1, 0], 1117: ['node', 'package.json', 'npm'], 1118: ['/usr/bin/', '/usr/lib/node_modules/npm/'], 5096: 'nodejs:18:9030020231215:rhel9',
};
const readTags = (...packages: RpmTags[]) => readWith(rpm, 'var/lib/rpm/Packages.db', ndbDatabase(packages.map(rpmHeader)));

describe('what a header says', () => {
  test('all of it', () => {
    expect(readTags(NODEJS)).toEqual({
      packages: [{ type: 'rpm', name: 'nodejs', version: '1:18.19.0-1.module+el9.3.0', arch: 'x86_64', licenses: ['MIT and ASL 2.0'], module: 'nodejs:18:9030020231215:rhel9', vendor: 'Red Hat, Inc.' }],
      owns: [{ package: 'nodejs', paths: ['usr/bin/node', 'usr/lib/node_modules/npm/package.json', 'usr/bin/npm'] }],
    });
  });

  test('the source where its name is another', () => {
    expect(readTags({ 1000: 'libuuid', 1001: '2', 1002: '3', 1044: 'util-linux-2-3.src.rpm' }).packages).toEqual([{ type: 'rpm', name: 'libuuid', version: '2-3', source: { name: 'util-linux', version: '2-3' } }]);
  });

  test('an epoch of nought that is stated', () => {
    expect(readTags({ 1000: 'a', 1001: '2', 1002: '3', 1003: [0] }).packages?.[0]?.version).toBe('0:2-3');
  });

  test('files as packages of rpm 3 name them', () => {
    expect(readTags({ 1000: 'a', 1001: '2', 1002: '3', 1027: ['/bin/a'] }).owns).toEqual([{ package: 'a', paths: ['bin/a'] }]);
  });

  test('keys that were imported are no packages', () => {
    expect(readTags(NODEJS, { 1000: 'gpg-pubkey', 1001: 'fd431d51', 1002: '4ae0493b' }).packages).toHaveLength(1);
  });

  test.for<[case_: string, tags: RpmTags, reason: string]>([
    ['no name', { 1001: '1', 1002: '1' }, 'names no package'],
    ['a file in no folder', { ...NODEJS, 1116: [0, 2, 0] }, 'a file in no folder'],
  ])('%s is refused', ([, tags, reason]) => {
    expect(() => readTags(tags)).toThrow(reason);
  });

  test.for<[case_: string, at: number, value: number, reason: string]>([
    ['billions of tags', 0, 0xffffffff, 'longer than its bytes'],
    ['billions of bytes', 4, 0xffffffff, 'longer than its bytes'],
    // The count of file names is that of the tag's entry: number, type, offset, count.
    ['billions of names', 8 + 16 * 9 + 12, 0xffffffff, 'in no folder'],
    ['billions of folder numbers', 8 + 16 * 8 + 12, 0xffffffff, 'ends too early'],
    ['names beyond its end', 8 + 16 * 9 + 8, 0xfffffff0, 'ends too early'],
  ])('%s are refused', ([, at, value, reason]) => {
    const header = rpmHeader(NODEJS);
    header.writeUInt32BE(value, at);
    expect(() => readWith(rpm, 'var/lib/rpm/Packages.db', ndbDatabase([header]))).toThrow(reason);
  });
});

type Expected = {
  backend: string;
  packages: { name: string; epoch: string | null; version: string; release: string; arch: string; sourcerpm: string; modularity_label?: string | null; vendor: string | null; license: string }[];
};
const NAMES = { sqlite: 'rpmdb.sqlite', ndb: 'Packages.db', bdb: 'Packages' } as const;

describe.runIf(hasShared)('real databases', () => {
  const files = scanFixture('rpm/rpmdb.zip');
  const expected = jsonOf(files, 'expected.json') as Record<string, Expected>;
  const cases = Object.entries(expected).map(([name, { backend, packages }]) => {
    const file = NAMES[backend as keyof typeof NAMES];
    return { name, file, packages, bytes: files.get(`input/${name}/${file}`) ?? new Uint8Array() };
  });

  test('all of them are here', () => {
    expect(cases.map(({ name, packages }) => `${name} ${packages.length}`)).toEqual([
      'cbl-mariner-2.0 129', 'libuuid 1', 'packages-epoch 1', 'syft-minimal 1', 'no-packages 0', 'sle15-bci 35',
    ]);
  });

  test.for(cases)('$name says what rpm -qa says', ({ file, packages, bytes }) => {
    const found = readWith(rpm, `var/lib/rpm/${file}`, bytes).packages ?? [];
    const order = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
    expect(found.map(flat).sort(order)).toEqual(
      packages
        .map(({ name, epoch, version, release, arch, sourcerpm, modularity_label, vendor, license }) => ({
          name,
          version: `${epoch === null ? '' : `${epoch}:`}${version}-${release}`,
          arch,
          source: sourcerpm,
          module: modularity_label ?? null,
          // An empty vendor is none.
          vendor: vendor || null,
          license,
        }))
        .sort(order),
    );
  });

  test('packages own files: those of libuuid', () => {
    const bytes = cases.find(({ name }) => name === 'libuuid')?.bytes ?? new Uint8Array();
    expect(readWith(rpm, 'var/lib/rpm/Packages', bytes).owns).toEqual([
      { package: 'libuuid', paths: expect.arrayContaining(['usr/lib64/libuuid.so.1', 'usr/share/licenses/libuuid/COPYING']) as string[] },
    ]);
  });

  test('every package of Mariner and SUSE that has files owns them', () => {
    for (const { file, bytes, packages } of cases.filter(({ packages }) => packages.length > 30)) {
      const { owns = [] } = readWith(rpm, `var/lib/rpm/${file}`, bytes);
      expect(owns.length).toBeGreaterThan(packages.length * 0.9);
      expect(owns.every(({ paths }) => paths.every((path) => path.length > 0 && !path.startsWith('/')))).toBe(true);
    }
  });

  test('a database without a table of packages is warned of', () => {
    const bytes = cases.find(({ name }) => name === 'no-packages')?.bytes ?? new Uint8Array();
    expect(readWith(rpm, 'var/lib/rpm/rpmdb.sqlite', bytes)).toEqual({ warnings: ['has no table of packages'] });
  });

  const damageable = cases.filter(({ name }) => ['libuuid', 'packages-epoch', 'sle15-bci'].includes(name));

  test.for(damageable)('$name with damaged bytes is read or refused, in bounded time', ({ file, bytes }) => {
    const places = bytes.length < 100_000 ? bytes.length : 8_192;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(places - 1), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)), { minLength: 1, maxLength: 40 }), (damages) => {
        const copy = Buffer.from(bytes);
        for (const [at, value] of damages) copy[at] = value;
        expectReadOrRefused(file, copy);
      }),
      { numRuns: 60 },
    );
  });

  test.for(damageable)('$name that ends anywhere is read or refused', ({ file, bytes }) => {
    fc.assert(fc.property(fc.nat(bytes.length), (end) => expectReadOrRefused(file, bytes.subarray(0, end))), { numRuns: 60 });
  });

  test('a chain of pages that runs in a circle is refused', () => {
    const copy = Buffer.from(cases.find(({ name }) => name === 'libuuid')?.bytes ?? new Uint8Array());
    const size = copy.readUInt32LE(20);
    for (let page = 1; page * size < copy.length; page += 1) {
      if (copy[page * size + 25] === 7) copy.writeUInt32LE(page, page * size + 16);
    }
    expect(() => readWith(rpm, 'var/lib/rpm/Packages', copy)).toThrow('broken chain');
  });

  test('a database of the other byte order is read', () => {
    const { bytes } = cases.find(({ name }) => name === 'packages-epoch') ?? { bytes: new Uint8Array() };
    expect(flat(readWith(rpm, 'var/lib/rpm/Packages', bigEndian(bytes)).packages?.[0] as StatedPackage)).toMatchObject({ name: 'hello', version: '1:0.0.1-rls' });
  });

  test('slots that share a package are refused before they multiply it', () => {
    const copy = Buffer.from(cases.find(({ name }) => name === 'sle15-bci')?.bytes ?? new Uint8Array());
    // Every slot is that of the first package.
    const first = Buffer.from(copy.subarray(32, 48));
    for (let at = 48; at < copy.readUInt32LE(12) * 4_096; at += 16) first.copy(copy, at);
    const biggest = 40;
    copy.writeUInt32LE(copy.length - copy.readUInt32LE(40) * 16 - biggest, copy.readUInt32LE(40) * 16 + 12);
    expect(() => readWith(rpm, 'var/lib/rpm/Packages.db', copy)).toThrow('more packages than it holds');
  });
});

const flat = ({ name, version, arch, source, module, vendor, licenses }: StatedPackage) => {
  const own = version.replace(/^\d+:/, '');
  return { name, version, arch: arch ?? null, source: `${source?.name ?? name}-${source?.version ?? own}.src.rpm`, module: module ?? null, vendor: vendor ?? null, license: licenses?.[0] ?? null };
};

function expectReadOrRefused(file: string, bytes: Uint8Array): void {
  const { milliseconds, thrown } = timed(() => rpm.read(catalogFile(`var/lib/rpm/${file}`, bytes), tools));
  expect(thrown === undefined || isRefusal(thrown)).toBe(true);
  expect(milliseconds).toBeLessThan(2_000);
}

/** The same Berkeley DB database as a machine of the other byte order would have written it. */
function bigEndian(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  const size = copy.readUInt32LE(20);
  const swap32 = (at: number) => copy.subarray(at, at + 4).swap32();
  const swap16 = (at: number) => copy.subarray(at, at + 2).swap16();
  for (let base = 0; base < copy.length; base += size) {
    const entries = copy.readUInt16LE(base + 20);
    const type = copy[base + 25];
    if (base > 0 && (type === 2 || type === 13)) {
      for (let entry = 0; entry < entries; entry += 1) {
        const item = base + copy.readUInt16LE(base + 26 + entry * 2);
        if (copy[item] === 3) for (const at of [4, 8]) swap32(item + at);
        swap16(base + 26 + entry * 2);
      }
    }
    for (const at of base === 0 ? [12, 16, 20, 32] : [16]) swap32(base + at);
    if (base > 0) for (const at of [20, 22]) swap16(base + at);
  }
  return copy;
}
