import { Link } from '@tanstack/react-router';
import type { ProgramAnswer } from '../../../../src/program/contract.ts';
import { Met } from '../../ui/state/Met.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { nameOf, ordered, tallyOf } from '../program/words.ts';
import s from './Overview.module.css';

/** Each goal, how many of its milestones are met, and which. */
export const Goals = ({ program: { goals, milestones } }: { program: ProgramAnswer }) => (
  <div className={s.goals}>
    {goals.map((goal) => {
      const mine = ordered(milestones, goal.id);
      const { met, total } = tallyOf(mine);
      return (
        <section key={goal.id} className={s.goal} aria-label={goal.title}>
          <div className={s.title}>
            <h2 className="cut" title={goal.problem}><Text value={goal.title} /></h2>
            <span className={s.tally}><b>{met}</b> of {total} met</span>
          </div>
          <div className={s.gauge} aria-hidden="true">{mine.map(({ id, outcome }) => <span key={id} data-outcome={outcome} />)}</div>
          <ul className={s.milestones}>
            {mine.map(({ id, title, outcome, partOf, claimed }) => (
              <li key={id}>
                <Link to="/program" search={{ milestone: id }} title={`${title}${claimed ? '\nclaimed to be done, which opens nothing' : ''}`} data-part={partOf !== null} data-outcome={outcome}>
                  <Met value={outcome} short /><span className="cut">{nameOf(id)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      );
    })}
  </div>
);
