import { createHash } from 'node:crypto';
import { lineOf, type FindingFacts } from './facts.ts';

/** An issue that is known, as far as it tells which one it is. */
export type KnownIssue = Pick<FindingFacts, 'vulnerability' | 'package' | 'aliases' | 'fix'> & { id: string };

/** Findings that are one issue: the same vulnerability, package and fix in some components. */
export type Group = {
  facts: FindingFacts;
  /** Issues that the same findings of these components were of before. */
  before: ReadonlySet<string>;
};

/** Which issue a group is of. `isAdopted`: one that was known under another id, or with another fix; it keeps all that was decided. */
export type Chosen = { id: string; is: 'known' | 'adopted' | 'new' };

const CVE = /^CVE-\d/;

/** Whether two ids mean one vulnerability, given all names of the second. Two CVEs never do: an advisory may be about several. */
export const isSame = (id: string, vulnerability: string, aliases: Iterable<string>): boolean =>
  id === vulnerability || (!(CVE.test(id) && CVE.test(vulnerability)) && new Set(aliases).has(id));

const packageKey = ({ package: { type, ecosystem, name } }: Pick<FindingFacts, 'package'>): string => JSON.stringify([type, ecosystem, name]);
const exactKey = (one: Pick<FindingFacts, 'vulnerability' | 'package' | 'fix'>): string => JSON.stringify([one.vulnerability, packageKey(one), lineOf(one.package.type, one.fix)]);

/** What makes findings one issue. */
export const groupKey = exactKey;

/**
 * Finds the issue of each group: the one that is known for it; else one that goes on under another name (a GHSA that got its
 * CVE) or with another fix (one appeared, or another was announced); else a new one. No two groups get the same.
 * @param heldElsewhere issues that findings beside these belong to: with another fix they stay what they are.
 */
export function chooseIssues(groups: ReadonlyMap<string, Group>, known: readonly KnownIssue[], heldElsewhere: ReadonlySet<string>): Map<string, Chosen> {
  const exact = new Map(known.map((issue) => [exactKey(issue), issue]));
  const byPackage = Map.groupBy(known, packageKey);
  const chosen = new Map<string, Chosen>();
  const taken = new Set<string>();
  const choose = (key: string, id: string, is: Chosen['is']) => {
    chosen.set(key, { id, is });
    taken.add(id);
  };
  for (const [key] of groups) {
    const issue = exact.get(key);
    if (issue) choose(key, issue.id, 'known');
  }
  // In one order, so that the same change chooses the same whoever makes it.
  const left = [...groups].filter(([key]) => !chosen.has(key)).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const isOfLine of [true, false]) {
    for (const [key, { facts, before }] of left) {
      if (chosen.has(key)) continue;
      const line = lineOf(facts.package.type, facts.fix);
      const candidates = (byPackage.get(packageKey(facts)) ?? []).filter((issue) => {
        if (taken.has(issue.id) || !(isSame(issue.vulnerability, facts.vulnerability, facts.aliases) || isSame(facts.vulnerability, issue.vulnerability, issue.aliases))) return false;
        const other = lineOf(issue.package.type, issue.fix);
        return isOfLine ? other === line : before.has(issue.id) && (other === '' || !heldElsewhere.has(issue.id));
      });
      const issue = candidates.find(({ id }) => before.has(id)) ?? candidates[0];
      if (issue) choose(key, issue.id, 'adopted');
    }
  }
  for (const [key] of left) if (!chosen.has(key)) choose(key, newId(key, (id) => taken.has(id) || known.some((issue) => issue.id === id)), 'new');
  return chosen;
}

/** A digest of what makes the issue: whoever finds it first makes the same. An issue that went on under another name keeps the one it has. */
function newId(key: string, isTaken: (id: string) => boolean): string {
  for (let again = 0; ; again += 1) {
    const id = createHash('sha256').update(again === 0 ? key : `${key} ${again}`).digest('hex').slice(0, 32);
    if (!isTaken(id)) return id;
  }
}
