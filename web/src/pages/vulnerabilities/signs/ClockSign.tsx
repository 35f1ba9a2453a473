import type { Clock } from '../../../../../src/vulnerabilities/contract.ts';
import { cx } from '../../../ui/cx.ts';
import { businessDays, sayFullDay } from '../days/words.ts';
import s from './Signs.module.css';

/** What each clock waits for, as a verb. */
export const clockVerbs: Record<Clock['what'], string> = { triage: 'triage', estimate: 'decide', remediate: 'fix', plan: 'plan', acceptance: 'ends' };

/** `in 3 d`, `today`, `2 d late`: business days. */
export const sayLate = (late: number): string => (late === 0 ? 'today' : late < 0 ? `in ${-late} d` : `${late} d late`);

/** What is owed next, and whether it is late. */
export const ClockSign = ({ clock }: { clock: Clock | null }) =>
  clock === null ? <span className="quiet">–</span> : (
    <span title={`${sayFullDay(clock.due)}${clock.late === 0 ? '' : `, ${businessDays(clock.late)} ${clock.late > 0 ? 'ago' : 'from now'}`}`}>
      <span className="quiet">{clockVerbs[clock.what]}</span> <span className={cx(clock.late > 0 && s.late, clock.late === 0 && s.soon)}>{sayLate(clock.late)}</span>
    </span>
  );
