import { describe, expect, test } from 'vitest';
import type { Package } from '../catalog/package.ts';
import type { Finding, Rating } from '../match/finding.ts';
import { parseThreshold, passes, reaches } from './filter.ts';
import { readIgnoreFile } from './ignore-file.ts';
import { suppressor, type Scene } from './suppress.ts';
import { readVex } from './vex/index.ts';
import { sampleReport } from '../../../test/support/scan-report.ts';
import { verdictOf, type Policy } from './verdict.ts';

const bash: Package = {
  type: 'deb', name: 'bash', version: '5.2.15-2+b2', purl: 'pkg:deb/debian/bash@5.2.15-2%2Bb2?arch=amd64&distro=debian-12',
  places: [{ path: 'var/lib/dpkg/status' }], foundBy: 'dpkg',
};
const boot: Package = {
  type: 'maven', namespace: 'org.springframework.boot', name: 'spring-boot', version: '2.6.0', purl: 'pkg:maven/org.springframework.boot/spring-boot@2.6.0',
  places: [{ path: 'app/app.jar!/BOOT-INF/lib/spring-boot-2.6.0.jar' }], foundBy: 'jar',
};
const scene: Scene = { products: ['pkg:oci/debian@sha256%3Aabc?repository_url=index.docker.io%2Flibrary%2Fdebian', bash.purl, boot.purl], today: '2026-11-23' };

const finding = (id: string, found: Package, more: Partial<Finding> = {}): Finding => ({
  id, aliases: [id], advisories: [], package: found, fix: { is: 'unfixed' }, rating: { severity: 'high', source: 'Debian' }, otherRatings: [], summary: '', references: [], ...more,
});

const ignoring = (content: string, name = '.trivyignore') => suppressor({ ignore: [{ file: name, rules: readIgnoreFile(content, name) }], vex: [] }, scene);
const vexing = (document: object) => suppressor({ ignore: [], vex: [{ file: 'vex.json', statements: readVex(JSON.stringify(document), 'vex.json') }] }, scene);

describe('An ignore file', () => {
  test('of plain lines names ids; what stands behind # is the reason', () => {
    const suppress = ignoring('# not reachable\nCVE-2022-3715\n\nCVE-2024-1 # accepted by Ann\r\n');
    expect(suppress(finding('CVE-2022-3715', bash))).toEqual({ by: 'ignore-file', file: '.trivyignore', status: 'ignored', reason: 'not reachable' });
    expect(suppress(finding('CVE-2024-1', bash))?.reason).toBe('accepted by Ann');
    expect(suppress(finding('CVE-2024-2', bash))).toBeUndefined();
  });

  test('names a vulnerability by any of its ids', () => {
    const suppress = ignoring('GHSA-aaaa-bbbb-cccc\nDSA-5000-1');
    expect(suppress(finding('CVE-2024-1', boot, { aliases: ['CVE-2024-1', 'ghsa-aaaa-bbbb-cccc'] }))).toBeDefined();
    expect(suppress(finding('CVE-2024-2', bash, { advisories: ['DSA-5000-1'] }))).toBeDefined();
  });

  test('holds up to its day, and no longer', () => {
    expect(ignoring('CVE-2024-1 exp:2026-11-24')(finding('CVE-2024-1', bash))).toMatchObject({ until: '2026-11-24' });
    expect(ignoring('CVE-2024-1 exp:2026-11-23')(finding('CVE-2024-1', bash))).toBeUndefined();
  });

  test('in YAML narrows to paths and packages', () => {
    const suppress = ignoring(`
vulnerabilities:
  - id: CVE-2024-1
    paths: ["app/**"]
    statement: only in the demonstration
  - id: CVE-2024-2
    purls: [pkg:maven/org.springframework.boot/spring-boot]
    expired_at: 2027-01-31
`, '.trivyignore.yaml');
    expect(suppress(finding('CVE-2024-1', boot))?.reason).toBe('only in the demonstration');
    expect(suppress(finding('CVE-2024-1', bash))).toBeUndefined();
    expect(suppress(finding('CVE-2024-2', boot))?.until).toBe('2027-01-31');
    expect(suppress(finding('CVE-2024-2', bash))).toBeUndefined();
  });

  test('does not suppress a package that lies at another place too', () => {
    const twice = { ...boot, places: [...boot.places, { path: 'srv/spring-boot.jar' }] };
    expect(ignoring('vulnerabilities: [{ id: CVE-2024-1, paths: ["app/**"] }]', 'x.yaml')(finding('CVE-2024-1', twice))).toBeUndefined();
  });

  test.for([
    ['vulnerabilities: 7', 'x.yaml'], ['vulnerabilities: [{ paths: [a] }]', 'x.yaml'], ['vulnerabilities: [{ id: A, expired_at: soon }]', 'x.yaml'],
    ['a: [', 'x.yml'], ['CVE-2024-1 exp:soon', '.trivyignore'], ['CVE-2024-1 expires:2027-01-01', '.trivyignore'], ['vulnerabilities: [{ id: A, purl: pkg:npm/a }]', 'x.yaml'],
    ['vulnerabilities: [{ id: A, purls: [nonsense] }]', 'x.yaml'], ['vulnerabilities: [{ id: A, expired_at: 2027-99-99 }]', 'x.yaml'],
  ] as const)('that is not understood is an error, not nothing: %j', ([content, name]) => {
    expect(() => readIgnoreFile(content, name)).toThrow(name);
  });

});

describe('VEX', () => {
  const openvex = (statements: object[]) => vexing({ '@context': 'https://openvex.dev/ns/v0.2.0', '@id': 'x', author: 'a', timestamp: '2026-01-01T00:00:00Z', version: 1, statements });
  const not = { status: 'not_affected', justification: 'vulnerable_code_not_in_execute_path' };

  test('speaks of a package, whatever its qualifiers', () => {
    const suppress = openvex([{ vulnerability: { name: 'CVE-2021-44228' }, products: [{ '@id': boot.purl }], ...not }]);
    expect(suppress(finding('CVE-2021-44228', boot))).toEqual({ by: 'vex', file: 'vex.json', status: 'not_affected', reason: 'vulnerable_code_not_in_execute_path' });
    expect(suppress(finding('CVE-2021-44228', { ...boot, purl: boot.purl.replace('2.6.0', '2.6.1') }))).toBeUndefined();
  });

  test('speaks of a component of an image, and of that image only', () => {
    const about = (product: string) => openvex([{ vulnerability: { name: 'CVE-2022-3715' }, products: [{ '@id': product, subcomponents: [{ '@id': 'pkg:deb/debian/bash' }] }], ...not }]);
    expect(about('pkg:oci/debian')(finding('CVE-2022-3715', bash))).toBeDefined();
    expect(about('pkg:oci/ubuntu')(finding('CVE-2022-3715', bash))).toBeUndefined();
    expect(about('pkg:oci/debian@sha256%3Adef')(finding('CVE-2022-3715', bash))).toBeUndefined();
    expect(about('pkg:oci/debian')(finding('CVE-2022-3715', boot))).toBeUndefined();
  });

  test('counts the latest word: affected takes back not affected', () => {
    const statement = (status: string, timestamp: string) => ({ vulnerability: { name: 'CVE-1' }, products: [{ '@id': boot.purl }], status, timestamp });
    expect(openvex([statement('not_affected', '2026-02-01T00:00:00Z'), statement('affected', '2026-03-01T00:00:00Z')])(finding('CVE-1', boot))).toBeUndefined();
    expect(openvex([statement('affected', '2026-02-01T00:00:00Z'), statement('fixed', '2026-03-01T00:00:00Z')])(finding('CVE-1', boot))?.status).toBe('fixed');
  });

  test('says nothing by being under investigation, or by naming no product', () => {
    expect(openvex([{ vulnerability: { name: 'CVE-1' }, products: [{ '@id': boot.purl }], status: 'under_investigation' }])(finding('CVE-1', boot))).toBeUndefined();
    expect(openvex([{ vulnerability: { name: 'CVE-1' }, status: 'not_affected' }])(finding('CVE-1', boot))).toBeUndefined();
  });

  test('of a component that is named by no purl does not speak of the whole product', () => {
    expect(openvex([{ vulnerability: { name: 'CVE-1' }, products: [{ '@id': 'pkg:oci/debian', subcomponents: [{ '@id': 'cpe:2.3:a:haxx:curl' }] }], ...not }])(finding('CVE-1', bash))).toBeUndefined();
  });

  test('that says both at the same time does not clear', () => {
    const statement = (status: string) => ({ vulnerability: { name: 'CVE-1' }, products: [{ '@id': boot.purl }], status });
    expect(openvex([statement('not_affected'), statement('affected')])(finding('CVE-1', boot))).toBeUndefined();
  });

  test('names a vulnerability, not an advisory that is about several', () => {
    expect(openvex([{ vulnerability: { name: 'DSA-5000-1' }, products: [{ '@id': bash.purl }], ...not }])(finding('CVE-1', bash, { advisories: ['DSA-5000-1'] }))).toBeUndefined();
  });

  test('of CSAF about a component of a product without purl speaks of that product only', () => {
    const suppress = vexing({
      document: { csaf_version: '2.0' },
      product_tree: { full_product_names: [{ product_id: 'os' }, { product_id: 'bash', product_identification_helper: { purl: 'pkg:deb/debian/bash' } }], relationships: [{ product_reference: 'bash', relates_to_product_reference: 'os', full_product_name: { product_id: 'os:bash' } }] },
      vulnerabilities: [{ cve: 'CVE-1', product_status: { known_not_affected: ['os:bash'] } }],
    });
    expect(suppress(finding('CVE-1', bash))).toBeUndefined();
  });

  test('is read from CSAF, relationships too', () => {
    const suppress = vexing({
      document: { csaf_version: '2.0', tracking: { current_release_date: '2026-01-01T00:00:00Z' } },
      product_tree: {
        branches: [{ branches: [{ product: { product_id: 'os', product_identification_helper: { purl: 'pkg:oci/debian' } } }, { product: { product_id: 'bash', product_identification_helper: { purl: 'pkg:deb/debian/bash' } } }] }],
        relationships: [{ product_reference: 'bash', relates_to_product_reference: 'os', full_product_name: { product_id: 'os:bash' } }],
      },
      vulnerabilities: [{ cve: 'CVE-1', product_status: { known_not_affected: ['os:bash'] }, threats: [{ category: 'impact', details: 'compiled out' }] }],
    });
    expect(suppress(finding('CVE-1', bash))).toMatchObject({ status: 'not_affected', reason: 'compiled out' });
    expect(suppress(finding('CVE-1', boot))).toBeUndefined();
  });

  test('is read from CycloneDX, by purl, by reference and by link', () => {
    const document = (ref: string) => ({
      bomFormat: 'CycloneDX', specVersion: '1.6', components: [{ 'bom-ref': 'one', purl: boot.purl }],
      vulnerabilities: [{ id: 'CVE-1', analysis: { state: 'false_positive', detail: 'another product' }, affects: [{ ref }] }],
    });
    for (const ref of ['one', boot.purl, `urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#${boot.purl}`]) {
      expect(vexing(document(ref))(finding('CVE-1', boot))).toMatchObject({ status: 'not_affected', reason: 'false positive: another product' });
    }
  });

  test.for(['{}', '[]', 'nonsense', '{"bomFormat":"Other"}', '{"@context":"https://openvex.dev/ns"}'])('%j is none, and that is an error', (content) => {
    expect(() => readVex(content, 'x.json')).toThrow('x.json');
  });

  test('of branches without end is refused', () => {
    const deep = `{"document":{"csaf_version":"2.0"},"product_tree":${'{"branches":['.repeat(50_000)}${']}'.repeat(50_000)}}`;
    expect(() => readVex(deep, 'deep.json')).toThrow('none of the VEX documents');
  });
});

describe('A threshold', () => {
  const rated = (rating: Rating, otherRatings: Rating[] = []) => finding('CVE-1', bash, { rating, otherRatings });
  test.for([
    ['high', { severity: 'critical', source: 'x' }, true], ['high', { severity: 'high', source: 'x' }, true], ['high', { severity: 'medium', source: 'x' }, false],
    ['high', { severity: 'unknown', source: 'x' }, true], ['any', { severity: 'negligible', source: 'x' }, true],
    ['4.0', { severity: 'medium', source: 'x', score: 4 }, true], ['4.0', { severity: 'low', source: 'x', score: 3.9 }, false],
    ['4.0', { severity: 'medium', source: 'x' }, true], ['4.0', { severity: 'low', source: 'x' }, false], ['4.0', { severity: 'unknown', source: 'x' }, true],
  ] as const)('of %s against %j: %s', ([threshold, rating, isReached]) => {
    expect(reaches(parseThreshold(threshold), rated(rating))).toBe(isReached);
  });

  test('counts the score that others give where the vendor gives none', () => {
    expect(reaches(parseThreshold('4.0'), rated({ severity: 'low', source: 'Debian' }, [{ severity: 'high', source: 'NVD', score: 7.5 }]))).toBe(true);
  });

  test.for(['', 'worst', '11', '-1', '4,0', 'unknown'])('%j is none', (text) => {
    expect(() => parseThreshold(text)).toThrow('no threshold');
  });
});

test('a filter hides by severity, by want of a fix and by use', () => {
  const all = { severities: new Set<'high'>(), onlyFixed: false, includeDev: false };
  expect(passes(all, finding('CVE-1', bash))).toBe(true);
  expect(passes({ ...all, severities: new Set(['low']) }, finding('CVE-1', bash))).toBe(false);
  expect(passes({ ...all, onlyFixed: true }, finding('CVE-1', bash))).toBe(false);
  expect(passes(all, finding('CVE-1', { ...bash, dev: true }))).toBe(false);
  expect(passes({ ...all, includeDev: true }, finding('CVE-1', { ...bash, dev: true }))).toBe(true);
});

describe('A pipeline', () => {
  const whole = sampleReport({ complete: true, problems: [] });
  const clean = sampleReport({ complete: true, problems: [], findings: [], secrets: [] });
  const policy: Policy = { failOn: undefined, anyIsNo: false, exitCode: 1, exitOnEol: undefined };
  const { distribution: _none, ...nothing } = sampleReport({ complete: true, problems: [], packages: [], findings: [], secrets: [] });
  const old = { id: 'debian', version: '8', name: 'Debian 8', endOfLife: { date: '2020-06-30', reached: true } };

  test.for([
    ['is told nothing by findings without a policy', whole, policy, 0],
    ['is told no above a threshold', whole, { ...policy, failOn: parseThreshold('high') }, 1],
    ['is told yes below one', clean, { ...policy, failOn: parseThreshold('any') }, 0],
    ['is told no by anything, with the code that it wants', whole, { ...policy, anyIsNo: true, exitCode: 42 }, 42],
    ['is told no by a secret', { ...clean, secrets: whole.secrets }, { ...policy, failOn: parseThreshold('high') }, 1],
    ['is told that it is not known where the scan is incomplete', { ...clean, complete: false }, { ...policy, failOn: parseThreshold('high') }, 3],
    ['is told no by an incomplete scan that found enough', { ...whole, complete: false }, { ...policy, failOn: parseThreshold('high') }, 1],
    ['is never told yes by an incomplete scan', { ...whole, complete: false }, policy, 3],
    ['is never told yes by an incomplete scan, whatever the exit code for findings', { ...whole, complete: false }, { ...policy, anyIsNo: true, exitCode: 0 }, 3],
    ['is told of the end of life', { ...clean, distribution: old }, { ...policy, exitOnEol: 7 }, 7],
    ['is told that there was nothing to scan', nothing, policy, 4],
  ] as const)('%s', ([, report, policy, exit]) => {
    expect(verdictOf(report, policy).exit).toBe(exit);
  });
});
