import type { GateState } from '../../../../src/program/contract.ts';
import s from './GateSign.module.css';

/** Posts with nothing between them; with a bar across; with nobody knows what. */
const signs: Record<GateState, React.ReactNode> = {
  open: <path d="M3 2.500v11M13 2.500v11" />,
  closed: <path d="M3 2.500v11M13 2.500v11M3 5.500h10M3 10.500h10" />,
  unknown: <><path d="M3 2.500v11M13 2.500v11" strokeDasharray="2.200 2" /><path d="M6.400 6.200a1.700 1.700 0 1 1 2.500 1.600c-.6.300-.9.600-.9 1.200M8 11.200v.01" /></>,
};

export const gateStates: Record<GateState, string> = { open: 'open', closed: 'closed', unknown: 'not known' };

/** What a gate is, by outline, fill or hatching, by sign and by word. */
export const GateSign = ({ value }: { value: GateState }) => (
  <span className={s.gate} data-state={value}>
    <span className={s.sign}><svg width="12" height="12" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.700" strokeLinecap="round" aria-hidden="true">{signs[value]}</svg></span>
    {gateStates[value]}
  </span>
);
