import type { Source } from '../../../../src/logs/contract.ts';
import s from './State.module.css';

type Name = Source['state'];

const signs: Record<Name, React.ReactNode> = {
  active: <circle cx="8" cy="8" r="5" fill="currentColor" />,
  new: <circle cx="8" cy="8" r="5" strokeDasharray="2.6 2.6" />,
  silent: <><circle cx="8" cy="8" r="5" /><path d="M3 13L13 3" /></>,
  failing: <path d="M8 2l7 12H1z" fill="currentColor" />,
  quarantine: <path d="M3 3h10v10H3zM3 9l6-6M7 13l6-6" />,
};

const colours: Record<Name, string> = { active: 'success', new: 'none', silent: 'high', failing: 'critical', quarantine: 'medium' };

export const sourceStates: Record<Name, string> = {
  active: 'Active',
  new: 'Nothing yet',
  silent: 'Silent',
  failing: 'Failing to parse',
  quarantine: 'Quarantine',
};

/** Whether a source is heard, by sign, colour and word. */
export const SourceState = ({ value, short = false }: { value: Name; short?: boolean }) => (
  <span className={s.state} title={short ? sourceStates[value] : undefined}>
    <svg width="12" height="12" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.8" aria-hidden="true" style={{ color: `var(--${colours[value]})`, flex: 'none' }}>{signs[value]}</svg>
    <span className={short ? 'unseen' : undefined}>{sourceStates[value]}</span>
  </span>
);
