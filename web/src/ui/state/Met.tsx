import s from './State.module.css';

export type MetName = 'met' | 'unmet' | 'unknown';

const signs: Record<MetName, React.ReactNode> = {
  met: <><circle cx="8" cy="8" r="6" fill="currentColor" stroke="none" /><path d="M5.200 8.200l2 2 3.600-4" stroke="var(--ground)" /></>,
  unmet: <><circle cx="8" cy="8" r="5.300" /><path d="M5.600 8h4.800" /></>,
  unknown: <circle cx="8" cy="8" r="5.300" strokeDasharray="2.400 2.300" />,
};

const colours: Record<MetName, string> = { met: 'success', unmet: 'high', unknown: 'none' };

export const metNames: Record<MetName, string> = { met: 'Met', unmet: 'Not met', unknown: 'Not known' };

/** Whether a milestone or a condition is met, by sign, colour and word; `short` leaves the word to readers of the screen. */
export const Met = ({ value, short = false }: { value: MetName; short?: boolean }) => (
  <span className={s.state} title={short ? metNames[value] : undefined}>
    <svg width="14" height="14" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.600" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" style={{ color: `var(--${colours[value]})`, flex: 'none' }}>{signs[value]}</svg>
    <span className={short ? 'unseen' : undefined}>{metNames[value]}</span>
  </span>
);
