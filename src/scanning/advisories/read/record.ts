import type { VersionRange } from '../../match/advisory.ts';
import { fieldsOf, idOf, isObject, listOf, parseJson, proseOf, textOf, timeOf, wrong } from './checks.ts';
import { normalizedName, rootOf } from '../../match/packages/names.ts';
import { cvssOf, modulesOf, ratingOf, stateOf } from './rating.ts';

/** What an advisory says of one package in one ecosystem. */
export type AffectedPackage = {
  /** With its release: `Debian:12`. */
  ecosystem: string;
  /** Normalized: the name that it is looked up by. */
  name: string;
  /** As the advisory writes it, where that is another. */
  written?: string;
  ranges: readonly VersionRange[];
  versions: readonly string[];
  /** CVSS vectors of this package, where they are others than the advisory's. */
  cvss?: readonly string[];
  rating?: string;
  state?: string;
  module?: string;
};

/** An OSV record, checked and bounded, as far as it is kept. Times in milliseconds since the epoch. */
export type AdvisoryRecord = {
  id: string;
  modified: number;
  published?: number;
  withdrawn?: number;
  aliases: readonly string[];
  upstream: readonly string[];
  /** Its own vectors and those of its packages. */
  cvss: readonly string[];
  summary: string;
  details: string;
  references: readonly string[];
  affected: readonly AffectedPackage[];
};

const MOST = { aliases: 2_000, affected: 50_000, ranges: 1_000, events: 5_000, versions: 50_000, references: 1_000, keptReferences: 40 };
const LONGEST = { name: 512, version: 512, summary: 500, details: 10_000, url: 2_000 };

/** Distributions: their advisories list under `related` the CVEs that they fix where they have no `upstream` (AlmaLinux does). */
const DISTRIBUTIONS = new Set(['AlmaLinux', 'Alpine', 'Debian', 'Mageia', 'Red Hat', 'Rocky Linux', 'SUSE', 'Ubuntu', 'openEuler', 'openSUSE']);
/** Errata that fix bugs or bring features: without a CVE they are about no vulnerability. */
const NO_SECURITY_ERRATUM = /^(?:AL|RH|RL)[BE]A-/;

/**
 * One record of OSV (https://ossf.github.io/osv-schema/).
 * @throws {GlacisError} `invalid`, saying what is not right: a record is taken whole or not at all, for half of one could
 * hide that a version is affected.
 */
export function readRecord(bytes: Uint8Array): AdvisoryRecord {
  const json = parseJson(bytes, 'it');
  if (!isObject(json)) throw wrong('it is no object');
  const id = idOf(json['id'], 'its id');
  const aliases = idsOf(json['aliases'], 'aliases').filter((alias) => alias !== id);
  const affected = listOf(json['affected'], 'affected', MOST.affected);
  const upstream = upstreamOf(json, affected, aliases);
  const isAboutBugs = NO_SECURITY_ERRATUM.test(id) && aliases.length + upstream.length === 0;
  const packages = isAboutBugs ? [] : merged(affected.flatMap((one) => affectedOf(json, one)));
  const cvss = [...new Set([...cvssOf(json['severity']), ...packages.flatMap((one) => one.cvss ?? [])])];
  return {
    id,
    modified: timeOf(json['modified'], 'modified'),
    ...optionalTime('published', json['published']),
    ...optionalTime('withdrawn', json['withdrawn']),
    aliases,
    upstream,
    cvss,
    summary: proseOf(json['summary'], LONGEST.summary),
    details: proseOf(json['details'], LONGEST.details),
    references: referencesOf(json['references']),
    affected: packages.map(({ cvss: own, ...rest }) => (own === undefined || own.length === cvss.length ? rest : { ...rest, cvss: own })),
  };
}

function upstreamOf(json: Readonly<Record<string, unknown>>, affected: readonly unknown[], aliases: readonly string[]): readonly string[] {
  const stated = idsOf(json['upstream'], 'upstream');
  if (stated.length > 0 || aliases.length > 0) return stated;
  const isOfDistribution = affected.some((one) => isObject(one) && isObject(one['package']) && DISTRIBUTIONS.has(rootOf(String(one['package']['ecosystem']))));
  return isOfDistribution ? idsOf(json['related'], 'related').filter((related) => related.startsWith('CVE-')) : [];
}

const idsOf = (value: unknown, what: string): string[] => [...new Set(listOf(value, what, MOST.aliases).map((id) => idOf(id, `one of ${what}`)))];

const optionalTime = <K extends string>(name: K, value: unknown): { [_ in K]?: number } => {
  const times: { [_ in K]?: number } = {};
  if (value !== undefined && value !== null) times[name] = timeOf(value, name);
  return times;
};

/** Addresses that a person can follow: anything but http and https is left out. */
function referencesOf(value: unknown): string[] {
  const urls = new Set<string>();
  for (const reference of listOf(value, 'references', MOST.references)) {
    const url = isObject(reference) ? reference['url'] : undefined;
    if (typeof url === 'string' && url.length <= LONGEST.url && /^https?:\/\/[^\s\p{Cc}]+$/iu.test(url)) urls.add(url.toWellFormed());
    if (urls.size === MOST.keptReferences) break;
  }
  return [...urls];
}

/** None where it names no package (a range of commits) or says nothing of versions. */
function affectedOf(json: Readonly<Record<string, unknown>>, value: unknown): AffectedPackage[] {
  if (!isObject(value)) throw wrong('one of affected is no object');
  const { ecosystem: givenEcosystem, name: givenName } = fieldsOf(value['package'], 'package');
  if (givenEcosystem === undefined && givenName === undefined) return [];
  const ecosystem = textOf(givenEcosystem, 'the ecosystem of a package', LONGEST.name);
  const written = textOf(givenName, 'the name of a package', LONGEST.name);
  const ranges = listOf(value['ranges'], 'ranges', MOST.ranges).flatMap(rangeOf);
  const versions = listOf(value['versions'], 'versions', MOST.versions).map((version) => textOf(version, 'a version', LONGEST.version));
  if (ranges.length + versions.length === 0) return [];
  const name = normalizedName(ecosystem, written);
  const cvss = cvssOf(value['severity']);
  const rating = ratingOf(json, value, rootOf(ecosystem));
  const state = stateOf(value);
  const base = {
    ecosystem, name, ranges, versions,
    ...(name === written ? {} : { written }),
    ...(cvss.length === 0 ? {} : { cvss }),
    ...(rating === undefined ? {} : { rating }),
    ...(state === undefined ? {} : { state }),
  };
  const modules = modulesOf(json, value, ranges);
  return modules.length === 0 ? [base] : modules.map((module) => ({ ...base, module }));
}

/** Ranges of commits are for those who build from source. */
function rangeOf(value: unknown): VersionRange[] {
  if (!isObject(value)) throw wrong('one of ranges is no object');
  const { type } = value;
  if (type !== 'ECOSYSTEM' && type !== 'SEMVER') return [];
  const events = listOf(value['events'], 'events', MOST.events).flatMap(eventsOf);
  return events.length === 0 ? [] : [{ type, events }];
}

type RangeEvent = VersionRange['events'][number];

/** The schema has one field an event; records before its 1.0 have several. */
function eventsOf(value: unknown): RangeEvent[] {
  if (!isObject(value)) throw wrong('one of events is no object');
  const events: RangeEvent[] = [];
  if (value['introduced'] !== undefined) events.push({ introduced: textOf(value['introduced'], 'introduced', LONGEST.version) });
  if (value['fixed'] !== undefined) events.push({ fixed: textOf(value['fixed'], 'fixed', LONGEST.version) });
  if (value['last_affected'] !== undefined) events.push({ last_affected: textOf(value['last_affected'], 'last_affected', LONGEST.version) });
  if (value['limit'] !== undefined) events.push({ limit: textOf(value['limit'], 'limit', LONGEST.version) });
  if (events.length === 0) throw wrong('one of events says nothing');
  return events;
}

/** One entry for each package and each thing said of it: the affected versions of equal entries are their union, as in OSV. */
function merged(entries: readonly AffectedPackage[]): AffectedPackage[] {
  if (entries.length < 2) return [...entries];
  const byKey = new Map<string, AffectedPackage>();
  for (const { ranges, versions, ...rest } of entries) {
    const key = JSON.stringify([rest.ecosystem, rest.name, rest.written, rest.cvss, rest.rating, rest.state, rest.module]);
    const before = byKey.get(key);
    byKey.set(key, before ? { ...rest, ranges: distinctRanges(before.ranges, ranges), versions: [...new Set([...before.versions, ...versions])] } : { ...rest, ranges, versions });
  }
  return [...byKey.values()];
}

function distinctRanges(before: readonly VersionRange[], more: readonly VersionRange[]): VersionRange[] {
  const known = new Set(before.map((range) => JSON.stringify(range)));
  return [...before, ...more.filter((range) => !known.has(JSON.stringify(range)))];
}
