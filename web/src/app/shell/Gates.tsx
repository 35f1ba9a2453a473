import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { GateAnswer } from '../../../../src/program/contract.ts';
import { gatesQuery } from '../../api/program.ts';
import { Icon } from '../../ui/Icon.tsx';
import { GateSign, gateStates } from '../../ui/state/GateSign.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { useMay } from '../session.tsx';
import s from './Gates.module.css';

/** So many are named; the others are counted. */
const MOST = 3;
const urgency = { closed: 0, unknown: 1, open: 2 } as const;

/** The gates and what each is, always in sight. */
export function GatesInSight() {
  const may = useMay();
  const { data: gates = [] } = useQuery({ ...gatesQuery, enabled: may('program.read') });
  if (gates.length === 0) return null;
  const named = gates.length > MOST ? gates.slice(0, MOST - 1) : gates;
  const others = gates.slice(named.length);
  const worst = others.toSorted((a, b) => urgency[a.state] - urgency[b.state])[0];
  return (
    <nav className={s.gates} aria-label="Gates">
      {named.map((gate) => <Gate key={gate.id} gate={gate} />)}
      {worst === undefined ? null : <Link to="/program" className={s.gate} title={others.map(({ title, state }) => `${title}: ${gateStates[state]}`).slice(0, 20).join('\n')}><span className={s.more}>{others.length} more</span><GateSign value={worst.state} /></Link>}
    </nav>
  );
}

function Gate({ gate: { id, title, question, state, overrides } }: { gate: GateAnswer }) {
  const inForce = overrides.some((override) => override.state === 'active');
  return (
    <Link to="/program/gates/$id" params={{ id }} className={s.gate} title={`${title}\n${question}`}>
      <span className={s.title}><Text value={title} /></span>
      {inForce ? <span className={s.override}><Icon name="warning" size={13} />override</span> : null}
      <GateSign value={state} />
    </Link>
  );
}
