import type { Advisory, CveFacts } from '../advisory.ts';
import type { Rating, Severity } from '../finding.ts';
import { familyOf } from '../versions/index.ts';
import { scoreOf, type CvssScore } from './cvss.ts';
import { severityOfWord, writerOf } from './words.ts';

export type Ratings = {
  /** The one that counts. */
  rating: Rating;
  others: readonly Rating[];
};

const UNKNOWN: Rating = { severity: 'unknown', source: 'nobody' };

/** Worst first: which of two vendors' words counts. */
const BY_SEVERITY: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'];

/** Newest CVSS first. */
const BY_VERSION: readonly CvssScore['version'][] = ['4.0', '3.1', '3.0', '2.0'];

/**
 * How bad a vulnerability is and who says so. The vendor's own rating counts first (it knows how it builds the package),
 * then CVSS that the advisories carry, then CVSS of others, NVD's before the rest; of one kind the worst, of one source
 * the newest CVSS. Where nobody says, it is unknown: never low.
 */
export function ratingsOf(advisories: readonly Advisory[], facts: readonly CveFacts[]): Ratings {
  const words = advisories.flatMap(ratingInWords).sort(worstFirst);
  const own = newestFirst(advisories.flatMap((advisory) => advisory.cvss.map((vector) => ({ vector, source: writerOf(advisory.id, familyOf(advisory.ecosystem)) }))));
  const theirs = newestFirst(facts.flatMap(({ cvss }) => cvss)).sort((a, b) => Number(b.source === 'NVD') - Number(a.source === 'NVD'));
  const [rating = UNKNOWN, ...others] = distinct([...words, ...own, ...theirs]);
  return { rating, others };
}

function ratingInWords({ id, ecosystem, rating }: Advisory): Rating[] {
  const source = writerOf(id, familyOf(ecosystem));
  // A package that was made to do harm has no rating anywhere: having it is the worst that can be.
  if (id.startsWith('MAL-')) return [{ severity: 'critical', source }];
  const severity = rating === undefined ? undefined : severityOfWord(rating);
  return severity === undefined ? [] : [{ severity, source }];
}

const worstFirst = (a: Rating, b: Rating): number => BY_SEVERITY.indexOf(a.severity) - BY_SEVERITY.indexOf(b.severity);

function newestFirst(vectors: readonly { vector: string; source: string }[]): Rating[] {
  const scored = vectors.flatMap(({ vector, source }) => {
    const score = scoreOf(vector);
    return score === undefined ? [] : [{ source, ...score }];
  });
  scored.sort((a, b) => BY_VERSION.indexOf(a.version) - BY_VERSION.indexOf(b.version) || b.score - a.score);
  return scored.map(({ severity, source, vector, score }) => ({ severity, source, vector, score }));
}

function distinct(ratings: readonly Rating[]): Rating[] {
  const known = new Set<string>();
  return ratings.filter(({ severity, source, vector }) => {
    const key = `${source} ${vector ?? severity}`;
    return !known.has(key) && known.add(key);
  });
}
