import type { ScanState as Name } from '../../../../src/inventory/contract.ts';
import s from './State.module.css';

const signs: Record<Name, React.ReactNode> = {
  current: <circle cx="8" cy="8" r="5" fill="currentColor" />,
  stale: <><circle cx="8" cy="8" r="5" /><path d="M8 5v3.200l2 1.300" /></>,
  incomplete: <><circle cx="8" cy="8" r="5" /><path d="M8 3a5 5 0 0 1 0 10z" fill="currentColor" /></>,
  never: <circle cx="8" cy="8" r="5" strokeDasharray="2.6 2.6" />,
};

const colours: Record<Name, string> = { current: 'success', stale: 'medium', incomplete: 'high', never: 'none' };

export const scanStates: Record<Name, string> = { current: 'Current', stale: 'Stale', incomplete: 'Incomplete', never: 'Never scanned' };

/** How much is known of what is in an asset, by sign, colour and word. */
export const ScanState = ({ value, short = false }: { value: Name; short?: boolean }) => (
  <span className={s.state} title={short ? scanStates[value] : undefined}>
    <svg width="12" height="12" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.8" aria-hidden="true" style={{ color: `var(--${colours[value]})`, flex: 'none' }}>{signs[value]}</svg>
    <span className={short ? 'unseen' : undefined}>{scanStates[value]}</span>
  </span>
);
