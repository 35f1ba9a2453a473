import type { ConditionVerdict } from '../../../../../src/program/contract.ts';
import { Met } from '../../../ui/state/Met.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { withTimes } from '../../../ui/time/instant.ts';
import { Ago } from '../../../ui/time/Time.tsx';
import { useZone } from '../../../ui/time/zone.ts';
import { lengthOf } from '../words.ts';
import { FactLine } from './FactLine.tsx';
import { SeeLink } from './SeeLink.tsx';
import s from './Condition.module.css';

/** A condition as it was judged: what it asks, what came of it, and the facts that decided. */
export function Condition({ condition: { title, when, outcome, sentence, facts, see, forMs, since, from } }: { condition: ConditionVerdict }) {
  const zone = useZone();
  return (
    <article className={s.condition} data-outcome={outcome}>
      <header>
        <Met value={outcome} short />
        <b className={s.title}><Text value={title} /></b>
        {outcome === 'met' || see === null ? null : <SeeLink see={see} />}
      </header>
      {outcome === 'met' ? null : <p className={s.said}><Text value={withTimes(sentence, zone)} /></p>}
      <code className={s.when}><Text value={when.trim()} /></code>
      {since === null && forMs === 0 ? null : (
        <p className={s.held}>
          {since === null ? 'It does not hold' : <>It began to hold <Ago at={since} /></>}
          {forMs === 0 ? null : <>, and has to hold for {lengthOf(forMs)} without a break{from === null ? '' : <>: it counts <Ago at={from} /></>}</>}.
        </p>
      )}
      <ul className={s.facts}>{facts.map((fact) => <FactLine key={fact.id} fact={fact} />)}</ul>
    </article>
  );
}
