import s from './State.module.css';

export type SeverityName = 'critical' | 'high' | 'medium' | 'low' | 'negligible' | 'unknown';

/** Each severity has its own shape, so that colour is never alone. */
const shapes: Record<SeverityName, React.ReactNode> = {
  critical: <path d="M8 1l7 7-7 7-7-7z" />,
  high: <path d="M8 2l7 12H1z" />,
  medium: <path d="M2.5 2.500h11v11h-11z" />,
  low: <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="2" />,
  negligible: <path d="M3 7h10v2H3z" />,
  unknown: <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="2.6 2.6" />,
};

const colours: Record<SeverityName, string> = { critical: 'critical', high: 'high', medium: 'medium', low: 'low', negligible: 'none', unknown: 'none' };
const names: Record<SeverityName, string> = { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low', negligible: 'Negligible', unknown: 'Unknown' };

/** A severity by shape, colour and word; `short` leaves the word to readers of the screen. */
export const Severity = ({ value, short = false }: { value: SeverityName; short?: boolean }) => (
  <span className={s.state} title={short ? names[value] : undefined}>
    <svg width="11" height="11" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true" style={{ color: `var(--${colours[value]})`, flex: 'none' }}>{shapes[value]}</svg>
    <span className={short ? 'unseen' : undefined}>{names[value]}</span>
  </span>
);
