import type { Distribution } from '../../catalog/cataloguer.ts';

/** What chooses a distribution's advisories. */
export type Release = Pick<Distribution, 'id' | 'version'> & Partial<Pick<Distribution, 'codename' | 'name'>>;

const part = (version: string, parts: number): string => version.split('.').slice(0, parts).join('.');

/** Debian names releases that have no number yet. */
const DEBIAN_CODENAMES: ReadonlyMap<string, string> = new Map([
  ['jessie', '8'], ['stretch', '9'], ['buster', '10'], ['bullseye', '11'], ['bookworm', '12'], ['trixie', '13'], ['forky', '14'], ['duke', '15'],
]);

/** Repositories of Red Hat's advisories, as its CPEs name them. */
const RED_HAT_PARTS = ['', '::baseos', '::appstream', '::crb', '::highavailability', '::nfv', '::realtime', '::resilientstorage', '::sap', '::sap_hana', '::supplementary', '::server', '::client', '::workstation', '::computenode'];

/** Products and modules that a SUSE system takes its packages from. */
const SUSE_PARTS = [
  'Server', 'Server for SAP Applications', 'Server-LTSS', 'Desktop', 'High Performance Computing', 'Module for Basesystem', 'Module for Server Applications',
  'Module for Development Tools', 'Module for Desktop Applications', 'Module for Containers', 'Module for Legacy', 'Module for Public Cloud',
  'Module for Python 3', 'Module for Web and Scripting', 'Module for SUSE Manager Client Tools', 'High Availability Extension', 'Workstation Extension', 'Live Patching',
];

function debian({ version, codename = '' }: Release): string[] {
  const major = version === '' ? DEBIAN_CODENAMES.get(codename) : part(version, Number.parseInt(version, 10) < 7 ? 2 : 1);
  return major === undefined ? [] : [`Debian:${major}`];
}

function ubuntu({ version }: Release): string[] {
  const release = part(version, 2);
  if (release === '') return [];
  const isLongTerm = release.endsWith('.04') && Number.parseInt(release, 10) % 2 === 0;
  const name = isLongTerm || release === '6.06' ? `${release}:LTS` : release;
  return [`Ubuntu:${name}`, `Ubuntu:Pro:${name}`];
}

/** Edge says that it is the next release, whose advisories stand for it where edge has none of its own. */
function alpine({ version, name = '' }: Release): string[] {
  const release = `Alpine:v${part(version, 2)}`;
  return version === '' || version.includes('_alpha') || /\bedge\b/i.test(name) ? ['Alpine:edge', ...(version === '' ? [] : [release])] : [release];
}

function redHat({ version }: Release): string[] {
  const major = part(version, 1);
  return RED_HAT_PARTS.flatMap((repository) => [`Red Hat:enterprise_linux:${major}${repository}`, `Red Hat:rhel:${major}${repository}`]);
}

function suse({ version }: Release): string[] {
  const [major = '', pack] = version.split('.');
  const release = pack === undefined || pack === '0' ? major : `${major} SP${pack}`;
  return SUSE_PARTS.map((product) => `SUSE:Linux Enterprise ${product.replace('-LTSS', '')} ${release}${product.endsWith('-LTSS') ? '-LTSS' : ''}`);
}

/** openEuler tells its kind of release by its name: `openEuler 22.03 (LTS-SP3)`. */
function openEuler({ version, name = '' }: Release): string[] {
  const kind = /\((?<kind>[A-Za-z0-9-]{1,32})\)/.exec(name)?.groups?.kind;
  return [`openEuler:${version}${kind === undefined ? '' : `-${kind}`}`];
}

const byMajor = (family: string) => ({ version }: Release): string[] => [version === '' ? family : `${family}:${part(version, 1)}`];
const byVersion = (family: string) => ({ version }: Release): string[] => [version === '' ? family : `${family}:${version}`];

/** OSV ecosystems by os-release ID. */
const DISTRIBUTIONS: ReadonlyMap<string, (release: Release) => string[]> = new Map([
  ['debian', debian],
  ['raspbian', debian],
  ['ubuntu', ubuntu],
  ['alpine', alpine],
  ['wolfi', () => ['Wolfi', 'Chainguard']],
  ['chainguard', () => ['Chainguard', 'Wolfi']],
  ['minimos', () => ['MinimOS']],
  ['alpaquita', byVersion('Alpaquita')],
  ['echo', () => ['Echo']],
  ['rhel', redHat],
  ['redhat', redHat],
  ['centos', redHat],
  ['almalinux', byMajor('AlmaLinux')],
  ['rocky', byMajor('Rocky Linux')],
  ['ol', byMajor('Oracle Linux')],
  ['amzn', byMajor('Amazon Linux')],
  ['fedora', byMajor('Fedora')],
  ['sles', suse],
  ['sled', suse],
  ['sles_sap', suse],
  ['sle_hpc', suse],
  ['opensuse-leap', ({ version }) => [`openSUSE:Leap ${version}`]],
  ['opensuse-tumbleweed', () => ['openSUSE:Tumbleweed']],
  ['mageia', byMajor('Mageia')],
  ['azurelinux', byMajor('Azure Linux')],
  ['mariner', byMajor('Azure Linux')],
  ['openEuler', openEuler],
  ['openeuler', openEuler],
  ['photon', byVersion('Photon OS')],
]);

/**
 * The OSV ecosystems whose advisories speak of a distribution's packages, likeliest first; none where it is not known.
 * Descendants with releases of their own (Mint, Kali) get none: their ancestor's versions are not theirs.
 */
export const ecosystemsOf = (release: Release): readonly string[] => DISTRIBUTIONS.get(release.id)?.(release) ?? [];

/** Which of a package's names a distribution's advisories use. */
const BY_BINARY = new Set(['AlmaLinux', 'Amazon Linux', 'Fedora', 'Oracle Linux', 'Red Hat']);
const BY_BOTH = new Set(['Chainguard', 'Photon OS', 'Rocky Linux', 'Ubuntu', 'Wolfi']);

/** By the names of source packages, of binary ones, or of either. */
export function namesUsedBy(family: string): 'source' | 'binary' | 'both' {
  if (BY_BINARY.has(family)) return 'binary';
  return BY_BOTH.has(family) ? 'both' : 'source';
}
