import type { Policy, Severity } from '../../contract.ts';

/** The severities that days and approvers are given for. */
export type Grade = 'critical' | 'high' | 'medium' | 'low';

/**
 * The policy that holds until somebody writes another: what is high or has a CVSS base score of 4.0 or more is resolved, or
 * its resolution is planned; what nobody rated counts. Days are business days.
 */
export const DEFAULT_POLICY: Policy = {
  require: [{ severity: 'high' }, { score: 4 }],
  unknownCounts: true,
  triage: 3,
  estimate: { critical: 1, high: 3, medium: 10, low: 10 },
  remediate: { critical: 3, high: 10, medium: 40, low: 100 },
  kevCaps: true,
  week: [1, 2, 3, 4, 5],
  holidays: [],
  accept: { mostMonths: 6, approver: { critical: 'owner', high: 'owner', medium: 'admin', low: 'admin' }, fourEyes: true },
  plan: { approver: { critical: 'analyst', high: 'analyst', medium: 'analyst', low: 'analyst' }, fourEyes: false },
  digest: { hour: 8, weekdays: [1, 2, 3, 4, 5] },
  freshness: { node: 24, image: 24, repository: 168 },
};

const RANK: Record<Severity, number> = { critical: 5, high: 4, medium: 3, low: 2, negligible: 1, unknown: 0 };
export const rankOf = (severity: Severity): number => RANK[severity];

/** The days and approvers that hold for a severity: negligible is low; what nobody rated counts as 5.0, which is medium. */
export const gradeOf = (severity: Severity): Grade => (severity === 'negligible' ? 'low' : severity === 'unknown' ? 'medium' : severity);

/** What a policy looks at. `epss` is the probability, 0 to 1. */
export type Rated = { severity: Severity; score: number | null; isKnownExploited: boolean; epss: number | null };

/** Whether policy wants it resolved or planned. */
export function isRequired({ require, unknownCounts }: Pick<Policy, 'require' | 'unknownCounts'>, issue: Rated): boolean {
  if (unknownCounts && issue.severity === 'unknown' && issue.score === null) return true;
  return require.some(({ severity, score, kev, epss }) =>
    !(severity === undefined && score === undefined && kev === undefined && epss === undefined)
    && (severity === undefined || rankOf(issue.severity) >= rankOf(severity))
    && (score === undefined || (issue.score ?? -1) >= score)
    && (kev === undefined || issue.isKnownExploited === kev)
    && (epss === undefined || (issue.epss ?? -1) >= epss));
}
