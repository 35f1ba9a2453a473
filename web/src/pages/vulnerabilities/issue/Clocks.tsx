import type { Clock, IssueState } from '../../../../../src/vulnerabilities/contract.ts';
import { useNow } from '../../../ui/time/now.ts';
import { dayOf } from '../days/calendar.ts';
import { businessDays, sayFullDay } from '../days/words.ts';
import s from './Issue.module.css';

const names: Record<Clock['what'], string> = { triage: 'Looked at', estimate: 'Decided', remediate: 'Fixed', plan: 'Planned for', acceptance: 'Accepted until' };
/** What is met in a state: its clock no longer runs. */
const met: Partial<Record<IssueState, readonly Clock['what'][]>> = {
  triaged: ['triage'], planned: ['triage', 'estimate', 'remediate'], accepted: ['triage', 'estimate', 'remediate', 'plan'],
  'not-affected': ['triage', 'estimate', 'remediate', 'plan', 'acceptance'], resolved: ['triage', 'estimate', 'remediate', 'plan', 'acceptance'],
};

type Props = { clocks: readonly Clock[]; next: Clock | null; state: IssueState };

/** What is owed by when, and what of it is met. */
export function Clocks({ clocks, next, state }: Props) {
  const today = dayOf(useNow());
  if (clocks.length === 0) return null;
  return (
    <section className={s.section}>
      <h3>Clocks</h3>
      <table className={s.table}>
        <tbody>
          {clocks.map(({ what, due, late }) => {
            const isMet = met[state]?.includes(what) === true;
            return (
              <tr key={what} className={isMet ? 'quiet' : undefined}>
                <td style={{ width: 116 }}>{next?.what === what ? <b>{names[what]}</b> : names[what]}</td>
                <td className="mono">{sayFullDay(due)}</td>
                <td data-end className={!isMet && late > 0 ? s.late : undefined}>{isMet ? 'met' : due === today ? 'today' : late > 0 ? `${businessDays(late)} late` : `in ${businessDays(late)}`}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
