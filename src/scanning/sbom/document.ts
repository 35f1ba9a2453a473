import type { Distribution } from '../catalog/cataloguer.ts';
import type { StatedPackage } from '../catalog/package.ts';

/** What an SBOM says, whatever its format. */
export type SbomContent = {
  /** What it describes, in its own words. */
  subject: string;
  packages: readonly { purl: string; package: StatedPackage; paths: readonly string[] }[];
  distribution?: Distribution;
  /** Components that cannot be matched: no purl, or one of a type that is not known. */
  unmatched: number;
};

/** The distribution that most purls of the system's packages name, where the document has no better word for it. */
export function likeliest(named: readonly (Pick<Distribution, 'id' | 'version' | 'codename'> | undefined)[]): Distribution | undefined {
  const votes = new Map<string, { distribution: Pick<Distribution, 'id' | 'version' | 'codename'>; votes: number }>();
  for (const distribution of named) {
    if (!distribution) continue;
    const key = `${distribution.id} ${distribution.version}`;
    const known = votes.get(key);
    if (known) known.votes += 1;
    else votes.set(key, { distribution, votes: 1 });
  }
  // One with a version says more than one without.
  const [first] = [...votes.values()].sort((a, b) => Number(b.distribution.version !== '') - Number(a.distribution.version !== '') || b.votes - a.votes);
  return first && { ...first.distribution, name: [first.distribution.id, first.distribution.version].filter((part) => part !== '').join(' '), like: [] };
}
