import { PackageURL } from 'packageurl-js';
import type { Distribution } from './cataloguer.ts';
import { PACKAGE_TYPES, type PackageType, type StatedPackage } from './package.ts';

/** Package types of distributions: their purl names the distribution. */
export type SystemType = 'deb' | 'apk' | 'rpm' | 'alpm';
export const isSystemType = (type: PackageType): type is SystemType => type === 'deb' || type === 'apk' || type === 'rpm' || type === 'alpm';

/** A purl longer than this is no package's. */
const MAX_PURL = 8_192;

/**
 * The purl of a package (https://github.com/package-url/purl-spec). A distribution's package has its distribution as namespace and
 * the qualifiers that Syft, Trivy and Grype write and read: `arch`, `distro`, `epoch` (rpm, whose version then goes without) and
 * `upstream`, the source package.
 *
 * Everything that was found needs an identity: what its type's own rules refuse (a jar whose group nobody states) is written
 * by the general rules, and halves of characters, which JSON can hold and a purl cannot, are replaced.
 */
export function purlOf(stated: StatedPackage, distribution?: Distribution): string {
  const { namespace, version, qualifiers } = isSystemType(stated.type)
    ? systemParts(stated, stated.type, distribution)
    : { namespace: stated.namespace, version: stated.version, qualifiers: {} };
  try {
    return canonical(new PackageURL(stated.type, namespace, stated.name, version || undefined, qualifiers, undefined));
  } catch {
    const sound = Object.fromEntries(Object.entries(qualifiers).map(([key, value]) => [key, value.toWellFormed()]));
    const name = stated.name.trim().toWellFormed() || 'unnamed';
    const general = canonical(new PackageURL('generic', namespace?.toWellFormed(), name, version.toWellFormed() || undefined, sound, undefined));
    return `pkg:${stated.type}/${general.slice('pkg:generic/'.length)}`;
  }
}

/** What a purl says. */
export type ReadPurl = { package: StatedPackage; distribution?: Pick<Distribution, 'id' | 'version' | 'codename'> };

/** Reads a purl as a package, for SBOMs; undefined where it is none or of a type that is not known here. */
export function readPurl(text: string): ReadPurl | undefined {
  if (text.length > MAX_PURL) return undefined;
  const purl = parse(text);
  const type = PACKAGE_TYPES.find((known) => known === purl?.type);
  if (purl === undefined || type === undefined) return undefined;
  const qualifiers = new Map(Object.entries(purl.qualifiers ?? {}));
  const version = purl.version ?? '';
  if (!isSystemType(type)) {
    return { package: { type, ...(purl.namespace ? { namespace: purl.namespace } : {}), name: purl.name, version } };
  }
  const arch = qualifiers.get('arch');
  const epoch = type === 'rpm' ? qualifiers.get('epoch') : undefined;
  const source = sourceOf(qualifiers.get('upstream'), type, purl.name, version);
  // Trivy's word, and Syft's.
  const module = qualifiers.get('modularitylabel') ?? qualifiers.get('rpmmod');
  const distribution = distributionOf(qualifiers.get('distro'), purl.namespace);
  return {
    package: {
      type,
      name: purl.name,
      version: epoch !== undefined && /^\d{1,10}$/.test(epoch) ? `${epoch}:${version}` : version,
      ...(arch ? { arch } : {}),
      ...(source ? { source } : {}),
      ...(module ? { module } : {}),
    },
    ...(distribution ? { distribution } : {}),
  };
}

/** packageurl-js leaves `+` in versions and encodes `:` and `~` in qualifiers; the specification has it the other way round. */
function canonical(purl: PackageURL): string {
  return purl.toString().replaceAll('+', '%2B').replaceAll('%3A', ':').replaceAll('%7E', '~');
}

function parse(text: string): PackageURL | undefined {
  try {
    return PackageURL.fromString(text);
  } catch {
    // As `purlOf` writes what the type's own rules refuse.
    const type = /^pkg:(?<type>[a-z]+)\//.exec(text)?.groups?.type;
    if (type === undefined || type === 'generic') return undefined;
    try {
      const general = PackageURL.fromString(`pkg:generic/${text.slice(`pkg:${type}/`.length)}`);
      general.type = type;
      return general;
    } catch {
      return undefined;
    }
  }
}

type Parts = { namespace: string | undefined; version: string; qualifiers: Record<string, string> };

function systemParts(stated: StatedPackage, type: SystemType, distribution: Distribution | undefined): Parts {
  const qualifiers: Record<string, string> = {};
  if (stated.arch) qualifiers.arch = stated.arch;
  if (distribution) qualifiers.distro = distroOf(distribution);
  let { version } = stated;
  const epoch = type === 'rpm' ? /^(?<epoch>\d+):/.exec(version)?.groups?.epoch : undefined;
  if (epoch !== undefined) {
    qualifiers.epoch = epoch;
    version = version.slice(epoch.length + 1);
  }
  if (stated.module) qualifiers.modularitylabel = stated.module;
  if (stated.source) qualifiers.upstream = upstreamOf(stated.source, type, version);
  return { namespace: distribution ? namespaceOf(distribution.id) : undefined, version, qualifiers };
}

/** `debian-12`, `alpine-3.20.3`; `debian-forky` where there is a name but no number, `arch` where there is neither. */
const distroOf = ({ id, version, codename }: Distribution): string => [id, version || codename].filter(Boolean).join('-');

/** The vendor that builds it, as the field's tools name it. */
function namespaceOf(id: string): string {
  if (id === 'rhel') return 'redhat';
  if (id.startsWith('opensuse')) return 'opensuse';
  if (id.startsWith('sle')) return 'suse';
  return id;
}

function upstreamOf(source: { name: string; version: string }, type: SystemType, version: string): string {
  if (type === 'rpm') return `${source.name}-${source.version}.src.rpm`;
  return source.version === version ? source.name : `${source.name}@${source.version}`;
}

function sourceOf(upstream: string | undefined, type: SystemType, name: string, version: string): StatedPackage['source'] {
  if (!upstream) return undefined;
  const stated = type === 'rpm' ? sourceRpm(upstream) : nameAndVersion(upstream, version);
  return stated === undefined || (stated.name === name && stated.version === version) ? undefined : stated;
}

function nameAndVersion(upstream: string, version: string): { name: string; version: string } {
  const at = upstream.indexOf('@');
  return at < 0 ? { name: upstream, version } : { name: upstream.slice(0, at), version: upstream.slice(at + 1) };
}

/**
 * `util-linux-2.32.1-42.el8_8.src.rpm`: name, version and release of a source package by its file's name, which does not tell the
 * epoch; undefined where it is no such name.
 */
export function sourceRpm(file: string): { name: string; version: string } | undefined {
  const stem = /^(?<stem>.{1,512})\.(?:no)?src\.rpm$/u.exec(file)?.groups?.stem;
  if (stem === undefined) return undefined;
  const release = stem.lastIndexOf('-');
  const version = stem.lastIndexOf('-', release - 1);
  return release <= 0 || version <= 0 ? undefined : { name: stem.slice(0, version), version: stem.slice(version + 1) };
}

/** `debian-12`, `opensuse-leap-15.5`, `debian-forky`: what stands behind the last hyphen is the version where it begins with a digit; else a name, but in openSUSE's ids. */
function distributionOf(distro: string | undefined, namespace: string | undefined): ReadPurl['distribution'] {
  if (!distro) return namespace ? { id: namespace === 'redhat' ? 'rhel' : namespace, version: '' } : undefined;
  const hyphen = distro.lastIndexOf('-');
  if (hyphen <= 0) return { id: distro, version: '' };
  const [id, release] = [distro.slice(0, hyphen), distro.slice(hyphen + 1)];
  return /^\d/.test(release) ? { id, version: release } : id === namespace && id !== 'opensuse' ? { id, version: '', codename: release } : { id: distro, version: '' };
}
