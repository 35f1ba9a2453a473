import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { FactAnswer } from '../../../../../src/program/contract.ts';
import { programQuery } from '../../../api/program.ts';
import { useMay } from '../../../app/session.tsx';
import { Button } from '../../../ui/form/Button.tsx';
import { Drawer } from '../../../ui/overlay/Drawer.tsx';
import { Met } from '../../../ui/state/Met.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import { withTimes } from '../../../ui/time/instant.ts';
import { Exact } from '../../../ui/time/Time.tsx';
import { useZone } from '../../../ui/time/zone.ts';
import { FactSource } from '../parts/FactSource.tsx';
import { SeeLink } from '../parts/SeeLink.tsx';
import { lengthOf, nameOf, valueOf } from '../words.ts';
import s from './Evidence.module.css';

/** One fact: what it means, what it is, who says so, and what rests on it. */
export function FactDrawer({ fact, onSay, onClose }: { fact: FactAnswer; onSay: () => void; onClose: () => void }) {
  const { id, meaning, value, unit, known, words, at, type, measured, maxAgeMs, see } = fact;
  const may = useMay();
  const zone = useZone();
  const { data: program } = useQuery(programQuery);
  const asking = program?.milestones.flatMap((milestone) => milestone.conditions.filter(({ facts }) => facts.some((one) => one.id === id)).map((condition) => ({ milestone: milestone.id, condition }))) ?? [];
  const own = program?.gates.flatMap((gate) => gate.conditions.filter(({ facts }) => facts.some((one) => one.id === id)).map((condition) => ({ gate, condition }))) ?? [];
  return (
    <Drawer label="Fact" onClose={onClose} head={<h2 className="mono cut"><Text value={id} /></h2>}>
      <section className={s.section}>
        <p><Text value={meaning} /></p>
        <dl className={s.facts}>
          <dt>Value</dt><dd>{known ? <b className="mono"><Text value={withTimes(valueOf(value, unit), zone)} /></b> : <><span className={s.lacking}>not known</span> <Text value={withTimes(words ?? '', zone)} /></>}</dd>
          <dt>As of</dt><dd>{at === null ? <span className="quiet">never</span> : <Exact at={at} />}</dd>
          <dt>Who</dt><dd>{fact.from === null ? <span className="quiet">nobody yet</span> : <FactSource fact={fact} />}</dd>
          <dt>Type</dt><dd><code>{type}</code>{unit === null ? '' : <>, <Text value={unit} /></>}</dd>
          <dt>Holds for</dt><dd>{lengthOf(maxAgeMs)}; older than that it is not known</dd>
        </dl>
        <div className={s.line}>
          {see === null || see.path.startsWith('/program/evidence') ? null : <SeeLink see={see} />}
          {!measured && may('evidence.write') ? <Button onClick={onSay}>Say what it is</Button> : null}
        </div>
        {measured ? null : <p className="quiet">It comes from outside: in a statement signed with a key that is believed of it, or said by one person and confirmed by another.</p>}
      </section>
      <section className={s.section}>
        <h3>What rests on it</h3>
        {asking.length + own.length === 0 ? <p className="quiet">No condition of the program asks it.</p> : null}
        {asking.map(({ milestone, condition }) => <div key={condition.id} className={s.line}><Met value={condition.outcome} short /><Link to="/program" search={{ milestone }}>{nameOf(milestone)}</Link><span className="quiet"><Text value={condition.title} /></span></div>)}
        {own.map(({ gate, condition }) => <div key={condition.id} className={s.line}><Met value={condition.outcome} short /><Link to="/program/gates/$id" params={{ id: gate.id }}><Text value={gate.title} /></Link><span className="quiet"><Text value={condition.title} /></span></div>)}
      </section>
    </Drawer>
  );
}
