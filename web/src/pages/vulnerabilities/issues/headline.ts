import type { IssuesSummary } from '../../../../../src/vulnerabilities/contract.ts';
import { count, countOf } from '../../../ui/text/numbers.ts';

/** Where the house stands, in one sentence: what was promised to the customer first. */
export function headline({ open, required, undecided, slipped, byState }: IssuesSummary): string {
  if (open === 0) return (byState.resolved ?? 0) === 0 ? 'Nothing is known yet' : 'No issue is open';
  const late = slipped === 0 ? '' : `${countOf(slipped, 'plan')} ${slipped === 1 ? 'is' : 'are'} late`;
  if (undecided === 0) return late === '' ? 'Everything required is planned or resolved.' : `Everything required is decided; ${late}.`;
  return `${count(undecided)} of ${countOf(required, 'required issue')} ${undecided === 1 ? 'has' : 'have'} no plan${late === '' ? '' : `; ${late}`}.`;
}
