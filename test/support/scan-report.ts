import type { FindingReport, PackageReport, ScanReport } from '../../src/scanning/contract.ts';

const layer = `sha256:${'1'.repeat(64)}`;

const packages: PackageReport[] = [
  { purl: 'pkg:deb/debian/libssl3@3.0.17-1~deb12u1?arch=amd64&distro=debian-12&upstream=openssl', type: 'deb', name: 'libssl3', version: '3.0.17-1~deb12u1', arch: 'amd64', source: { name: 'openssl', version: '3.0.17-1~deb12u1' }, foundBy: 'dpkg', places: [{ path: 'var/lib/dpkg/status', layer }] },
  { purl: 'pkg:deb/debian/openssl@3.0.17-1~deb12u1?arch=amd64&distro=debian-12', type: 'deb', name: 'openssl', version: '3.0.17-1~deb12u1', arch: 'amd64', foundBy: 'dpkg', places: [{ path: 'var/lib/dpkg/status', layer }], licenses: ['Apache-2.0'] },
  { purl: 'pkg:npm/%40acme/left-pad@1.3.0', type: 'npm', namespace: '@acme', name: 'left-pad', version: '1.3.0', foundBy: 'npm', places: [{ path: 'app/node_modules/@acme/left pad/package.json', layer }], licenses: ['WTFPL AND a licence of our own', 'MIT'] },
  { purl: 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1', type: 'maven', namespace: 'org.apache.logging.log4j', name: 'log4j-core', version: '2.14.1', foundBy: 'jar', places: [{ path: 'srv/app.war!/WEB-INF/lib/log4j-core-2.14.1.jar' }], dev: true },
];

const finding = (at: number, id: string, more: Partial<FindingReport> = {}): FindingReport => ({
  id, aliases: [id], advisories: [`ADV-${id}`], package: packages[at]?.purl ?? '', fix: { is: 'unfixed' }, rating: { severity: 'unknown', source: 'nobody' },
  otherRatings: [], summary: '', references: [], ...more,
});

/** What a stranger may write into a package's metadata or an advisory. */
export const HOSTILE = '<script>alert(1)</script> \u001b[31m\u202eevil\u0007 =HYPERLINK("x") \n::set-output name=x::y';

/** A report with everything in it that a report can have. */
export function sampleReport(more: Partial<ScanReport> = {}): ScanReport {
  return {
    schema: 'glacis.scan/1',
    scanner: { name: 'glacis', version: '0.1.0' },
    advisories: { digest: `sha256:${'a'.repeat(64)}`, updated: '2026-11-23T00:00:00Z', stale: false, uncovered: ['Hex'] },
    scannedAt: '2026-11-23T10:00:00.123Z',
    target: { kind: 'image', name: 'registry.example.org:5000/team/app:1.2', digest: `sha256:${'d'.repeat(64)}`, configDigest: `sha256:${'c'.repeat(64)}`, platform: 'linux/amd64', layers: [{ diffId: layer, createdBy: 'RUN x' }] },
    distribution: { id: 'debian', version: '12', name: 'Debian GNU/Linux 12 (bookworm)', codename: 'bookworm', endOfLife: { date: '2028-06-30', reached: false } },
    kernels: [],
    packages,
    findings: [
      finding(0, 'CVE-2025-1', { fix: { is: 'fixed', versions: ['3.0.17-1~deb12u3'] }, rating: { severity: 'high', source: 'Debian' }, otherRatings: [{ severity: 'critical', source: 'NVD', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', score: 9.8 }], summary: 'Heap overflow', references: ['https://security-tracker.debian.org/tracker/CVE-2025-1'] }),
      finding(1, 'CVE-2025-1', { fix: { is: 'fixed', versions: ['3.0.17-1~deb12u3'] }, rating: { severity: 'high', source: 'Debian' }, summary: 'Heap overflow', references: ['https://security-tracker.debian.org/tracker/CVE-2025-1'] }),
      finding(3, 'CVE-2021-44228', { aliases: ['CVE-2021-44228', 'GHSA-jfh8-c2jp-5v3q'], fix: { is: 'fixed', versions: ['2.15.0', '2.12.2'] }, rating: { severity: 'critical', source: 'GitHub', vector: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', score: 10 }, kev: { added: '2021-12-10', ransomware: true }, epss: { score: 0.94, percentile: 0.99, date: '2026-08-22' }, summary: 'Log4Shell', published: '2021-12-10T00:00:00Z' }),
      finding(2, 'CVE-2025-2', { summary: HOSTILE, fix: { is: 'wont-fix', word: 'ignored' } }),
      finding(2, 'CVE-2025-3', { fix: { is: 'end-of-life' }, rating: { severity: 'negligible', source: 'Debian' } }),
    ],
    suppressed: [
      { finding: finding(2, 'CVE-2025-4'), suppression: { by: 'vex', file: 'vex.json', status: 'not_affected', reason: 'vulnerable_code_not_present' } },
      { finding: finding(2, 'CVE-2025-5'), suppression: { by: 'vex', file: 'vex.json', status: 'not_affected', reason: 'vulnerable_code_not_present: compiled out' } },
      { finding: finding(2, 'CVE-2025-6'), suppression: { by: 'vex', file: 'vex.json', status: 'fixed', reason: 'patched here' } },
      { finding: finding(2, 'CVE-2025-7'), suppression: { by: 'ignore-file', file: '.trivyignore', status: 'ignored', reason: '', until: '2027-01-31' } },
    ],
    setAside: [{ package: packages[0]?.purl ?? '', reason: 'has a version that cannot be compared' }],
    secrets: [{ rule: 'private-key', title: 'Private key', severity: 'high', path: 'root/.ssh/id_ed25519', line: 1, excerpt: '-----BEGIN ***' }],
    complete: false,
    problems: [{ path: 'srv/broken.jar', reason: 'it is no zip' }],
    warnings: ['app/yarn.lock: one entry without version'],
    ...more,
  };
}
