import type { Clock, IssueState, Policy, Severity } from '../../contract.ts';
import { businessDays, dayOf, type CalendarDay } from './days.ts';
import { gradeOf } from './policy.ts';

/** A day by which something is owed. */
export type Owed = { what: Clock['what']; due: CalendarDay };

export type Timed = {
  state: IssueState;
  required: boolean;
  severity: Severity;
  openedAt: Date;
  /** CISA's due date, where the vulnerability is in its catalogue. */
  kevDue: CalendarDay | null;
  /** Of the plan that covers it, and of the acceptance that ends first. */
  planDue: CalendarDay | null;
  acceptedUntil: CalendarDay | null;
};

/**
 * What is owed for an issue by when, and what is next. Policy's clocks run for what policy requires. A plan's own day and the
 * end of an acceptance run whoever required them. Triage is met by a look, estimate by any decision, remediation by a plan
 * (whose day then counts) or by an issue that is gone; what is met stays in `clocks` and is never next.
 */
export function clocksOf(policy: Pick<Policy, 'triage' | 'estimate' | 'remediate' | 'kevCaps' | 'week' | 'holidays'>, issue: Timed): { clocks: Owed[]; next: Owed | null } {
  const days = businessDays(policy);
  const opened = dayOf(issue.openedAt);
  const grade = gradeOf(issue.severity);
  const from = (count: number): CalendarDay => days.add(opened, count);
  const remediate = from(policy.remediate[grade]);
  // What CISA wanted before the issue came up is owed on the day that it did.
  const capped = policy.kevCaps && issue.kevDue !== null ? earlier(remediate, later(issue.kevDue, opened)) : remediate;
  const clocks: Owed[] = issue.required
    ? [{ what: 'triage', due: from(policy.triage) }, { what: 'estimate', due: from(policy.estimate[grade]) }, { what: 'remediate', due: capped }]
    : [];
  if (issue.planDue !== null) clocks.push({ what: 'plan', due: issue.planDue });
  if (issue.acceptedUntil !== null) clocks.push({ what: 'acceptance', due: issue.acceptedUntil });
  const running = RUNNING[issue.state];
  const next = clocks.filter(({ what }) => running.includes(what)).reduce<Owed | null>((first, clock) => (first === null || clock.due < first.due ? clock : first), null);
  return { clocks, next };
}

/** Which clocks are not met yet. A plan that covers only some places still has its day. */
const RUNNING: Record<IssueState, readonly Clock['what'][]> = {
  open: ['triage', 'estimate', 'remediate', 'plan', 'acceptance'],
  triaged: ['estimate', 'remediate', 'plan', 'acceptance'],
  planned: ['plan', 'acceptance'],
  accepted: ['acceptance'],
  'not-affected': [],
  resolved: [],
};

const earlier = (a: CalendarDay, b: CalendarDay): CalendarDay => (a < b ? a : b);
const later = (a: CalendarDay, b: CalendarDay): CalendarDay => (a > b ? a : b);
