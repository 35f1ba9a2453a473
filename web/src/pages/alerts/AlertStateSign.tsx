import type { Alert } from '../../../../src/alerts/contract.ts';

const names: Record<Alert['state'], string> = { open: 'Open', acknowledged: 'Acknowledged', resolved: 'Resolved' };
const signs: Record<Alert['state'], React.ReactNode> = {
  open: <circle cx="8" cy="8" r="5.5" />,
  acknowledged: <><circle cx="8" cy="8" r="5.5" /><path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" /></>,
  resolved: <><circle cx="8" cy="8" r="5.5" fill="currentColor" /><path d="M5.5 8.2l1.8 1.8L10.8 6.5" stroke="var(--ground)" /></>,
};

/** How far somebody has taken an alert: empty, half, full. */
export const AlertStateSign = ({ value }: { value: Alert['state'] }) => (
  <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }} className={value === 'open' ? undefined : 'quiet'}>
    <svg width="12" height="12" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">{signs[value]}</svg>
    {names[value]}
  </span>
);
