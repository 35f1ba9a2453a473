import type { DecisionKind, IssueState } from '../../../../../src/vulnerabilities/contract.ts';
import s from './Signs.module.css';

type Shown = IssueState | 'proposed';

/** How far an issue has been taken: empty, looked at, half done, set aside, done. */
const signs: Record<Shown, React.ReactNode> = {
  open: <circle cx="8" cy="8" r="5.5" />,
  triaged: <><circle cx="8" cy="8" r="5.5" /><circle cx="8" cy="8" r="1.8" fill="currentColor" stroke="none" /></>,
  proposed: <><circle cx="8" cy="8" r="5.5" strokeDasharray="2.6 2.2" /><path d="M8 4.500v4l2.500 1.500" /></>,
  planned: <><circle cx="8" cy="8" r="5.5" /><path d="M8 2.500a5.500 5.500 0 0 1 0 11z" fill="currentColor" /></>,
  accepted: <><circle cx="8" cy="8" r="5.5" /><path d="M5 8h6" /></>,
  'not-affected': <><circle cx="8" cy="8" r="5.5" strokeDasharray="2.6 2.2" /><path d="M4.200 11.800l7.600-7.600" /></>,
  resolved: <><circle cx="8" cy="8" r="5.5" fill="currentColor" /><path d="M5.500 8.200l1.800 1.800 3.500-3.500" stroke="var(--ground)" /></>,
};

export const stateNames: Record<IssueState, string> = { open: 'Open', triaged: 'Triaged', planned: 'Planned', accepted: 'Accepted', 'not-affected': 'Not affected', resolved: 'Resolved' };
export const decisionNames: Record<DecisionKind, string> = { plan: 'Plan', accept: 'Acceptance', 'not-affected': 'Not affected' };

export const Circle = ({ value }: { value: Shown }) => (
  <svg width="12" height="12" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true" style={{ flex: 'none' }}>{signs[value]}</svg>
);

/** The state of an issue by sign and word. */
export const StateSign = ({ value, children }: { value: Shown; children?: React.ReactNode }) => (
  <span className={s.state}><Circle value={value} /><span className="cut">{children ?? (value === 'proposed' ? 'Proposed' : stateNames[value])}</span></span>
);
