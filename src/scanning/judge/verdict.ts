import type { FindingReport, ScanReport, SecretReport } from '../contract.ts';
import { reaches, type Threshold } from './filter.ts';

/** When the answer to a scan is no. */
export type Policy = {
  failOn: Threshold | undefined;
  /** Anything at all that is found is a no. */
  anyIsNo: boolean;
  /** The exit code for a no. */
  exitCode: number;
  /** The exit code for a distribution at its end of life. */
  exitOnEol: number | undefined;
};

export type Verdict = { exit: number; why: string };

/**
 * What a pipeline is told. A no is a no even where the scan is incomplete, since nothing unread could take it back; a yes is only
 * given by a complete one.
 */
export function verdictOf(report: ScanReport, { failOn, anyIsNo, exitCode, exitOnEol }: Policy): Verdict {
  const counts = (item: FindingReport | SecretReport): boolean => {
    if (failOn === undefined) return anyIsNo;
    return reaches(failOn, 'rating' in item ? item : { rating: { severity: item.severity }, otherRatings: [] });
  };
  const against = [...report.findings, ...report.secrets].filter(counts).length;
  if (against > 0 && exitCode !== 0) return { exit: exitCode, why: `${against} ${against === 1 ? 'finding is' : 'findings are'} against the policy.` };
  if (exitOnEol !== undefined && exitOnEol !== 0 && report.distribution?.endOfLife?.reached === true) {
    return { exit: exitOnEol, why: `${report.distribution.name} is at its end of life since ${report.distribution.endOfLife.date}.` };
  }
  if (!report.complete) return { exit: 3, why: 'The scan is incomplete: what could not be read is listed above.' };
  if (report.packages.length === 0 && report.secrets.length === 0 && report.distribution === undefined) return { exit: 4, why: 'There was nothing to scan: no package of any kind was found.' };
  return { exit: 0, why: '' };
}
