import { errors } from '../../kernel/errors.ts';
import { SEVERITIES, type Finding, type Severity } from '../match/finding.ts';

/** Which findings are shown and judged at all. */
export type Filter = {
  /** Empty: all. */
  severities: ReadonlySet<Severity>;
  /** Only what a newer version repairs. */
  onlyFixed: boolean;
  /** Packages for building and testing too. */
  includeDev: boolean;
};

export const passes = ({ severities, onlyFixed, includeDev }: Filter, finding: Finding): boolean =>
  (severities.size === 0 || severities.has(finding.rating.severity)) &&
  (!onlyFixed || finding.fix.is === 'fixed') &&
  (includeDev || finding.package.dev !== true);

/** A bound above which the answer is no: a severity, or a CVSS score. */
export type Threshold = { severity: Severity } | { score: number };

type Rated = { severity: Severity; score?: number | undefined };

const LOWEST_FIRST = SEVERITIES.filter((name) => name !== 'unknown').toReversed();

/**
 * `high`, `4.0`, `any`. A finding of unknown severity, or one without a score, is at or above every threshold: what nobody has
 * judged yet is not harmless.
 * @throws {GlacisError} `invalid` where it is neither.
 */
export function parseThreshold(text: string): Threshold {
  const word = text.trim().toLowerCase();
  if (word === 'any') return { severity: 'negligible' };
  const severity = SEVERITIES.find((name) => name === word);
  if (severity !== undefined && severity !== 'unknown') return { severity };
  const score = Number(word);
  if (/^\d+(\.\d+)?$/.test(word) && score <= 10) return { score };
  throw errors.invalid({ what: `${text} is no threshold: it takes critical, high, medium, low, negligible, any, or a CVSS score from 0 to 10.` });
}

/** The lowest score of each severity, for findings that a vendor rated without giving a score (CVSS 3.1, qualitative scale). */
const LEAST_SCORE: Readonly<Record<Severity, number>> = { critical: 9, high: 7, medium: 4, low: 0.1, negligible: 0, unknown: 10 };

/** Whether a finding is at or above a threshold. The highest score that anybody gave counts, since a rating without one has only a band. */
export function reaches(threshold: Threshold, { rating, otherRatings }: { rating: Rated; otherRatings: readonly Rated[] }): boolean {
  if ('severity' in threshold) return rating.severity === 'unknown' || rank(rating.severity) >= rank(threshold.severity);
  const score = rating.score ?? Math.max(LEAST_SCORE[rating.severity], ...(rating.severity === 'unknown' ? [] : otherRatings.map((other) => other.score ?? 0)));
  return score >= threshold.score;
}

const rank = (severity: Severity): number => LOWEST_FIRST.findIndex((name) => name === severity);
