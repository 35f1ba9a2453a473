import type { Severity } from '../finding.ts';

/** Ratings in the words of Debian, Ubuntu, Red Hat and those built from it, SUSE, GitHub, Bitnami. */
const WORDS: ReadonlyMap<string, Severity> = new Map([
  ['critical', 'critical'],
  ['important', 'high'],
  ['high', 'high'],
  ['moderate', 'medium'],
  ['medium', 'medium'],
  ['low', 'low'],
  ['minor', 'low'],
  ['negligible', 'negligible'],
  ['unimportant', 'negligible'],
  ['none', 'negligible'],
]);

/** What a vendor's word means; nothing where it says that nobody has rated yet (`not yet assigned`, `untriaged`). */
export function severityOfWord(word: string): Severity | undefined {
  // Debian's tracker marks with asterisks what it took over from NVD.
  return WORDS.get(word.trim().toLowerCase().replaceAll('*', ''));
}

/** Who writes advisories, by what their ids begin with. */
const WRITERS: readonly (readonly [prefix: string, name: string])[] = [
  ['GHSA-', 'GitHub'],
  ['GO-', 'Go'],
  ['RUSTSEC-', 'RustSec'],
  ['PYSEC-', 'PyPA'],
  ['BIT-', 'Bitnami'],
  ['HSEC-', 'Haskell'],
  ['RSEC-', 'R Consortium'],
  ['MAL-', 'OpenSSF'],
  ['DSA-', 'Debian'],
  ['DLA-', 'Debian'],
  ['DEBIAN-', 'Debian'],
  ['USN-', 'Ubuntu'],
  ['UBUNTU-', 'Ubuntu'],
  ['RHSA-', 'Red Hat'],
];

/** Whose word an advisory is: its writer's, else its ecosystem's. */
export function writerOf(id: string, family: string): string {
  return WRITERS.find(([prefix]) => id.startsWith(prefix))?.[1] ?? family;
}
