import { Link } from '@tanstack/react-router';
import type { IssuesSummary } from '../../../../src/vulnerabilities/contract.ts';
import { countOf } from '../../ui/text/numbers.ts';
import { issuesLink } from '../vulnerabilities/issues/view.ts';
import s from './Overview.module.css';

/** Issues that must be resolved or planned and are neither, those whose day has passed, and what waits for an approver. */
export function Unplanned({ summary: { undecided, overdue, proposed, slipped, dueSoon } }: { summary: IssuesSummary }) {
  const parts = [
    undecided === 0 ? null : <Link key="undecided" {...issuesLink({ tab: 'undecided' })}>{countOf(undecided, 'required issue')} without a plan</Link>,
    overdue === 0 ? null : <Link key="overdue" {...issuesLink({ tab: 'overdue' })} className={s.breached}>{overdue} late</Link>,
    slipped === 0 ? null : <Link key="slipped" {...issuesLink({ tab: 'planned' })}>{countOf(slipped, 'plan')} slipped</Link>,
    dueSoon === 0 ? null : <Link key="soon" {...issuesLink({ tab: 'planned' })}>{countOf(dueSoon, 'plan')} due this week</Link>,
    proposed === 0 ? null : <Link key="proposed" {...issuesLink({ tab: 'proposed' })}>{proposed} to approve</Link>,
  ].filter((part) => part !== null);
  if (parts.length === 0) return null;
  return (
    <>
      <div className={s.sub}><span>Vulnerabilities</span></div>
      <div className={s.parts}>{parts}</div>
    </>
  );
}
