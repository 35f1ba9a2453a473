import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalogFile, isRefusal, timed, tools } from '../../../test/support/scan-fixtures.ts';
import type { Cataloguer, FileFacts, Reading } from './cataloguer.ts';
import { PACKAGE_TYPES } from './package.ts';
import { cataloguers } from './index.ts';

/* Every cataloguer keeps these rules, whoever wrote it. A new one adds a path of its file to EXAMPLES. */

/** One path at least that each cataloguer reads. */
const EXAMPLES = [
  // the system
  'etc/os-release', 'boot/vmlinuz-6.1.0-18-amd64', 'var/lib/dpkg/status', 'var/lib/dpkg/status.d/tzdata', 'var/lib/dpkg/info/curl.list', 'lib/apk/db/installed',
  'var/lib/rpm/Packages', 'var/lib/rpm/Packages.db', 'var/lib/rpm/rpmdb.sqlite',
  // languages
  'app/package.json', 'app/node_modules/x/package.json', 'app/package-lock.json', 'app/yarn.lock', 'app/pnpm-lock.yaml', 'app/bun.lock', 'app/bun.lockb',
  'usr/lib/python3/dist-packages/six-1.16.0.dist-info/METADATA', 'usr/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO', 'opt/six-1.16.0-py3.11.egg',
  'app/requirements.txt', 'app/Pipfile.lock', 'app/poetry.lock', 'app/uv.lock', 'app/pdm.lock', 'app/pylock.toml',
  'usr/share/rubygems/specifications/rack-2.2.3.gemspec', 'app/Gemfile.lock', 'app/composer.lock', 'app/vendor/composer/installed.json', 'app/Cargo.lock',
  'app/pubspec.lock', 'app/mix.lock', 'opt/conda/conda-meta/pip-22.2.2-py38_0.json', 'app/environment.yml', 'app/app.jar', 'app/pom.xml', 'app/gradle.lockfile',
  'app/go.mod', 'app/go.sum', 'usr/bin/app', 'usr/local/bin/node', 'app/packages.lock.json', 'app/app.deps.json', 'app/Podfile.lock', 'app/Package.resolved', 'app/conan.lock', 'app/stack.yaml.lock',
];

/** Files that are no cataloguer's, with their first bytes. */
const FOREIGN = [
  ['usr/share/man/man1/ls.1.gz', '\u001f\u008b'],
  ['usr/share/zoneinfo/Europe/Berlin', 'TZif2'],
  ['home/me/holiday.jpg', '\u00ff\u00d8\u00ff'],
  ['usr/share/fonts/a.ttf', '\u0000\u0001\u0000\u0000'],
  ['var/cache/fontconfig/x.cache-8', 'x'],
  ['var/lib/dpkg/status-old', 'Package: a'],
  ['', ''],
] as const;

/** Texts that are foreign to whoever looks for packages; a secret may lie in any text. */
const FOREIGN_TEXTS = [
  ['usr/bin/script', '#!/bin/sh\n'],
  ['package-lock.json.bak', '{'],
] as const;

const facts = (path: string): FileFacts => ({ path, name: path.slice(path.lastIndexOf('/') + 1), size: 500_000, mode: 0o755 });
const examplesOf = (cataloguer: Cataloguer): string[] => EXAMPLES.filter((path) => cataloguer.wants(facts(path)));

/** The cataloguer's own samples (samples.test.ts), to be cut and damaged. */
function samplesOf({ id, wants }: Cataloguer): { path: string; bytes: Uint8Array }[] {
  const folders = readdirSync(import.meta.dirname).map((ecosystem) => join(import.meta.dirname, ecosystem, `${id}.samples`)).filter((folder) => existsSync(folder));
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => ({ path: path.split('/').slice(1).join('/'), bytes: readFileSync(join(folder, path)) }))
      .filter(({ path }) => wants(facts(path))),
  );
}

/** Contents that break what reads trustingly. */
const HOSTILE: readonly [what: string, content: string | Uint8Array][] = [
  ['nothing', ''],
  ['zeros', new Uint8Array(70_000)],
  ['the largest numbers', new Uint8Array(70_000).fill(0xff)],
  ['an RPM database of the largest numbers', withHead('RpmP\u0000\u0000\u0000\u0000\u0001\u0000\u0000\u0000\u0001\u0000\u0000\u0000')],
  ['an executable of the largest numbers', withHead('\u007fELF\u0002\u0001\u0001')],
  ['an archive of the largest numbers', withHead('PK\u0003\u0004')],
  ['an SQLite database of the largest numbers', withHead('SQLite format 3\u0000')],
  ['one long line', 'a'.repeat(100_000)],
  ['empty lines', '\n'.repeat(100_000)],
  ['lines of one letter', 'P:\n'.repeat(30_000)],
  ['open brackets', '['.repeat(50_000)],
  ['open braces', '{"a":'.repeat(20_000)],
  ['open elements', '<a>'.repeat(20_000)],
  ['entities that multiply', `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 20 }, (_, i) => `<!ENTITY a${i} "${`&a${i === 0 ? '' : i - 1};`.repeat(10)}">`).join('')}]><project>&a19;</project>`],
  ['anchors that multiply', Array.from({ length: 20 }, (_, i) => `a${i}: &a${i} [${Array.from({ length: 9 }, () => (i === 0 ? 'x' : `*a${i - 1}`)).join(',')}]`).join('\n')],
  ['spaces in front of nothing', `name${' '.repeat(100_000)}x`],
  ['quotes', '"'.repeat(100_001)],
  ['JSON that is nothing', 'null'],
  ['JSON of a number', '1'],
  ['JSON of a list', '[null, 1, "a", [], {}]'],
  ...['packages', 'dependencies', 'default', 'targets', 'libraries', 'package', 'object', 'pins', 'graph_lock', 'resolved'].flatMap((key): [string, string][] =>
    [null, 1, 'a', [null, 1, 'a', [], {}], { a: null, b: 1, c: 'c', d: [], e: {} }].map((value) => [`JSON where ${key} is ${JSON.stringify(value)}`, JSON.stringify({ lockfileVersion: 3, [key]: value })])),
  ['the name of Object.prototype', '{"packages":{"__proto__":{"version":"1"},"constructor":{"version":"1"}},"dependencies":{"__proto__":{"version":"1"}}}'],
];

function withHead(head: string): Uint8Array {
  const bytes = Buffer.alloc(70_000, 0xff);
  bytes.write(head, 'latin1');
  return bytes;
}

/** Milliseconds of the processor that one read of so few bytes may take. */
const BOUND = 3_000;

function expectReadOrRefused(cataloguer: Cataloguer, path: string, content: Uint8Array | string): void {
  let reading: Reading = {};
  const { milliseconds, thrown } = timed(() => { reading = cataloguer.read(catalogFile(path, content), tools); });
  expect(thrown === undefined || isRefusal(thrown) ? undefined : thrown).toBeUndefined();
  expect(milliseconds).toBeLessThan(BOUND);
  const nonsense = reading.packages?.filter(({ type, name, version }) => !PACKAGE_TYPES.includes(type) || typeof name !== 'string' || name === '' || typeof version !== 'string');
  expect(nonsense ?? []).toEqual([]);
}

test('no two have the same id, and ids are in kebab-case', () => {
  const ids = cataloguers.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id))).toEqual([]);
});

describe.for(cataloguers.map((cataloguer) => [cataloguer.id, cataloguer] as const))('%s', ([, cataloguer]) => {
  const paths = examplesOf(cataloguer);
  const samples = samplesOf(cataloguer);

  test('reads one of the example paths', () => {
    expect(paths.length + samples.length).toBeGreaterThan(0);
  });

  test('bounds what it reads', () => {
    expect(cataloguer.maxBytes).toBeGreaterThan(0);
    expect(cataloguer.maxBytes).toBeLessThanOrEqual(1024 ** 3);
  });

  test('leaves foreign files alone', () => {
    const foreign = cataloguer.id === 'exposed-secrets' ? FOREIGN : [...FOREIGN, ...FOREIGN_TEXTS];
    const taken = foreign.filter(([path, head]) => cataloguer.wants(facts(path)) && (cataloguer.recognizes?.(Buffer.from(head, 'latin1')) ?? true));
    expect(taken).toEqual([]);
  });

  test('recognizes from any first bytes without failing', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 512 }), (head) => { expect(typeof (cataloguer.recognizes?.(head) ?? true)).toBe('boolean'); }), { numRuns: 50 });
  });

  test('is asked cheaply, however long the path', () => {
    const asked = [...EXAMPLES, ...FOREIGN.map(([path]) => path), 'lib/'.repeat(1_000), 'node_modules/'.repeat(300) + 'package.json', 'a-1.0-'.repeat(600), '.'.repeat(4_000)].map(facts);
    // The measure: parting the same paths at their slashes.
    const parting = fastest(() => { for (const { path } of asked) path.split('/'); });
    expect(fastest(() => { for (const each of asked) cataloguer.wants(each); })).toBeLessThan(Math.max(parting * 20, 2));
  });

  test('names companions as paths', () => {
    for (const companion of paths.flatMap((path) => cataloguer.companions?.(path) ?? [])) expect(companion).toMatch(/^[^/].*[^/]$/);
  });

  test('reads or refuses hostile content in bounded time', () => {
    for (const [, content] of HOSTILE) for (const path of paths.slice(0, 3)) expectReadOrRefused(cataloguer, path, content);
  });

  test('reads or refuses any bytes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...paths, ...samples.map(({ path }) => path)), fc.uint8Array({ maxLength: 2_000 }), (path, bytes) => expectReadOrRefused(cataloguer, path, bytes)),
      { numRuns: 30 },
    );
  });

  test.skipIf(samples.length === 0)('reads or refuses its samples cut anywhere and damaged anywhere', () => {
    fc.assert(
      fc.property(fc.nat(samples.length - 1), fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), fc.nat(255), (which, share, cut, value) => {
        const { path, bytes } = samples[which] ?? { path: '', bytes: new Uint8Array() };
        const at = Math.floor(share * bytes.length);
        const copy = Buffer.from(cut ? bytes.subarray(0, at) : bytes);
        if (!cut) copy.fill(value, at, Math.min(at + 4, copy.length));
        expectReadOrRefused(cataloguer, path, copy);
      }),
      { numRuns: 40 },
    );
  });
});

/** The fastest of some runs, in milliseconds: the one that nothing disturbed. */
function fastest(run: () => void): number {
  const times = Array.from({ length: 12 }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return Math.min(...times);
}
