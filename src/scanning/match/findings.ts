import type { Package } from '../catalog/package.ts';
import type { Advisory, AdvisoryBook, CveFacts } from './advisory.ts';
import type { Finding, FixState } from './finding.ts';
import { vulnerabilitiesOf } from './identity.ts';
import type { Question } from './packages/questions.ts';
import { fixesOf } from './ranges.ts';
import { ratingsOf } from './severity/rating.ts';

/** An advisory that speaks of a package, and the question that it answers. */
export type Hit = { advisory: Advisory; question: Question };

type Told = { id: string; hits: Hit[]; names: Set<string> };

const MOST_REFERENCES = 40;

/** One finding for each vulnerability that the advisories tell of, with all that tell of it; by id. */
export function findingsOf(one: Package, hits: readonly Hit[], book: AdvisoryBook, isAtEnd: boolean): Finding[] {
  const told = new Map<string, Told>();
  for (const hit of hits) {
    for (const { id, isWhole } of vulnerabilitiesOf(hit.advisory, book.aliasesOf)) {
      const known = told.get(id) ?? { id, hits: [], names: new Set([id, ...book.aliasesOf(id)]) };
      known.hits.push(hit);
      known.names.add(hit.advisory.id);
      if (isWhole) for (const alias of hit.advisory.aliases) known.names.add(alias);
      told.set(id, known);
    }
  }
  return [...told.values()].map((each) => findingOf(one, each, book, isAtEnd)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

function findingOf(one: Package, { id, hits, names }: Told, book: AdvisoryBook, isAtEnd: boolean): Finding {
  const advisories = hits.map(({ advisory }) => advisory).sort(closestFirst);
  const facts = [...names].flatMap((name): CveFacts[] => {
    const fact = name.startsWith('CVE-') ? book.cve(name) : undefined;
    return fact === undefined ? [] : [fact];
  });
  const { rating, others } = ratingsOf(advisories, facts);
  const kev = facts.find((fact) => fact.kev !== undefined)?.kev;
  const epss = facts.find((fact) => fact.epss !== undefined)?.epss;
  const published = advisories.flatMap((advisory) => advisory.published ?? []).sort()[0];
  return {
    id,
    aliases: [...names],
    advisories: [...new Set(advisories.map((advisory) => advisory.id))].sort(),
    package: one,
    fix: fixOf(hits, isAtEnd),
    rating,
    otherRatings: others,
    ...(kev !== undefined && { kev }),
    ...(epss !== undefined && { epss }),
    summary: advisories.map(({ summary }) => summary).find((text) => text !== '') ?? '',
    ...(published !== undefined && { published }),
    references: [...new Set(advisories.flatMap(({ references }) => references))].slice(0, MOST_REFERENCES),
  };
}

/** Who speaks of nothing else knows best; then in the order of ids, so that the answer does not depend on the database's. */
function closestFirst(a: Advisory, b: Advisory): number {
  return a.upstream.length - b.upstream.length || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Words of Debian, Ubuntu and Red Hat for what gets no fix. */
const WONT_FIX = new Set(['ignored', 'wont-fix', 'will not fix', 'will_not_fix', 'wontfix']);
const AT_END = new Set(['end-of-life', 'out of support scope', 'out_of_support_scope', 'unsupported']);

/** Fixed where a version clears everything that tells of it; else what the vendor said, the end of life first. */
function fixOf(hits: readonly Hit[], isAtEnd: boolean): FixState {
  // Source and binary packages count their versions apart.
  const byName = Map.groupBy(hits, ({ question }) => question.name);
  const versions = [...byName.values()].flatMap((asked) => {
    const question = asked[0]?.question;
    return question === undefined ? [] : fixesOf(asked.map(({ advisory }) => advisory), question.version, question.order);
  });
  if (versions.length > 0) return { is: 'fixed', versions: [...new Set(versions)] };
  const words = hits.flatMap(({ advisory: { state } }) => state ?? []);
  if (isAtEnd || words.some((word) => AT_END.has(word.toLowerCase()))) return { is: 'end-of-life' };
  const word = words.find((said) => WONT_FIX.has(said.toLowerCase()));
  if (word !== undefined) return { is: 'wont-fix', word };
  const later = words.find((said) => said !== 'unfixed' && said !== 'affected');
  return { is: 'unfixed', ...(later !== undefined && { word: later }) };
}
