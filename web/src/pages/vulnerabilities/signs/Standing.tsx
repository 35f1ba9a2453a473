import type { Issue } from '../../../../../src/vulnerabilities/contract.ts';
import { Text } from '../../../ui/text/Text.tsx';
import { countOf } from '../../../ui/text/numbers.ts';
import { useNow } from '../../../ui/time/now.ts';
import { cx } from '../../../ui/cx.ts';
import { dayOf } from '../days/calendar.ts';
import { sayDay } from '../days/words.ts';
import { StateSign, decisionNames } from './StateSign.tsx';
import s from './Signs.module.css';

/** Where an issue stands, with what matters of it: a plan its day and owner, what is undecided in how many places. */
export function Standing({ issue }: { issue: Issue }) {
  const { state, plan, proposed, places, required } = issue;
  const today = dayOf(useNow());
  if (state === 'planned' && plan !== null) {
    const late = plan.due < today;
    return (
      <span className={cx(late && s.late)} title={plan.slipped === 0 ? undefined : `Its day was moved ${countOf(plan.slipped, 'time')}`}>
        <StateSign value="planned">{sayDay(plan.due, today)}{late ? ' late' : ''} <span className="quiet"><Text value={plan.owner} />{plan.slipped === 0 ? '' : ` · slipped ×${plan.slipped}`}</span></StateSign>
      </span>
    );
  }
  if (proposed !== null) return <StateSign value="proposed">{decisionNames[proposed]} proposed</StateSign>;
  const some = places.undecided > 0 && places.undecided < places.open;
  if ((state === 'open' || state === 'triaged') && required) return <StateSign value={state}>{some ? `New in ${places.undecided} of ${countOf(places.open, 'place')}` : state === 'triaged' ? 'Triaged, undecided' : 'Undecided'}</StateSign>;
  return <span className="quiet"><StateSign value={state} /></span>;
}
