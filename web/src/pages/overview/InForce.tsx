import { Link } from '@tanstack/react-router';
import type { ProgramAnswer } from '../../../../src/program/contract.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Text } from '../../ui/text/Text.tsx';
import { countOf } from '../../ui/text/numbers.ts';
import { Ago } from '../../ui/time/Time.tsx';
import s from './Overview.module.css';

/** Overrides that hold, and those that wait for a second person: shown until they are gone. */
export function InForce({ gates }: { gates: ProgramAnswer['gates'] }) {
  const all = gates.flatMap(({ title, overrides }) => overrides.filter(({ state }) => state !== 'ended').map((override) => ({ title, override })));
  if (all.length === 0) return null;
  return (
    <ul className={s.inforce} aria-label="Overrides">
      {all.map(({ title, override: { id, gate, state, requirements, by, approvedBy, until, reason } }) => (
        <li key={id}>
          <Icon name="warning" size={14} />
          <Link to="/program/gates/$id" params={{ id: gate }} className="cut" title={reason}>
            {state === 'active' ? <><b>Override in force</b> at <Text value={title} />: {countOf(requirements.length, 'condition does', 'conditions do')} not count, by <Text value={by} /> and <Text value={approvedBy ?? ''} /></> : <><b>An override waits for a second person</b> at <Text value={title} />: {countOf(requirements.length, 'condition')}, proposed by <Text value={by} /></>}
          </Link>
          <span className="quiet">ends <Ago at={until} /></span>
        </li>
      ))}
    </ul>
  );
}
