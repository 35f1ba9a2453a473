import { Link } from '@tanstack/react-router';
import type { GateAnswer, ProgramAnswer } from '../../../../src/program/contract.ts';
import { Text } from '../../ui/text/Text.tsx';
import { countOf } from '../../ui/text/numbers.ts';
import { answerOf } from '../program/words.ts';
import s from './Overview.module.css';

/** So many of the other questions have a line. */
const FEW = 2;

type Props = {
  program: ProgramAnswer | undefined;
  /** It is on its way. */
  pending: boolean;
  /** The gate that is nearest to opening; undefined where there is none, or all are open. */
  next: GateAnswer | undefined;
  /** The state of the house in one sentence. */
  house: string;
  /** How much happened since I last looked, which stands below. */
  changes: number;
};

/** The question that the company asks, what it is answered with now, and how the house stands. */
export function Question({ program, pending, next, house, changes }: Props) {
  const gates = program?.gates ?? [];
  const asked = gates.find(({ id }) => id === next?.id) ?? gates.at(-1);
  const others = gates.filter((gate) => gate !== asked).slice(0, FEW);
  return (
    <header className={s.head}>
      <title>Overview · Glacis</title>
      {asked === undefined ? <h1>{program !== undefined ? <Text value={program.title} /> : pending ? ' ' : house}</h1> : (
        <h1><Link to="/program/gates/$id" params={{ id: asked.id }}><Text value={asked.question} /></Link> <b data-state={asked.state}>{answerOf(asked)}</b></h1>
      )}
      {others.length === 0 ? null : <p className={s.other}>{others.map((gate) => <span key={gate.id}><Link to="/program/gates/$id" params={{ id: gate.id }}><Text value={gate.question} /></Link> <b>{answerOf(gate)}</b></span>)}</p>}
      {program === undefined ? null : <p className={s.house}><span>{house}</span>{changes === 0 ? null : <a href="#changes">since I last looked: {countOf(changes, 'change')}</a>}</p>}
    </header>
  );
}
