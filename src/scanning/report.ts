import type { Package } from './catalog/package.ts';
import { endOfLife } from './catalog/system/end-of-life.ts';
import { REPORT_SCHEMA, type FindingReport, type PackageReport, type ScanReport } from './contract.ts';
import { passes, type Filter } from './judge/filter.ts';
import { holds, isPlaceMeant } from './judge/ignore-file.ts';
import { suppressor, type Decisions } from './judge/suppress.ts';
import type { Finding } from './match/finding.ts';
import type { MatchResult } from './match/match.ts';
import { targetPurl } from './output/index.ts';
import type { Subject } from './subject.ts';

export type Judged = {
  /** What is known against the packages; undefined where nobody asked. */
  matched: MatchResult | undefined;
  advisories: { digest: string; updated: string; stale: boolean } | undefined;
  decisions: Decisions;
  filter: Filter;
  warnings: readonly string[];
  /** Milliseconds since the epoch. */
  now: number;
  /** Glacis's own. */
  version: string;
};

/** How the problem begins that packages were judged by nothing. */
export const NO_ADVISORIES = 'there are no advisories for packages of ';

/** Puts a scan's result together: what counts, what was decided not to, and whether it is whole. */
export function reportOf({ target, inventory, surface }: Subject, { matched, advisories, decisions, filter, warnings, now, version }: Judged): ScanReport {
  const scannedAt = new Date(now).toISOString();
  const today = scannedAt.slice(0, 10);
  const { distribution } = inventory;
  const end = distribution && endOfLife(distribution);
  const suppress = suppressor(decisions, { products: [targetPurl({ target }), ...inventory.packages.map(({ purl }) => purl)], today });

  const findings: FindingReport[] = [];
  const suppressed: ScanReport['suppressed'] = [];
  for (const finding of matched?.findings ?? []) {
    if (!passes(filter, finding)) continue;
    const suppression = suppress(finding);
    if (suppression === undefined) findings.push(findingReport(finding));
    else suppressed.push({ finding: findingReport(finding), suppression });
  }
  const secretRules = decisions.ignore.flatMap(({ rules }) => rules).filter((rule) => rule.of === 'secret' && holds(rule, today));

  return {
    schema: REPORT_SCHEMA,
    scanner: { name: 'glacis', version },
    ...(advisories ? { advisories: { digest: advisories.digest, updated: advisories.updated, stale: advisories.stale, uncovered: [...(matched?.uncovered ?? [])] } } : {}),
    scannedAt,
    target,
    ...(distribution ? {
      distribution: {
        id: distribution.id, version: distribution.version, name: distribution.name,
        ...(distribution.codename === undefined ? {} : { codename: distribution.codename }),
        ...(end ? { endOfLife: { date: end.date, reached: today > end.date, ...(end.extended === undefined ? {} : { extended: end.extended }) } } : {}),
      },
    } : {}),
    kernels: [...inventory.kernels],
    packages: inventory.packages.map(packageReport),
    findings,
    suppressed,
    setAside: (matched?.setAside ?? []).map(({ package: { purl }, reason }) => ({ package: purl, reason })),
    secrets: inventory.secrets
      .filter(({ rule, path }) => !secretRules.some((ignored) => ignored.id === rule && isPlaceMeant(ignored, [path])))
      .filter(({ severity }) => filter.severities.size === 0 || filter.severities.has(severity)),
    ...(surface ? { surface } : {}),
    complete: inventory.problems.length === 0 && (matched?.missing ?? []).length === 0,
    problems: [
      ...inventory.problems,
      ...(matched?.missing ?? []).map((ecosystem) => ({ path: '', reason: `${NO_ADVISORIES}${ecosystem}: glacis advisories sync brings them` })),
    ],
    warnings: [...inventory.warnings.map(({ path, reason }) => `${path}: ${reason}`), ...warnings],
  };
}

function packageReport({ purl, type, namespace, name, version, arch, source, module, vendor, licenses, dev, foundBy, places }: Package): PackageReport {
  return {
    purl, type, name, version, foundBy,
    places: places.map(({ path, layer }) => (layer === undefined ? { path } : { path, layer })),
    ...(namespace === undefined ? {} : { namespace }),
    ...(arch === undefined ? {} : { arch }),
    ...(source === undefined ? {} : { source }),
    ...(module === undefined ? {} : { module }),
    ...(vendor === undefined ? {} : { vendor }),
    ...(licenses === undefined ? {} : { licenses: [...licenses] }),
    ...(dev === undefined ? {} : { dev }),
  };
}

function findingReport({ package: { purl }, aliases, advisories, fix, otherRatings, references, ...rest }: Finding): FindingReport {
  return {
    ...rest,
    package: purl,
    aliases: [...aliases],
    advisories: [...advisories],
    fix: fix.is === 'fixed' ? { is: 'fixed', versions: [...fix.versions] } : fix,
    otherRatings: [...otherRatings],
    references: [...references],
  };
}
