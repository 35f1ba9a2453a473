import { Link } from '@tanstack/react-router';
import type { NextAnswer } from '../../../../src/program/contract.ts';
import { Met } from '../../ui/state/Met.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { withTimes } from '../../ui/time/instant.ts';
import { useZone } from '../../ui/time/zone.ts';
import { Act } from '../program/parts/Act.tsx';
import { ForecastOf } from '../program/parts/ForecastOf.tsx';
import { nameOf } from '../program/words.ts';
import s from './Overview.module.css';

/** The few things that hold the next gate, each with where it is done. */
export function NextGate({ next: { gate, items, more } }: { next: NextAnswer }) {
  const zone = useZone();
  if (gate === null) return null;
  return (
    <section className={s.wide} aria-labelledby="next-gate">
      <div className={s.title}>
        <h2 id="next-gate">Holding the next gate closed</h2>
        <Link to="/program/gates/$id" params={{ id: gate.id }} className={`cut ${s.which}`}><Text value={gate.title} /></Link>
        <span className={`cut ${s.forecast}`}><ForecastOf forecast={gate.forecast} noForecast={gate.noForecast} short /></span>
        {more === 0 ? null : <Link to="/program/gates/$id" params={{ id: gate.id }} className={s.others}>{more} more</Link>}
      </div>
      <ol>
        {items.map(({ conditions, milestones, title, outcome, sentence, see, from }, index) => (
          <li key={conditions[0]} className={`${s.row} ${s.holding}`}>
            <span className={s.place} aria-hidden="true">{index + 1}</span>
            <Met value={outcome} short />
            <span className="cut" title={title}><Text value={withTimes(sentence, zone)} /></span>
            <span className="cut quiet" title={milestones.map(nameOf).join(', ')}>
              {milestones[0] === undefined ? 'the gate itself' : <Link to="/program" search={{ milestone: milestones[0] }}>{nameOf(milestones[0])}</Link>}{milestones.length > 1 ? ` and ${milestones.length - 1} more` : ''}
            </span>
            <Act see={see} from={from} milestone={milestones[0] ?? null} className={s.act} />
          </li>
        ))}
      </ol>
    </section>
  );
}
