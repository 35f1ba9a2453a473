import { Link } from '@tanstack/react-router';
import type { NextAnswer } from '../../../../src/program/contract.ts';
import { Met } from '../../ui/state/Met.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { withTimes } from '../../ui/time/instant.ts';
import { useZone } from '../../ui/time/zone.ts';
import { nameOf } from '../program/words.ts';
import { SeeLink } from '../program/parts/SeeLink.tsx';
import s from './Overview.module.css';

/** The few things that hold the next gate, each with where it is done. */
export function NextGate({ next: { gate, items, more } }: { next: NextAnswer }) {
  const zone = useZone();
  if (gate === null) return null;
  return (
    <section className={s.wide} aria-labelledby="next-gate">
      <div className={s.title}>
        <h2 id="next-gate" className="cut">Holding <Text value={gate.title} /> closed</h2>
        {more === 0 ? null : <Link to="/program/gates/$id" params={{ id: gate.id }}>{more} more</Link>}
      </div>
      <ol>
        {items.map(({ conditions, milestones, title, outcome, sentence, see }, index) => (
          <li key={conditions[0]} className={`${s.row} ${s.holding}`}>
            <span className={s.place} aria-hidden="true">{index + 1}</span>
            <Met value={outcome} short />
            <span className="cut" title={title}><Text value={withTimes(sentence, zone)} /></span>
            <span className="cut quiet" title={milestones.map(nameOf).join(', ')}>
              {milestones[0] === undefined ? 'the gate itself' : <Link to="/program" search={{ milestone: milestones[0] }}>{nameOf(milestones[0])}</Link>}{milestones.length > 1 ? ` and ${milestones.length - 1} more` : ''}
            </span>
            {see === null ? <span className={`quiet ${s.act}`}>it takes time</span> : <SeeLink see={see} className={s.act} />}
          </li>
        ))}
      </ol>
    </section>
  );
}
