import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import { bookOf } from '../../../test/support/advisory-book.ts';
import { hasShared, readShared } from '../../../test/support/shared.ts';
import { zipEntries } from '../../kernel/zip.ts';
import { normalizedName } from './packages/names.ts';
import type { Package, PackageType } from '../catalog/package.ts';
import type { Advisory, VersionRange } from './advisory.ts';
import { match } from './match.ts';

/** The ecosystems of Trivy's buckets that OSV has too. CocoaPods it has not: there Trivy finds what Glacis says it does not know. */
const BUCKETS: Readonly<Record<string, string>> = {
  npm: 'npm', go: 'Go', pip: 'PyPI', maven: 'Maven', cargo: 'crates.io', composer: 'Packagist', nuget: 'NuGet', erlang: 'Hex', pub: 'Pub', rubygems: 'RubyGems', 'debian 10': 'Debian:10',
};

/** Package types by Trivy's kinds of results. */
const TYPES: Readonly<Record<string, PackageType>> = {
  cargo: 'cargo', composer: 'composer', 'dotnet-core': 'nuget', nuget: 'nuget', 'packages-props': 'nuget', gomod: 'golang', hex: 'hex', npm: 'npm', pip: 'pypi', pipenv: 'pypi',
  poetry: 'pypi', pylock: 'pypi', uv: 'pypi', pom: 'maven', pub: 'pub', gemspec: 'gem', debian: 'deb', cocoapods: 'cocoapods',
};

type Value = { VulnerableVersions?: string[]; PatchedVersions?: string[]; FixedVersion?: string; VendorIDs?: string[] };
type Bucket = { bucket: string; pairs: { bucket: string; pairs: { key: string; value: Value }[] }[] };
type Golden = { Results?: { Type: string; Packages?: { Name: string; Version: string }[]; Vulnerabilities?: { VulnerabilityID: string; PkgName: string; InstalledVersion: string }[] }[] };

const files = new Map(hasShared
  ? zipEntries(readShared('scan-fixtures/trivy/repo-scan.zip'), { entries: 1000, entryBytes: 10_000_000, readBytes: 50_000_000 }).map((entry) => [entry.name, Buffer.from(entry.read()).toString()])
  : []);

/** `>= 5.0.0, <= 5.2.4.2`, `[2.9.0,2.9.10.7)`: where the last affected version is given with one that is patched, the fix is that. */
function rangeOf(constraint: string, patched: readonly string[]): VersionRange {
  const bounds = constraint.replace(/^\[(.*),(.*)\)$/, '>= $1, < $2').split(', ').map((bound) => /^(>=|<=|<|>|=)\s*(.*)$/.exec(bound) ?? []);
  const of = (sign: string) => bounds.find(([, found]) => found === sign)?.[2];
  const last = of('<=');
  const fixed = of('<') ?? (last === undefined ? undefined : patched.find((version) => version.startsWith(last.split('.').slice(0, 2).join('.'))));
  return { type: 'ECOSYSTEM', events: [{ introduced: of('>=') ?? '0' }, ...(fixed !== undefined ? [{ fixed }] : last !== undefined ? [{ last_affected: last }] : [])] };
}

/** RustSec tells what is patched: `>= 2.1.3, < 3.0.0` and `>= 3.1.0`. What is between is not. */
function rangesBetween(patched: readonly string[]): VersionRange[] {
  const bounds = patched.map((constraint) => constraint.split(', ').map((bound) => bound.replace(/^\D+/, ''))).sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return [{ type: 'SEMVER', events: [{ introduced: '0' }, ...bounds.flatMap(([from = '', to]) => [{ fixed: from }, ...(to === undefined ? [] : [{ introduced: to }])])] }];
}

function rowsOf({ bucket, pairs }: Bucket): Advisory[] {
  const ecosystem = BUCKETS[bucket.split('::')[0] ?? ''];
  if (ecosystem === undefined) return [];
  return pairs.flatMap(({ bucket: name, pairs: told }) => told.map(({ key, value }) => {
    const { VulnerableVersions: vulnerable, PatchedVersions: patched = [], FixedVersion: fixed } = value;
    const ranges = vulnerable?.map((constraint) => rangeOf(constraint, patched)) ?? (patched.length > 0 ? rangesBetween(patched) : [rangeOf(fixed === undefined ? '>= 0' : `< ${fixed}`, [])]);
    return { id: key, aliases: [], upstream: [], ecosystem, name: normalizedName(ecosystem, name), ranges, versions: [], cvss: [], summary: '', details: '', modified: '2026-01-01T00:00:00Z', references: [] };
  }));
}

const packageOf = (type: PackageType, name: string, version: string): Package =>
  ({ type, name, version, purl: `pkg:${type}/${name}@${version}${type === 'deb' ? '?distro=debian-10.2' : ''}`, places: [], foundBy: 'test', ...(name === 'libidn2-0' && { source: { name: 'libidn2', version } }) });

/** What the golden report lists, and what stands in the lock files of those that list none. */
function packagesOf(project: string, { Results: results = [] }: Golden): Package[] {
  const listed = results.flatMap(({ Type: kind, Packages: packages = [], Vulnerabilities: vulnerabilities = [] }) => [
    ...packages.map(({ Name: name, Version: version }): [string, string, string] => [kind, name, version]),
    ...vulnerabilities.map(({ PkgName: name, InstalledVersion: version }): [string, string, string] => [kind, name, version]),
  ]);
  const modules = [...(files.get(`input/${project}/go.mod`) ?? '').matchAll(/^\t(\S+) (v\S+)/gm)].map(([, name = '', version = '']): [string, string, string] => ['gomod', name, version]);
  const crates = [...(files.get(`input/${project}/Cargo.lock`) ?? '').matchAll(/name = "(.*)"\nversion = "(.*)"/g)].map(([, name = '', version = '']): [string, string, string] => ['cargo', name, version]);
  const all = [...listed, ...modules, ...crates].flatMap(([kind, name, version]): Package[] => {
    const type = TYPES[kind];
    return type === undefined ? [] : [packageOf(type, name, version)];
  });
  return [...new Map(all.map((one) => [one.purl, one])).values()];
}

describe.skipIf(!hasShared)('projects have the vulnerabilities that Trivy finds in them with the same rows (shared data)', () => {
  const rows = [...files].filter(([name]) => name.startsWith('db/')).flatMap(([, text]) => (parse(text) as Bucket[]).flatMap((bucket) => (Array.isArray(bucket.pairs) ? rowsOf(bucket) : [])));
  const book = bookOf([], { rows });

  test.for<[project: string, packages: number, found: number]>([
    ['cargo', 10, 0], ['composer', 2, 1], ['dotnet', 2, 1], ['gomod', 18, 3], ['mixlock', 10, 1], ['npm', 12, 1], ['nuget', 2, 1], ['packagesprops', 1, 1], ['pip', 7, 2],
    ['poetry', 3, 1], ['pom', 1, 2], ['pubspec', 2, 1], ['pylock', 3, 2], ['trivy-ci-test', 74, 2], ['uv', 4, 2], ['extra/fluentd-multiple-lockfiles', 3, 3],
  ])('%s: %i packages, %i vulnerabilities', ([project, count, found]) => {
    const golden = JSON.parse(files.get(`expected/${project}.json`) ?? '{}') as Golden;
    const packages = packagesOf(project, golden);
    const { findings, uncovered, setAside } = match(packages, { book, now: Date.parse('2026-01-01') });
    const expected = golden.Results?.flatMap(({ Vulnerabilities: told = [] }) => told.map((one) => `${one.VulnerabilityID} ${one.PkgName} ${one.InstalledVersion}`)) ?? [];
    expect(findings.map(({ id, package: { name, version } }) => `${id} ${name} ${version}`).sort()).toEqual([...new Set(expected)].sort());
    expect([packages.length, findings.length]).toEqual([count, found]);
    expect([...uncovered, ...setAside]).toEqual([]);
  });

  test('CocoaPods: OSV has no such ecosystem, and Glacis says so', () => {
    const golden = JSON.parse(files.get('expected/cocoapods.json') ?? '{}') as Golden;
    expect(match(packagesOf('cocoapods', golden), { book, now: 0 })).toEqual({ findings: [], uncovered: ['CocoaPods'], missing: [], setAside: [] });
  });
});
