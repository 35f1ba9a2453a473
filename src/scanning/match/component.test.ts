import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bookOf, recordOf, sharedRecords } from '../../../test/support/advisory-book.ts';
import { catalogFile, scanFixture, tools } from '../../../test/support/scan-fixtures.ts';
import { hasShared } from '../../../test/support/shared.ts';
import type { Distribution, Kernel } from '../catalog/cataloguer.ts';
import { dpkg } from '../catalog/dpkg/index.ts';
import type { Package, PackageType, StatedPackage } from '../catalog/package.ts';
import { purlOf } from '../catalog/purl.ts';
import type { AdvisoryBook } from './advisory.ts';
import { componentsOf, namesOf, replacedBy, type Component } from './component.ts';
import { componentJudge } from './judge.ts';
import { match } from './match.ts';

const now = Date.parse('2026-11-01');
const debian: Distribution = { id: 'debian', version: '12', name: 'Debian', like: [] };
const ubuntu: Distribution = { id: 'ubuntu', version: '22.04', name: 'Ubuntu', like: [] };
const edge: Distribution = { id: 'alpine', version: '3.21.0_alpha', name: 'Alpine edge', like: [] };

const packageOf = (stated: StatedPackage, distribution?: Distribution): Package => ({ ...stated, purl: purlOf(stated, distribution), places: [{ path: 'a' }], foundBy: 'test' });
const of = (type: PackageType, name: string, version: string, more: Partial<StatedPackage> = {}): StatedPackage => ({ type, name, version, ...more });
const about = (id: string, ecosystem: string, name: string, fixed: string, more: object = {}) =>
  recordOf({ id, affected: [{ package: { ecosystem, name }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }] }], ...more });

/** Each component judged alone, by a judge of its own, as a server does that has forgotten where it is. */
function oneByOne(packages: readonly Package[], book: AdvisoryBook, given: { distribution?: Distribution; kernel: { isContainer: boolean; kernels: readonly Kernel[] } }) {
  return componentsOf(packages, given).flatMap(({ component, setAside }) => {
    const kept: Component = JSON.parse(JSON.stringify(component));
    const judgement = componentJudge(book, now)(kept);
    return setAside === undefined && judgement.is === 'judged' ? judgement.findings() : [];
  });
}
const told = (findings: ReturnType<typeof match>['findings']) => findings.map(({ package: { purl }, ...finding }) => ({ purl, ...finding }));

const esm = '1.2+esm1';
const candidates: readonly StatedPackage[] = [
  of('deb', 'libssl3', '3.0.1-1', { source: { name: 'openssl', version: '3.0.1-1' } }), of('deb', 'libssl3', '3.0.9-1', { source: { name: 'openssl', version: '3.0.9-1' } }),
  of('deb', 'linux-image-6.1.0-1-amd64', '6.1.1-1', { source: { name: 'linux', version: '6.1.1-1' } }), of('deb', 'linux-image-6.1.0-2-amd64', '6.1.2-1', { source: { name: 'linux-signed-amd64', version: '6.1.2+1' } }),
  of('deb', 'linux-headers-6.1.0-1', '6.1.1-1', { source: { name: 'linux', version: '6.1.1-1' } }), of('deb', 'nginx', '1.0-1', { vendor: 'NGINX <x@nginx.com>' }), of('deb', 'bash', esm), of('deb', 'zlib1g', ''),
  of('apk', 'musl', '1.2.3-r0'), of('rpm', 'kernel', '5.14.0-1.el9'), of('npm', 'left-pad', '1.0.0'), of('npm', 'pad', '2.0.0', { namespace: '@scope' }), of('pypi', 'Left_Pad', '1.0'), of('generic', 'thing', '1'),
];
const book = bookOf([
  about('DSA-1', 'Debian:12', 'openssl', '3.0.5-1', { upstream: ['CVE-2026-0001'] }), about('USN-1', 'Ubuntu:22.04:LTS', 'openssl', '3.0.5-1', { upstream: ['CVE-2026-0001'] }), about('USN-2', 'Ubuntu:Pro:22.04:LTS', 'openssl', '3.0.9-2'),
  about('DSA-2', 'Debian:12', 'linux', '6.1.9-1'), about('USN-3', 'Ubuntu:22.04:LTS', 'linux', '6.1.9-1'), about('DSA-3', 'Debian:12', 'nginx', '9'), about('USN-4', 'Ubuntu:Pro:22.04:LTS', 'bash', '9'),
  about('DSA-4', 'Debian:12', 'zlib1g', '9'), about('ALPINE-1', 'Alpine:edge', 'musl', '2.0.0-r0'), about('ALPINE-2', 'Alpine:v3.21', 'musl', '3.0.0-r0'),
  about('GHSA-1', 'npm', 'left-pad', '1.3.0'), about('GHSA-2', 'npm', '@scope/pad', '3.0.0'), about('PYSEC-1', 'PyPI', 'left-pad', '2.0'),
]);

describe('components judged one by one', () => {
  const distributions = fc.constantFrom(undefined, debian, ubuntu, edge);
  const running = fc.constantFrom(undefined, '6.1.0-1-amd64', '6.1.0-2-amd64', '7.0.0');

  test('have together the findings of the whole, whatever lies beside them', () => {
    fc.assert(fc.property(fc.subarray([...candidates]), distributions, running, fc.boolean(), (chosen, distribution, release, isContainer) => {
      const packages = chosen.map((stated) => packageOf(stated, distribution));
      const given = { kernel: { isContainer, kernels: release === undefined ? [] : [{ release, running: true }] }, ...(distribution ? { distribution } : {}) };
      expect(told(oneByOne(packages, book, given))).toEqual(told(match(packages, { book, now, ...given }).findings));
    }), { numRuns: 300 });
  });

  test('are asked about under the names that the index has, and no others', () => {
    fc.assert(fc.property(fc.subarray([...candidates]), distributions, (chosen, distribution) => {
      const packages = chosen.map((stated) => packageOf(stated, distribution));
      for (const { component } of componentsOf(packages, { kernel: { isContainer: false, kernels: [] }, ...(distribution ? { distribution } : {}) })) {
        const names = new Set(namesOf(component).map(({ ecosystem, name }) => `${ecosystem} ${name}`));
        const asked: string[] = [];
        componentJudge({ ...book, about: (ecosystem, name) => (asked.push(`${ecosystem} ${name}`), book.about(ecosystem, name)) }, now)(component);
        expect(asked.filter((name) => !names.has(name))).toEqual([]);
      }
    }), { numRuns: 200 });
  });

  test.skipIf(!hasShared)('of a real system are those that the whole has (shared data)', () => {
    const status = scanFixture('e2e/debian12.zip').get('debian12-pinned-old/var/lib/dpkg/status') ?? new Uint8Array();
    const packages = (dpkg.read(catalogFile('var/lib/dpkg/status', status), tools).packages ?? []).map((stated) => packageOf(stated, debian));
    const real = bookOf(sharedRecords('Debian:12'));
    const given = { distribution: debian, kernel: { isContainer: true, kernels: [] } };
    const whole = match(packages, { book: real, now, ...given });
    expect(whole.findings.length).toBeGreaterThan(50);
    expect(told(oneByOne(packages.slice(0, 60), real, given))).toEqual(told(match(packages.slice(0, 60), { book: real, now, ...given }).findings));
  });
});

test.for<[StatedPackage, Distribution | undefined, string, string]>([
  [of('deb', 'libssl3', '1', { source: { name: 'openssl', version: '1' } }), debian, 'Debian:12', 'openssl'],
  [of('deb', 'linux-image-1', '1', { source: { name: 'linux-signed-amd64', version: '1' } }), debian, 'Debian:12', 'linux'],
  [of('deb', 'bash', esm), ubuntu, 'Ubuntu:Pro:22.04:LTS', 'bash'],
  [of('deb', 'bash', '1'), ubuntu, 'Ubuntu:22.04:LTS', 'bash'],
  [of('npm', 'pad', '1', { namespace: '@scope' }), undefined, 'npm', '@scope/pad'],
  [of('pypi', 'Left_Pad', '1'), undefined, 'PyPI', 'left-pad'],
])('%o is repaired by replacing its source', ([stated, distribution, ecosystem, name]) => {
  const [member] = componentsOf([packageOf(stated, distribution)], { kernel: { isContainer: false, kernels: [] }, ...(distribution ? { distribution } : {}) });
  expect(member && replacedBy(member.component)).toMatchObject({ ecosystem, name });
});
