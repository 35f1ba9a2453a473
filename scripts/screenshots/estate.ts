/** What a small company runs, as agents, CI and registries would tell of it. All of it is made up, the vulnerabilities too. */
import type { z } from 'zod';
import type { Container } from '../../src/inventory/contract.ts';
import type { PackageReport, ScanReport, SocketReport } from '../../src/scanning/contract.ts';

type Json = Record<string, unknown>;
type Socket = z.infer<typeof SocketReport>;
/** Binary package, source package, version. */
type Deb = readonly [name: string, source: string, version: string];

const vectors = {
  critical: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
  high: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
  medium: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:L/I:N/A:L',
  low: 'CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N',
} as const;

/** Number of the CVE, package, how bad, fixed in (nothing: not yet), what it does. */
const debian: readonly (readonly [number, string, keyof typeof vectors, string | undefined, string])[] = [
  [46387, 'openssh', 'critical', '1:9.2p1-2+deb12u3', 'A race in a signal handler lets strangers run code as root'],
  [31094, 'nginx', 'high', '1.22.1-9+deb12u1', 'A crafted header of HTTP/2 ends the worker'],
  [40017, 'openssl', 'high', '3.0.15-1~deb12u1', 'A certificate with a malformed name reads beyond its buffer'],
  [40018, 'openssl', 'medium', '3.0.15-1~deb12u1', 'The cache of sessions grows without bound'],
  [28811, 'libxml2', 'high', '2.9.14+dfsg-1.3~deb12u2', 'A schema that includes itself is used after it was freed'],
  [28812, 'libxml2', 'medium', undefined, 'A deep document exhausts the stack'],
  [30167, 'curl', 'medium', '7.88.1-10+deb12u8', 'Credentials of .netrc go to the host that it is led to'],
  [30168, 'curl', 'low', '7.88.1-10+deb12u8', 'A cookie without a domain is kept'],
  [22041, 'sudo', 'high', '1.9.13p3-1+deb12u2', 'A rule with a wildcard allows an option more'],
  [22960, 'systemd', 'medium', undefined, 'A unit name with a line break is logged as two'],
  [25010, 'postgresql-15', 'high', '15.10-0+deb12u1', 'A view with row security is read by who may not'],
  [25011, 'postgresql-15', 'medium', '15.10-0+deb12u1', 'An extension’s script runs with the rights of its installer'],
  [27305, 'perl', 'medium', undefined, 'An archive writes outside of its directory'],
  [27306, 'perl', 'low', undefined, 'A module takes a predictable name for a temporary file'],
  [26140, 'zlib', 'medium', '1:1.2.13.dfsg-1+deb12u1', 'A header that is too long overflows'],
  [21477, 'glibc', 'high', '2.36-9+deb12u9', 'A long host name overflows a buffer of the resolver'],
  [21478, 'glibc', 'low', undefined, 'A locale’s name is read from the environment of setuid programs'],
];
const npm: readonly (readonly [number, string, keyof typeof vectors, string, string])[] = [
  [52210, 'fast-template', 'critical', '4.2.1', 'A template reaches the prototype of every object'],
  [52788, 'tiny-router', 'high', '2.9.0', 'A path with many slashes keeps the process busy'],
  [53004, 'cookie-jar', 'medium', '1.4.4', 'A cookie of one domain is sent to another'],
];

const advisory = (id: string, ecosystem: string, name: string, fixed: string | undefined, more: Json): Json => ({
  schema_version: '1.7.0', id, modified: '2026-11-20T00:00:00Z',
  affected: [{ package: { ecosystem, name }, ranges: [{ type: ecosystem.includes(':') ? 'ECOSYSTEM' : 'SEMVER', events: [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])] }] }],
  ...more,
});
const rated = (severity: keyof typeof vectors): Json => ({ severity: [{ type: 'CVSS_V3', score: vectors[severity] }] });

/** What the advisories say of it, by directory of the OSV bucket. */
export const advisories: Readonly<Record<string, readonly Json[]>> = {
  'Debian:12': debian.map(([number, name, severity, fixed, summary]) => advisory(`DEBIAN-CVE-2026-${number}`, 'Debian:12', name, fixed, { summary, upstream: [`CVE-2026-${number}`], ...rated(severity) })),
  npm: npm.map(([number, name, severity, fixed, summary]) => advisory(`GHSA-made-up-${number}`, 'npm', name, fixed, { summary, aliases: [`CVE-2026-${number}`], ...rated(severity) })),
};
/** One of them is known to be exploited. */
export const beside = {
  'kev.json': JSON.stringify({ vulnerabilities: [{ cveID: 'CVE-2026-46387', dateAdded: '2026-11-24', dueDate: '2026-12-01' }] }),
  'epss.csv': '#model_version:v1,score_date:2026-11-24T00:00:00+0000\ncve,epss,percentile\nCVE-2026-46387,0.71,0.98\nCVE-2026-52210,0.31,0.94\nCVE-2026-31094,0.08,0.81\n',
};

const base: readonly Deb[] = [
  ['libc6', 'glibc', '2.36-9+deb12u8'], ['libssl3', 'openssl', '3.0.13-1~deb12u1'], ['zlib1g', 'zlib', '1:1.2.13.dfsg-1'], ['perl-base', 'perl', '5.36.0-7+deb12u1'], ['bash', 'bash', '5.2.15-2+b7'],
  ['coreutils', 'coreutils', '9.1-1'], ['apt', 'apt', '2.6.1'], ['dpkg', 'dpkg', '1.21.22'], ['tzdata', 'tzdata', '2024a-0+deb12u1'], ['libxml2', 'libxml2', '2.9.14+dfsg-1.3~deb12u1'],
];
const host: readonly Deb[] = [...base, ['systemd', 'systemd', '252.30-1~deb12u2'], ['sudo', 'sudo', '1.9.13p3-1+deb12u1'], ['openssl', 'openssl', '3.0.13-1~deb12u1'], ['curl', 'curl', '7.88.1-10+deb12u5'], ['chrony', 'chrony', '4.3-2+deb12u1']];
const nginx: Deb = ['nginx', 'nginx', '1.22.1-9'];
const postgres: Deb = ['postgresql-15', 'postgresql-15', '15.8-0+deb12u1'];

const debPurl = ([name, , version]: Deb): string => `pkg:deb/debian/${name}@${encodeURIComponent(version).replaceAll('%3A', ':')}?arch=amd64&distro=debian-12`;
const deb = (one: Deb): PackageReport => ({ purl: debPurl(one), type: 'deb', name: one[0], version: one[2], arch: 'amd64', source: { name: one[1], version: one[2] }, foundBy: 'dpkg', places: [{ path: '/var/lib/dpkg/status' }] });
const moduleOf = (name: string, version: string): PackageReport => ({ purl: `pkg:npm/${name}@${version}`, type: 'npm', name, version, foundBy: 'npm-lock', places: [{ path: '/srv/app/package-lock.json' }] });

const bookworm = { id: 'debian', version: '12', name: 'Debian GNU/Linux 12 (bookworm)', codename: 'bookworm', endOfLife: { date: '2028-06-30', reached: false } };
const listens = (address: string, port: number, name: string, one: Deb): Socket => ({ protocol: 'tcp', address, port, exposed: !address.startsWith('127.'), process: { pid: 800 + port, name }, package: debPurl(one) });
const unrepaired: Deb = ['openssh-server', 'openssh', '1:9.2p1-2+deb12u2'];
const ssh: Deb = ['openssh-server', 'openssh', '1:9.2p1-2+deb12u3'];

const report = (target: ScanReport['target'], at: string, packages: readonly PackageReport[], more: Partial<ScanReport> = {}): ScanReport => ({
  schema: 'glacis.scan/1', scanner: { name: 'glacis', version: '0.1.0' }, scannedAt: at, target, kernels: [], packages: [...packages], findings: [], suppressed: [], setAside: [], secrets: [], complete: true, problems: [], warnings: [], ...more,
});

export const digestOf = (number: number): string => `sha256:${(number * 7_919).toString(16).padStart(8, 'c')}${'9f2ab41d'.repeat(7)}`;

type Image = { name: string; digest: string; report(at: string): ScanReport };
const image = (number: number, name: string, packages: readonly PackageReport[], more: Partial<ScanReport> = {}): Image => ({
  name, digest: digestOf(number),
  report: (at) => report({ kind: 'image', name, digest: digestOf(number), platform: 'linux/amd64' }, at, packages, { distribution: bookworm, ...more }),
});

const shop = [moduleOf('fast-template', '4.1.0'), moduleOf('tiny-router', '2.8.3'), moduleOf('cookie-jar', '1.4.2')];
export const images: readonly Image[] = [
  image(1, 'registry.example/shop/web:1.4.2', [...base, nginx].map(deb).concat(shop)),
  image(2, 'registry.example/shop/checkout:2026.11.3', base.map(deb).concat(shop.slice(1))),
  image(3, 'registry.example/infra/postgres-backup:3.1', [...base, postgres].map(deb), { complete: false, problems: [{ path: '/opt/vendor/agent.jar', reason: 'is no zip archive: its end is missing' }] }),
  image(4, 'registry.example/batch/invoices:7.0', base.slice(0, 6).map(deb)),
];
export const repository = { name: 'github.com/acme/shop', report: (at: string) => report({ kind: 'directory', name: 'github.com/acme/shop', digest: digestOf(40) }, at, shop) };

const runs = (number: number, name: string, workload: string, ports: readonly string[] = []): Container => ({ runtime: 'docker', name: workload, namespace: null, image: name, digest: digestOf(number), ports: [...ports], startedAt: null });
const web = [runs(1, 'registry.example/shop/web:1.4.2', 'web', ['0.0.0.0:8443->8443/tcp']), runs(2, 'registry.example/shop/checkout:2026.11.3', 'checkout'), runs(9, 'docker.io/library/redis:7.2', 'cache')];

export type Node = { name: string; owner: string; packages: readonly Deb[]; listening: readonly Socket[]; containers: readonly Container[]; outdated: readonly string[]; silentFor: number };
export const nodes: readonly Node[] = [
  { name: 'bastion-1', owner: 'platform', packages: [...host, unrepaired], listening: [listens('0.0.0.0', 22, 'sshd', unrepaired), listens('::', 22, 'sshd', unrepaired), listens('127.0.0.1', 323, 'chronyd', host.at(-1) ?? ssh)], containers: [], outdated: ['ssh.service'], silentFor: 0 },
  { name: 'web-1', owner: 'platform', packages: [...host, ssh, nginx], listening: [listens('0.0.0.0', 443, 'nginx', nginx), listens('10.20.1.11', 22, 'sshd', ssh)], containers: web, outdated: [], silentFor: 0 },
  { name: 'web-2', owner: 'platform', packages: [...host, ssh, nginx], listening: [listens('0.0.0.0', 443, 'nginx', nginx), listens('10.20.1.12', 22, 'sshd', ssh)], containers: web, outdated: [], silentFor: 7 },
  { name: 'db-1', owner: 'data', packages: [...host, ssh, postgres], listening: [listens('10.20.2.5', 5432, 'postgres', postgres), listens('10.20.2.5', 22, 'sshd', ssh)], containers: [runs(3, 'registry.example/infra/postgres-backup:3.1', 'backup')], outdated: [], silentFor: 0 },
  { name: 'runner-7', owner: 'platform', packages: [...host, ssh], listening: [listens('10.20.3.7', 22, 'sshd', ssh)], containers: [runs(4, 'registry.example/batch/invoices:7.0', 'invoices')], outdated: [], silentFor: 0 },
];

/** What the agent of a node sends. */
export function reportOf({ name, packages, listening, containers, outdated }: Node, at: string) {
  const libssl = base[1] ?? ssh;
  const surface = {
    listening: [...listening],
    outdated: outdated.map((unit) => ({ pid: 812, name: 'sshd', unit, executable: '/usr/sbin/sshd', replaced: ['/usr/lib/x86_64-linux-gnu/libssl.so.3'], packages: [debPurl(libssl)] })),
    reboot: outdated.length > 0 ? { needed: true, reasons: ['linux 6.1.0-26 is installed, 6.1.0-23 runs'] } : { needed: false, reasons: [] },
  };
  return { agent: { version: '0.1.0' }, report: report({ kind: 'host', name, digest: digestOf(100), platform: 'linux/amd64' }, at, packages.map(deb), { distribution: bookworm, surface }), containers: [...containers] };
}
