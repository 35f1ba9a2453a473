import s from './State.module.css';

export type OutcomeName = 'success' | 'failure' | 'other';

const marks: Record<OutcomeName, React.ReactNode> = {
  success: <path d="M3 8.5l3.2 3.2L13 5" />,
  failure: <path d="M4 4l8 8M12 4l-8 8" />,
  other: <path d="M5 8h6" />,
};

const names: Record<OutcomeName, string> = { success: 'success', failure: 'failure', other: 'no outcome' };
const colours: Record<OutcomeName, string> = { success: 'var(--success)', failure: 'var(--failure)', other: 'var(--quiet)' };

/** OCSF `status_id` as an outcome. */
export const outcomeOf = (statusId: unknown): OutcomeName => (statusId === 1 ? 'success' : statusId === 2 ? 'failure' : 'other');

/** How something ended, by sign and colour; `word` adds the word. */
export const Outcome = ({ value, word = false }: { value: OutcomeName; word?: boolean }) => (
  <span className={s.state} title={word ? undefined : names[value]}>
    <svg width="14" height="14" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="square" aria-hidden="true" style={{ color: colours[value], flex: 'none' }}>{marks[value]}</svg>
    <span className={word ? undefined : 'unseen'}>{names[value]}</span>
  </span>
);
