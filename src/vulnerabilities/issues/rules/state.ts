import type { DecisionKind, IssueState } from '../../contract.ts';

/** What the state of an issue is made of. */
export type Standing = {
  /** Places that are open. */
  open: number;
  /** Of these, those that no active decision covers. */
  undecided: number;
  /** The kinds of decision that cover the others. */
  covering: readonly DecisionKind[];
  /** Somebody looked since it opened (again). */
  isTriaged: boolean;
};

/** Weakest first: a plan still has to be carried out, an acceptance runs out, what does not affect is done with. */
const WEAKEST: readonly (readonly [DecisionKind, IssueState])[] = [['plan', 'planned'], ['accept', 'accepted'], ['not-affected', 'not-affected']];

/** The state of an issue, from its places and decisions alone, whoever changed what. */
export function stateOf({ open, undecided, covering, isTriaged }: Standing): IssueState {
  if (open === 0) return 'resolved';
  if (undecided === 0) {
    const weakest = WEAKEST.find(([kind]) => covering.includes(kind));
    if (weakest) return weakest[1];
  }
  return isTriaged ? 'triaged' : 'open';
}

/** Nobody decided it: it is open, or somebody looked and it still is. */
export const isUndecided = (state: IssueState): boolean => state === 'open' || state === 'triaged';

/**
 * When the clocks of an issue began, after it went from one state to another. They begin anew where it comes back, where what
 * set it aside ended, and with a place that no plan covered; a plan that is withdrawn gives no time back.
 */
export function clocksFrom({ before, after, openedAt, at, oldestUndecided }: {
  before: IssueState; after: IssueState; openedAt: Date; at: Date;
  /** When the oldest place that no decision covers was opened. */
  oldestUndecided: Date | null;
}): Date {
  if (!isUndecided(after) && before !== 'resolved') return openedAt;
  if (isUndecided(before) || after === 'resolved') return openedAt;
  if (before === 'planned') return oldestUndecided !== null && oldestUndecided > openedAt ? oldestUndecided : openedAt;
  return at;
}
