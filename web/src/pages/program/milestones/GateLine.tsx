import { Link } from '@tanstack/react-router';
import type { GateAnswer } from '../../../../../src/program/contract.ts';
import { GateSign } from '../../../ui/state/GateSign.tsx';
import { Text } from '../../../ui/text/Text.tsx';
import s from '../Program.module.css';

/** A gate in one line: what it is, what it answers, and what would open it. */
export const GateLine = ({ gate: { id, question, state, sentence } }: { gate: GateAnswer }) => (
  <Link to="/program/gates/$id" params={{ id }} className={s.gate}>
    <span><GateSign value={state} /></span>
    <span className="cut"><Text value={question} /></span>
    <span className="cut quiet" title={sentence}><Text value={sentence} /></span>
  </Link>
);
