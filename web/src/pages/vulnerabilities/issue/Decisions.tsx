import type { Decision } from '../../../../../src/vulnerabilities/contract.ts';
import { Text } from '../../../ui/text/Text.tsx';
import { countOf } from '../../../ui/text/numbers.ts';
import { Ago } from '../../../ui/time/Time.tsx';
import { sayFullDay } from '../days/words.ts';
import { justificationWords } from '../decide/NotAffectedDialog.tsx';
import { decisionNames } from '../signs/StateSign.tsx';
import s from './Issue.module.css';

const states: Record<Decision['state'], string> = { proposed: 'waits for approval', active: 'holds', ended: 'ended' };
const order: readonly Decision['state'][] = ['proposed', 'active', 'ended'];

/** What was decided, what holds first. */
export function Decisions({ decisions }: { decisions: readonly Decision[] }) {
  if (decisions.length === 0) return null;
  return (
    <section className={s.section}>
      <h3>Decisions</h3>
      {decisions.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || b.at.localeCompare(a.at)).map((decision) => <Decided key={decision.id} decision={decision} />)}
    </section>
  );
}

function Decided({ decision }: { decision: Decision }) {
  const { kind, state, by, at, approvedBy, owner, due, change, slips, reason, control, justification, until, because, scope } = decision;
  const facts: [string, string | null][] = [
    ['Change', change], ['Why', justification === null ? null : justificationWords[justification]], ['Reason', reason], ['Control', control === '' ? null : control],
    ['Covers', scope.is === 'everywhere' ? 'wherever it comes up' : countOf(scope.lineages.length, 'place known then', 'places known then')], ['Ended', because],
  ];
  return (
    <div className={s.decision} data-state={state}>
      <div>
        <b>{decisionNames[kind]}</b>
        {due === null ? null : <span>{owner === null ? null : <><Text value={owner} />, </>}by <b>{sayFullDay(due)}</b></span>}
        {until === null ? null : <span>until <b>{sayFullDay(until)}</b></span>}
        <span className="quiet">{states[state]}</span>
      </div>
      {slips.map((slip) => <div key={`${slip.due} ${slip.at}`} className={s.slip}><s>{sayFullDay(slip.due)}</s><span>given up by <Text value={slip.by} />: <Text value={slip.reason} /></span></div>)}
      <dl className={s.facts}>
        {facts.map(([name, value]) => (value === null ? null : <FactLine key={name} name={name} value={value} />))}
        <dt>By</dt><dd><Text value={by} />, <Ago at={at} />{approvedBy === null ? null : <>; approved by <Text value={approvedBy} /></>}</dd>
      </dl>
    </div>
  );
}

const FactLine = ({ name, value }: { name: string; value: string }) => <><dt>{name}</dt><dd><Text value={value} /></dd></>;
