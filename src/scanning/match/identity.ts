import type { Advisory, AdvisoryBook } from './advisory.ts';

/** CVE ids, alone or behind a distribution's prefix: `DEBIAN-CVE-2024-1234` is that distribution's word on the CVE. */
const CVE = /^(?:[A-Z]+-)?(?<cve>CVE-\d{4}-\d{4,})$/;

const cveIn = (id: string): string | undefined => CVE.exec(id)?.groups?.cve;

/** One vulnerability that an advisory is about. */
export type Vulnerability = {
  /** The id that people know it by; the same for all advisories about it. */
  id: string;
  /** Whether the advisory is about nothing else, so that its own ids mean this vulnerability. */
  isWhole: boolean;
};

/**
 * The vulnerabilities that an advisory is about: one for each CVE that it names, else itself under the name that its
 * aliases know it by. A DSA with five CVEs is five, a GHSA and the GO- record of the same CVE are one.
 */
export function vulnerabilitiesOf({ id, aliases, upstream }: Advisory, aliasesOf: AdvisoryBook['aliasesOf']): Vulnerability[] {
  const own = cveIn(id);
  const named = own === undefined ? [...upstream, ...aliases] : [own];
  const cves = new Set(named.flatMap((name) => cveIn(name) ?? []));
  if (cves.size > 0) return [...cves].map((cve) => ({ id: cve, isWhole: cves.size === 1 }));
  const known = [id, ...aliases, ...upstream].flatMap((name) => aliasesOf(name));
  const cve = known.map(cveIn).find((name) => name !== undefined);
  return [{ id: cve ?? known[0] ?? id, isWhole: true }];
}
