import { describe, expect, test } from 'vitest';

import { bookOf, recordOf } from '../../../test/support/advisory-book.ts';
import type { Distribution } from '../catalog/cataloguer.ts';
import type { Package } from '../catalog/package.ts';
import { purlOf } from '../catalog/purl.ts';
import type { Advisory, AdvisoryBook, CveFacts } from './advisory.ts';
import { match, type Circumstances } from './match.ts';

const now = Date.parse('2026-11-01');
const debian: Distribution = { id: 'debian', version: '12', name: 'Debian', like: [] };
const alma: Distribution = { id: 'almalinux', version: '9.4', name: 'AlmaLinux', like: [] };

const one = (fields: Partial<Package> & Pick<Package, 'type' | 'name' | 'version'>, distribution?: Distribution): Package =>
  ({ purl: purlOf(fields, distribution), places: [{ path: 'a' }], foundBy: 'test', ...fields });
const deb = (name: string, version: string, more: Partial<Package> = {}) => one({ type: 'deb', name, version, ...more }, debian);
const rpm = (name: string, version: string, more: Partial<Package> = {}) => one({ type: 'rpm', name, version, ...more }, alma);
const npm = (name: string, version: string) => one({ type: 'npm', name, version });

/** An advisory about versions before a fix. */
const before = (ecosystem: string, name: string, fixed: string | undefined, more: object = {}) =>
  ({ package: { ecosystem, name }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])] }], ...more });
const osv = (id: string, affected: object, more: object = {}) => recordOf({ id, affected: Array.isArray(affected) ? affected : [affected], ...more });

const ask = (packages: readonly Package[], book: AdvisoryBook, more: Partial<Circumstances> = {}) => match(packages, { book, now, ...more });

describe('one vulnerability of one package is one finding', () => {
  test('a DSA with three CVEs is three findings that name it', () => {
    const book = bookOf([osv('DSA-1-1', before('Debian:12', 'openssl', '3.0.11-1'), { upstream: ['CVE-2024-1111', 'CVE-2024-2222', 'CVE-2024-3333'] })]);
    const { findings } = ask([deb('libssl3', '3.0.9-1', { source: { name: 'openssl', version: '3.0.9-1' } })], book, { distribution: debian });
    expect(findings.map(({ id, aliases, advisories }) => ({ id, aliases, advisories }))).toEqual([
      { id: 'CVE-2024-1111', aliases: ['CVE-2024-1111', 'DSA-1-1'], advisories: ['DSA-1-1'] },
      { id: 'CVE-2024-2222', aliases: ['CVE-2024-2222', 'DSA-1-1'], advisories: ['DSA-1-1'] },
      { id: 'CVE-2024-3333', aliases: ['CVE-2024-3333', 'DSA-1-1'], advisories: ['DSA-1-1'] },
    ]);
    expect(findings[0]?.fix).toEqual({ is: 'fixed', versions: ['3.0.11-1'] });
  });

  test('a DSA without CVEs goes by its own name', () => {
    const book = bookOf([osv('DSA-1-1', before('Debian:12', 'a', '2'))]);
    expect(ask([deb('a', '1')], book, { distribution: debian }).findings.map(({ id }) => id)).toEqual(['DSA-1-1']);
  });

  test('what GitHub, Go and a CVE record tell of the same is told once, with all who tell it', () => {
    const name = 'github.com/a/b';
    const book = bookOf([
      osv('GHSA-aaaa-bbbb-cccc', before('Go', name, '1.2.3'), { aliases: ['CVE-2024-1111'], summary: 'From GitHub' }),
      osv('GO-2024-1', before('Go', name, '1.2.4'), { aliases: ['GHSA-aaaa-bbbb-cccc'] }),
      osv('CVE-2024-1111', before('Go', name, '1.2.3')),
    ]);
    const { findings } = ask([one({ type: 'golang', namespace: 'github.com/a', name: 'b', version: 'v1.0.0' })], book);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      id: 'CVE-2024-1111', advisories: ['CVE-2024-1111', 'GHSA-aaaa-bbbb-cccc', 'GO-2024-1'], summary: 'From GitHub',
      fix: { is: 'fixed', versions: ['1.2.4'] },
    });
    expect(new Set(findings[0]?.aliases)).toEqual(new Set(['CVE-2024-1111', 'GHSA-aaaa-bbbb-cccc', 'GO-2024-1']));
  });

  test('a DSA and the tracker entry of one of its CVEs meet', () => {
    const book = bookOf([
      osv('DSA-1-1', before('Debian:12', 'a', '1.1'), { upstream: ['CVE-2024-1111', 'CVE-2024-2222'] }),
      osv('DEBIAN-CVE-2024-1111', before('Debian:12', 'a', '1.2', { ecosystem_specific: { urgency: 'low' } }), { upstream: ['CVE-2024-1111'] }),
    ]);
    const { findings } = ask([deb('a', '1.0')], book, { distribution: debian });
    expect(findings.map(({ id, advisories, fix, rating }) => ({ id, advisories, fix, severity: rating.severity }))).toEqual([
      { id: 'CVE-2024-1111', advisories: ['DEBIAN-CVE-2024-1111', 'DSA-1-1'], fix: { is: 'fixed', versions: ['1.2'] }, severity: 'low' },
      { id: 'CVE-2024-2222', advisories: ['DSA-1-1'], fix: { is: 'fixed', versions: ['1.1'] }, severity: 'unknown' },
    ]);
  });

  test('an advisory that calls two CVEs its aliases is about both, and neither is the other', () => {
    const book = bookOf([osv('GHSA-aaaa-bbbb-cccc', before('npm', 'a', '2.0.0'), { aliases: ['CVE-2024-1111', 'CVE-2024-2222'] })]);
    const { findings } = ask([npm('a', '1.0.0')], book);
    expect(findings.map(({ id }) => id)).toEqual(['CVE-2024-1111', 'CVE-2024-2222']);
    expect(findings.map(({ aliases }) => aliases)).toEqual([['CVE-2024-1111', 'GHSA-aaaa-bbbb-cccc'], ['CVE-2024-2222', 'GHSA-aaaa-bbbb-cccc']]);
  });

  test('what was withdrawn is not told', () => {
    const book = bookOf([osv('GHSA-aaaa-bbbb-cccc', before('npm', 'a', '2.0.0'), { withdrawn: '2025-01-01T00:00:00Z' }), osv('GHSA-dddd-eeee-ffff', before('npm', 'a', '2.0.0'))]);
    expect(ask([npm('a', '1.0.0')], book).findings.map(({ id }) => id)).toEqual(['GHSA-dddd-eeee-ffff']);
  });

  test('what is known of the CVE comes along', () => {
    const facts: CveFacts = { id: 'CVE-2024-1111', cvss: [{ vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', source: 'NVD' }], kev: { due: '2025-01-01' }, epss: { score: 0.9, percentile: 0.99 } };
    const book = bookOf([osv('GHSA-aaaa-bbbb-cccc', before('npm', 'a', '2.0.0'), { aliases: ['CVE-2024-1111'] })], { cves: [facts] });
    expect(ask([npm('a', '1.0.0')], book).findings[0]).toMatchObject({ kev: facts.kev, epss: facts.epss, rating: { severity: 'critical', source: 'NVD', score: 9.8 } });
  });

  test('the same in whatever order the advisories stand', () => {
    const records = [
      osv('DSA-1-1', before('Debian:12', 'a', '1.1'), { upstream: ['CVE-2024-1111', 'CVE-2024-2222'], summary: 'one' }),
      osv('DSA-2-1', before('Debian:12', 'a', '1.2'), { upstream: ['CVE-2024-2222'], summary: 'two' }),
      osv('DEBIAN-CVE-2024-2222', before('Debian:12', 'a', undefined), { upstream: ['CVE-2024-2222'] }),
    ];
    const told = (order: typeof records) => ask([deb('a', '1.0')], bookOf(order), { distribution: debian }).findings.map(({ aliases, ...rest }) => ({ ...rest, aliases: aliases.toSorted() }));
    expect(told(records.toReversed())).toEqual(told(records));
  });
});

describe('what can be done about it', () => {
  const fixOf = (affected: object, more: Partial<Circumstances> = {}) =>
    ask([deb('a', '1.0')], bookOf([osv('DEBIAN-CVE-2024-1111', affected, { upstream: ['CVE-2024-1111'] })]), { distribution: debian, ...more }).findings[0]?.fix;
  const state = (word: string) => before('Debian:12', 'a', undefined, { database_specific: { state: word } });

  test.for([
    ['unfixed', { is: 'unfixed' }],
    ['ignored', { is: 'wont-fix', word: 'ignored' }],
    ['no-dsa', { is: 'unfixed', word: 'no-dsa' }],
    ['postponed', { is: 'unfixed', word: 'postponed' }],
    ['end-of-life', { is: 'end-of-life' }],
    ['Will not fix', { is: 'wont-fix', word: 'Will not fix' }],
    ['Out of support scope', { is: 'end-of-life' }],
    ['Fix deferred', { is: 'unfixed', word: 'Fix deferred' }],
  ] as const)('%s', ([word, fix]) => {
    expect(fixOf(state(word))).toEqual(fix);
  });

  test('not affected is no finding', () => {
    expect(fixOf(state('Not affected'))).toBeUndefined();
  });
  test('a release whose life has ended gets no fix any more, except those that it has', () => {
    const later = Date.parse('2029-01-01');
    expect(fixOf(state('unfixed'), { now: later })).toEqual({ is: 'end-of-life' });
    expect(fixOf(before('Debian:12', 'a', '1.1'), { now: later })).toEqual({ is: 'fixed', versions: ['1.1'] });
  });
});

describe('modules of rpms', () => {
  const node18 = osv('ALSA-2024:1', before('AlmaLinux:9', 'nodejs', '1:18.20.2-1.module_el9.4.0+100'), { summary: 'Important: nodejs:18 security update', related: ['CVE-2024-1111'] });
  const plain = osv('ALSA-2024:2', before('AlmaLinux:9', 'nodejs', '1:16.20.2-8.el9_4'), { summary: 'Important: nodejs security update', related: ['CVE-2024-2222'] });
  const ids = (nodejs: Package) => ask([nodejs], bookOf([node18, plain]), { distribution: alma }).findings.map(({ id }) => id);

  test('a fix of one stream says nothing of another, nor of the package outside modules', () => {
    expect(ids(rpm('nodejs', '1:18.1.0-1.module_el9.1.0+10', { module: 'nodejs:18:9010020221118:rhel9' }))).toEqual(['CVE-2024-1111']);
    expect(ids(rpm('nodejs', '1:16.1.0-1.module_el9.1.0+10', { module: 'nodejs:16:9010020221118:rhel9' }))).toEqual([]);
    expect(ids(rpm('nodejs', '1:16.20.1-1.el9'))).toEqual(['CVE-2024-2222']);
  });
});

describe('what is not asked, and what nobody can answer', () => {
  test('third parties build their own: the distribution does not speak of it', () => {
    const book = bookOf([osv('DSA-1-1', before('Debian:12', 'nginx', '1.22.1-9'), { upstream: ['CVE-2024-1111'] })]);
    const foreign = deb('nginx', '1.20.0-1~bookworm', { vendor: 'NGINX Packaging <nginx-packaging@f5.com>' });
    const { findings, setAside } = ask([foreign, deb('nginx', '1.22.1-1')], book, { distribution: debian });
    expect(findings.map((finding) => finding.package.version)).toEqual(['1.22.1-1']);
    expect(setAside).toEqual([{ package: foreign, reason: 'was built by others than the distribution' }]);
  });

  test('kernel headers in an image', () => {
    const book = bookOf([osv('DSA-1-1', before('Debian:12', 'linux', '6.1.90-1'), { upstream: ['CVE-2024-1111'] })]);
    const headers = deb('linux-libc-dev', '6.1.76-1', { source: { name: 'linux', version: '6.1.76-1' } });
    expect(ask([headers], book, { distribution: debian, kernel: { isContainer: true, kernels: [] } })).toMatchObject({ findings: [], setAside: [{ package: headers }] });
  });

  test('versions that are none, if there is anything to say about their package', () => {
    const book = bookOf([osv('GHSA-aaaa-bbbb-cccc', before('npm', 'a', '2.0.0'))]);
    const { findings, setAside, uncovered } = ask([npm('a', 'workspace:*'), npm('a', ''), npm('b', '')], book);
    expect(findings).toEqual([]);
    expect(setAside.map(({ package: { name, version }, reason }) => [name, version, reason])).toEqual([['a', 'workspace:*', 'has a version that cannot be compared'], ['a', '', 'states no version']]);
    expect(uncovered).toEqual([]);
  });

  test('ecosystems of which the advisories know nothing', () => {
    const book = bookOf([osv('GHSA-aaaa-bbbb-cccc', before('npm', 'a', '2.0.0'))]);
    const packages = [npm('a', '1.0.0'), one({ type: 'pypi', name: 'x', version: '1' }), one({ type: 'conda', name: 'x', version: '1' }), deb('x', '1'), one({ type: 'apk', name: 'y', version: '1' })];
    expect(ask(packages, book).uncovered).toEqual(['Conda', 'Debian:12', 'PyPI', 'apk of an unknown distribution']);
  });

  test("without a distribution a package's purl tells which it is", () => {
    const book = bookOf([osv('DSA-1-1', before('Debian:12', 'a', '2'))]);
    expect(ask([deb('a', '1')], book).findings).toHaveLength(1);
  });

  test("Alpine's edge has its own advisories, or else those of the release that it becomes", () => {
    const edge: Distribution = { id: 'alpine', version: '3.22.0_alpha20250108', name: 'Alpine Linux edge', like: [] };
    const next = osv('ALPINE-CVE-2024-1111', before('Alpine:v3.22', 'a', '2-r0'), { upstream: ['CVE-2024-1111'] });
    const own = osv('ALPINE-CVE-2024-2222', before('Alpine:edge', 'a', '2-r0'), { upstream: ['CVE-2024-2222'] });
    const ids = (...records: Parameters<typeof bookOf>[0]) => ask([one({ type: 'apk', name: 'a', version: '1-r0' }, edge)], bookOf(records), { distribution: edge }).findings.map(({ id }) => id);
    expect(ids(next)).toEqual(['CVE-2024-1111']);
    expect(ids(next, own)).toEqual(['CVE-2024-2222']);
  });

  test('an advisory about one architecture', () => {
    const row = { ...bookOf([osv('RHSA-2024:1', before('AlmaLinux:9', 'a', '2-1'))]).about('AlmaLinux:9', 'a')[0], narrowedTo: { arch: 's390x' } } as Advisory;
    const counted = (arch?: string) => ask([rpm('a', '1-1', arch === undefined ? {} : { arch })], bookOf([], { rows: [row] }), { distribution: alma }).findings.length;
    expect([counted('x86_64'), counted('s390x'), counted()]).toEqual([0, 1, 1]);
  });

  test('Ubuntu Pro counts where its packages are installed', () => {
    const ubuntu: Distribution = { id: 'ubuntu', version: '22.04', name: 'Ubuntu', like: ['debian'] };
    const book = bookOf([osv('USN-1-1', before('Ubuntu:Pro:22.04:LTS', 'a', '1.0ubuntu1+esm2')), osv('USN-2-1', before('Ubuntu:22.04:LTS', 'b', '2'))]);
    const ids = (...versions: string[]) => ask(versions.map((version) => one({ type: 'deb', name: 'a', version }, ubuntu)), book, { distribution: ubuntu }).findings.map(({ id }) => id);
    expect(ids('1.0ubuntu1')).toEqual([]);
    expect(ids('1.0ubuntu1+esm1')).toEqual(['USN-1-1']);
  });

  test('each name is asked once, however many packages share it', () => {
    let questions = 0;
    const book = bookOf([osv('DSA-1-1', before('Debian:12', 'a', '2'), { upstream: ['CVE-2024-1111'] })]);
    const counting: AdvisoryBook = { ...book, about: (ecosystem, name) => { questions++; return book.about(ecosystem, name); } };
    const packages = Array.from({ length: 50 }, (_, at) => deb(`a-${at}`, '1', { source: { name: 'a', version: '1' } }));
    expect(ask(packages, counting, { distribution: debian }).findings).toHaveLength(50);
    expect(questions).toBe(1);
  });
});
