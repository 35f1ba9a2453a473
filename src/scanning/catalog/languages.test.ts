import { describe, expect, test } from 'vitest';
import { catalogFile, factsOf, jsonOf, scanFixture, tools } from '../../../test/support/scan-fixtures.ts';
import { hasShared } from '../../../test/support/shared.ts';
import type { Cataloguer, Reading } from './cataloguer.ts';
import { cataloguers } from './index.ts';
import { purlOf } from './purl.ts';

/*
 * Every catalogue result against the answers of the fixtures (trivy's golden reports; names and versions from the files themselves).
 * Where we differ, the difference stands here and why.
 */
type Expected = Record<string, { name?: string | null; version?: string | null; license?: string | null; packages?: [string, string][] } | null>;

const bundle = (path: string): ReadonlyMap<string, Uint8Array> => (hasShared ? scanFixture(path) : new Map());
const cataloguer = (id: string): Cataloguer => cataloguers.find((each) => each.id === id) ?? expect.fail(`no cataloguer ${id}`);
const readAs = (id: string, path: string, files: ReadonlyMap<string, Uint8Array>): Reading =>
  cataloguer(id).read(catalogFile(path, files.get(path) ?? expect.fail(`no file ${path}`), files), tools);

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
const purls = (reading: Reading): string[] => (reading.packages ?? []).map((each) => purlOf(each)).sort();

describe.skipIf(!hasShared)('small projects', () => {
  const files = bundle('trivy/repo-scan.zip');
  type Report = { Results?: { Target: string; Packages?: { Identifier?: { PURL?: string }; Dev?: boolean }[]; Vulnerabilities?: { PkgIdentifier?: { PURL?: string } }[] }[] };
  const stated = (name: string, target: string) => (jsonOf(files, `expected/${name}.json`) as Report).Results?.find((each) => each.Target === target);

  test.for([
    ['composer', 'composer-lock', 'composer.lock', []],
    ['mixlock', 'mix-lock', 'mix.lock', []],
    ['pip', 'python-requirements', 'requirements.txt', []],
    ['poetry', 'poetry-lock', 'poetry.lock', []],
    ['pubspec', 'pub-lock', 'pubspec.lock', []],
    ['pylock', 'pylock', 'pylock.toml', []],
    // The workspace's own crate, which trivy calls the root: nobody published it, and a public crate of its name is another.
    ['cargo', 'cargo-lock', 'Cargo.lock', ['pkg:cargo/app@0.1.0']],
    // The project itself, `source = { virtual = "." }`.
    ['uv', 'uv-lock', 'uv.lock', ['pkg:pypi/uv-test@0.1.0']],
  ] as const)('%s has the packages of its report', ([name, id, file, own]) => {
    const expected = (stated(name, file)?.Packages ?? []).map((each) => each.Identifier?.PURL ?? '');
    expect(expected.length).toBeGreaterThan(1);
    // Reports leave out what is for development (cargo: winapi), which we mark.
    const packages = readAs(id, `input/${name}/${file}`, files).packages?.filter((each) => !each.dev) ?? [];
    expect(purls({ packages })).toEqual(expected.filter((purl) => !own.some((each) => each === purl)).sort());
  });

  test('cargo: what only tests need is marked so', () => {
    expect(purls({ packages: readAs('cargo-lock', 'input/cargo/Cargo.lock', files).packages?.filter((each) => each.dev) ?? [] })).toEqual(
      ['pkg:cargo/winapi-i686-pc-windows-gnu@0.4.0', 'pkg:cargo/winapi-x86_64-pc-windows-gnu@0.4.0', 'pkg:cargo/winapi@0.3.9']);
  });

  test('npm: the lock file has the packages of its report, with those for development marked', () => {
    const reading = readAs('npm-lock', 'input/npm/package-lock.json', files);
    const expected = (jsonOf(files, 'expected/extra/npm-with-dev.json') as Report).Results?.[0]?.Packages ?? [];
    expect((reading.packages ?? []).map((each) => ({ purl: purlOf(each), dev: each.dev ?? false })).sort((a, b) => byText(a.purl, b.purl)))
      .toEqual(expected.map((each) => ({ purl: each.Identifier?.PURL, dev: each.Dev ?? false })).sort((a, b) => byText(a.purl ?? '', b.purl ?? '')));
  });

  test('npm: what is installed has the licenses of the report', () => {
    const installed = [...files.keys()].filter((path) => cataloguer('npm-package').wants(factsOf(path)));
    expect(installed.map((path) => readAs('npm-package', path, files).packages?.[0]).map((each) => [each?.name, each?.licenses])).toEqual(
      installed.map((path) => [path.split('/').at(-2), ['MIT']]));
    expect(installed.length).toBe(6);
  });

  test('conda: packages and a pinned environment', () => {
    const meta = [...files.keys()].filter((path) => path.includes('/conda-meta/'));
    // The report has no packages, but the files name them.
    expect(meta.flatMap((path) => purls(readAs('conda-package', path, files))).sort()).toEqual(['pkg:conda/openssl@1.1.1q', 'pkg:conda/pip@22.2.2']);
    const expected = jsonOf(files, 'expected/extra/conda-environment-cyclonedx.json') as { components: { purl?: string }[] };
    expect(purls(readAs('conda-environment', 'input/conda-environment/environment.yaml', files))).toEqual(expected.components.flatMap(({ purl }) => (purl?.includes('/bzip2') ? [purl] : [])));
  });

  test('a mixed repository: what is found vulnerable there is among the packages', () => {
    const found = purls(readAs('cargo-lock', 'input/trivy-ci-test/Cargo.lock', files));
    expect((stated('trivy-ci-test', 'Cargo.lock')?.Vulnerabilities ?? []).map((each) => each.PkgIdentifier?.PURL).filter((purl) => !found.includes(purl ?? ''))).toEqual([]);
    expect(found.length).toBe((Buffer.from(files.get('input/trivy-ci-test/Cargo.lock') ?? []).toString().match(/^source = /gm) ?? []).length);
    const pipfile = jsonOf(files, 'input/trivy-ci-test/Pipfile.lock') as Record<string, Record<string, unknown>>;
    expect(readAs('pipfile-lock', 'input/trivy-ci-test/Pipfile.lock', files).packages?.length).toBe(new Set([...Object.keys(pipfile.default ?? {}), ...Object.keys(pipfile.develop ?? {})]).size);
  });
});

describe.skipIf(!hasShared)('Python metadata', () => {
  const files = bundle('python/python.zip');
  const expected = hasShared ? (jsonOf(files, 'expected.json') as Expected) : {};

  test.for(Object.entries(expected))('%s', ([path, answer]) => {
    const reading = readAs(path.endsWith('.egg') ? 'python-egg' : 'python-package', `input/${path}`, files);
    const [found] = reading.packages ?? [];
    // Names are normalized (PEP 503): Pygments and pygments are one.
    expect({ name: found?.name, version: found?.version }).toEqual({ name: answer?.name?.toLowerCase().replaceAll('_', '-'), version: answer?.version ?? '' });
    // `UNKNOWN` is what setuptools writes for none. Where there is no License header, classifiers may name one.
    const stated = answer?.license && answer.license !== 'UNKNOWN' ? [answer.license] : [];
    expect(found?.licenses ?? []).toEqual(expect.arrayContaining(stated));
  });

  test('wants each of them that stands where installers put it, and nothing else', () => {
    const wanted = [...files.keys()].filter((path) => cataloguers.some((each) => each.id.startsWith('python-') && each.wants(factsOf(path))));
    const placed = Object.keys(expected).filter((path) => !path.startsWith('osv-scalibr/')).map((path) => `input/${path}`);
    expect(wanted.sort()).toEqual([...placed, 'input/syft/empty-1.0.0-py3.8.egg-info'].sort());
  });

  test('metadata without a name are warned of', () => {
    expect(readAs('python-package', 'input/syft/empty-1.0.0-py3.8.egg-info', files)).toEqual({ warnings: [expect.stringContaining('name')] });
  });
});

describe.skipIf(!hasShared)('Ruby and Node.js metadata', () => {
  const files = bundle('ruby-node/ruby-node.zip');
  const expected = hasShared ? (jsonOf(files, 'expected.json') as Expected) : {};
  const full = (reading: Reading): [string, string][] =>
    (reading.packages ?? []).map((each): [string, string] => [each.namespace ? `${each.namespace}/${each.name}` : each.name, each.version]).sort((a, b) => byText(`${a[0]} ${a[1]}`, `${b[0]} ${b[1]}`));

  test.for(Object.entries(expected).filter(([path]) => path.endsWith('.gemspec')))('%s', ([path, answer]) => {
    const reading = readAs('gemspec', `input/${path}`, files);
    expect(full(reading)).toEqual(answer ? [[answer.name, answer.version]] : []);
    expect(reading.warnings ?? []).toHaveLength(answer ? 0 : 1);
  });

  test.for(Object.entries(expected).filter(([path, answer]) => !path.endsWith('.gemspec') && !answer?.packages))('%s', ([path, answer]) => {
    const [found] = full(readAs('npm-package', `input/${path}`, files));
    expect(found).toEqual(answer?.name ? [answer.name, answer.version] : undefined);
  });

  /** What a lock file of version 1 says that is no name and version, and what we say instead. */
  const corrected: Record<string, [string, string]> = {
    // An alias: the registry knows the package by its own name only.
    'case-alias npm:case@1.6.3': ['case', '1.6.3'],
    'chai npm:@bundled-es-modules/chai@4.2.2': ['@bundled-es-modules/chai', '4.2.2'],
    // No package has a slash in its name: this is a path, as in the versions after.
    'node_modules/async 3.2.4': ['async', '3.2.4'],
  };

  test.for(Object.entries(expected).filter(([, answer]) => answer?.packages))('%s', ([path, answer]) => {
    const names = (answer?.packages ?? []).map(([name, version]) => corrected[`${name} ${version}`] ?? [name, version]);
    expect(full(readAs('npm-lock', `input/${path}`, files))).toEqual(names.sort((a, b) => byText(`${a[0]} ${a[1]}`, `${b[0]} ${b[1]}`)));
  });

  test.for([
    ['pnpm-lock', 'input/syft/pnpm-v6/pnpm-lock.yaml'],
    ['pnpm-lock', 'input/syft/pnpm-v9/pnpm-lock.yaml'],
    ['yarn-lock', 'input/syft/yarn-v1-deps/yarn.lock'],
  ] as const)('%s reads every entry of %s', ([id, path]) => {
    const content = Buffer.from(files.get(path) ?? []).toString();
    const reading = readAs(id, path, files);
    const packages = content.slice(content.indexOf('\npackages:'));
    const keys = id === 'pnpm-lock'
      ? [...packages.matchAll(/^ {2}'?\/?(@?[^@\s]+)@([^(:'\n]+)/gm)].map(([, name, version]) => `${name}@${version}`)
      : [...content.matchAll(/^"?(@?[^@\n]+)@[^\n]*:\n {2}version "([^"]+)"/gm)].map(([, name, version]) => `${name}@${version}`);
    expect(keys.length).toBeGreaterThan(3);
    expect(full(reading).map(([name, version]) => `${name}@${version}`).sort()).toEqual([...new Set(keys)].sort());
  });
});
