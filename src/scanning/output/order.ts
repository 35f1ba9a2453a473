import type { FindingReport, PackageReport, ScanReport } from '../contract.ts';
import { SEVERITIES } from '../match/finding.ts';

/** Worst first, then what is exploited, then by name: the same report gives the same order everywhere. */
export function inOrder(findings: readonly FindingReport[]): FindingReport[] {
  return [...findings].sort((a, b) =>
    SEVERITIES.indexOf(a.rating.severity) - SEVERITIES.indexOf(b.rating.severity) ||
    Number(b.kev !== undefined) - Number(a.kev !== undefined) ||
    (b.rating.score ?? 0) - (a.rating.score ?? 0) ||
    compare(a.package, b.package) || compare(a.id, b.id));
}

/** By code units: the same on every machine, whatever its locale. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The packages of a report by purl. */
export const packagesOf = (report: ScanReport): ReadonlyMap<string, PackageReport> => new Map(report.packages.map((found) => [found.purl, found]));

/** `name` as people of the ecosystem write it: `@scope/name`, `group:artifact`, `github.com/x/y`. */
export function fullName({ type, namespace, name }: Pick<PackageReport, 'type' | 'namespace' | 'name'>): string {
  if (namespace === undefined || type === 'deb' || type === 'rpm' || type === 'apk') return name;
  return type === 'maven' ? `${namespace}:${name}` : `${namespace}/${name}`;
}

/** What to do about it, in a few words. */
export function fixWords(fix: FindingReport['fix']): string {
  switch (fix.is) {
    case 'fixed': return fix.versions.join(', ');
    case 'unfixed': return fix.word === undefined ? 'no fix yet' : `no fix yet (${fix.word})`;
    case 'wont-fix': return `will not fix (${fix.word})`;
    case 'end-of-life': return 'end of life';
  }
}
