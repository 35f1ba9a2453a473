import type { OpenAdvisories } from '../../../scanning/index.ts';
import type { VulnerabilityPage } from '../../contract.ts';

/** What the advisories say under an id, but for what issues here say of it. */
export type KnownFacts = Omit<VulnerabilityPage, 'issues'>;

type Known = ReturnType<OpenAdvisories['known']>;
type Score = (vector: string) => { severity: VulnerabilityPage['severity']; score: number } | undefined;

const MOST_AFFECTED = 500;
const MOST_REFERENCES = 200;
const LONGEST_DETAILS = 20_000;

/** Puts what several advisories say of a vulnerability together; undefined where none does. */
export function factsOfKnown({ id, aliases, cve, advisories }: Known, scoreOf: Score): KnownFacts | undefined {
  if (advisories.length === 0 && cve === undefined) return undefined;
  const own = advisories.filter((one) => aliases.includes(one.id));
  const said = own.length > 0 ? own : advisories;
  const ratings = ratingsOf(cve?.cvss ?? [], said.flatMap(({ id: source, cvss }) => cvss.map((vector) => ({ vector, source }))), scoreOf);
  const most = ratings.toSorted((a, b) => (b.score ?? -1) - (a.score ?? -1))[0];
  const affected = new Map<string, { ecosystem: string; package: string; fixed: Set<string> }>();
  for (const { packages, withdrawn } of advisories) {
    if (withdrawn !== undefined) continue;
    for (const { ecosystem, name, ranges } of packages) {
      const key = `${ecosystem}\n${name}`;
      const one = affected.get(key) ?? { ecosystem, package: name, fixed: new Set<string>() };
      for (const { events } of ranges) for (const event of events) if ('fixed' in event) one.fixed.add(event.fixed);
      affected.set(key, one);
    }
  }
  return {
    id,
    aliases: [...new Set([id, ...aliases])],
    summary: said.map(({ summary }) => summary).find((summary) => summary !== '') ?? '',
    details: (said.map(({ details }) => details).toSorted((a, b) => b.length - a.length)[0] ?? '').slice(0, LONGEST_DETAILS),
    published: said.flatMap(({ published }) => (published === undefined ? [] : [published])).toSorted()[0] ?? null,
    withdrawn: advisories.length > 0 && advisories.every(({ withdrawn }) => withdrawn !== undefined),
    severity: most?.severity ?? 'unknown',
    score: most?.score ?? null,
    kev: cve?.kev ? { added: cve.kev.added ?? null, due: dayIn(cve.kev.due), ransomware: cve.kev.ransomware === true } : null,
    epss: cve?.epss ? { score: cve.epss.score, percentile: cve.epss.percentile } : null,
    ratings,
    references: [...new Set(said.flatMap(({ references }) => references))].slice(0, MOST_REFERENCES),
    affected: [...affected.values()].slice(0, MOST_AFFECTED).map(({ fixed, ...one }) => ({ ...one, fixed: [...fixed] })),
  };
}

const dayIn = (text: string | undefined): string | null => (text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) ? text : null);

function ratingsOf(ofCve: readonly { vector: string; source: string }[], ofAdvisories: readonly { vector: string; source: string }[], scoreOf: Score): KnownFacts['ratings'] {
  const byVector = new Map([...ofAdvisories, ...ofCve].map((one) => [one.vector, one]));
  return [...byVector.values()].flatMap(({ vector, source }) => {
    const scored = scoreOf(vector);
    return scored === undefined ? [] : [{ severity: scored.severity, source, vector, score: scored.score }];
  });
}
