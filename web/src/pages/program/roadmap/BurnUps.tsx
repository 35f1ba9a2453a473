import { useQuery } from '@tanstack/react-query';
import { burnUpQuery } from '../../../api/roadmap.ts';
import { Lines } from '../../vulnerabilities/trends/Lines.tsx';
import s from './Roadmap.module.css';

const DAYS = 90;

/** How many milestones of each goal were met, of how many, day by day. */
export function BurnUps() {
  const { data } = useQuery(burnUpQuery(DAYS));
  const goals = data?.goals.filter(({ days }) => days.length > 1) ?? [];
  return (
    <section className={s.section} aria-label="Burn-up">
      <header><h2>Burn-up</h2><span className="quiet">{goals.length === 0 ? 'it takes a day or two until there is something to draw' : `milestones met, of all, over ${DAYS} days`}</span></header>
      <div className={s.burnUps}>
        {goals.map(({ id, title, days }) => (
          <Lines
            key={id}
            title={title}
            unit="milestones"
            height={96}
            days={days.map(({ day }) => day)}
            series={[{ name: 'met', colour: 'var(--success)', values: days.map(({ met }) => met), area: true }, { name: 'all', colour: 'var(--quiet)', values: days.map(({ total }) => total), dashed: true }]}
          />
        ))}
      </div>
    </section>
  );
}
