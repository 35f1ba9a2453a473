import type { Outcome } from '../gate/hold.ts';

/** What is kept of a milestone. Times in milliseconds since the epoch. */
export type Kept = { milestone: string; goal: string; met: boolean; since: number; flips: number; doubtSince: number | null };

/** A milestone as it was judged now. */
export type Judged = { id: string; goal: string; title: string; outcome: Outcome; /** Why it is not met. */ because: string };

export type OutcomeRow = { milestone: string; goal: string; title: string; what: 'added' | 'removed' | 'met' | 'reopened'; because: string | null };

/** A condition that swings is one event an hour, not one a minute. */
export const QUIET_MS = 3_600_000;

/**
 * What becomes of the history when milestones are judged: what is new, gone, met, or met no longer. Unmet re-opens at once;
 * not known only when it has lasted for an hour, so that a measurement that failed once is no event.
 */
export function outcomeChanges(before: readonly Kept[], judged: readonly Judged[], now: number): { rows: OutcomeRow[]; kept: Kept[]; gone: string[] } {
  const known = new Map(before.map((one) => [one.milestone, one]));
  const rows: OutcomeRow[] = [];
  const kept: Kept[] = [];
  for (const { id, goal, title, outcome, because } of judged) {
    const row = (what: OutcomeRow['what'], words: string | null): void => void rows.push({ milestone: id, goal, title, what, because: words });
    const was = known.get(id);
    known.delete(id);
    if (was === undefined || was.goal !== goal) {
      if (was !== undefined) rows.push({ milestone: id, goal: was.goal, title, what: 'removed', because: null });
      row('added', null);
      if (outcome === 'met') row('met', null);
      kept.push({ milestone: id, goal, met: outcome === 'met', since: now, flips: outcome === 'met' ? 1 : 0, doubtSince: null });
      continue;
    }
    const doubtSince = was.met && outcome === 'unknown' ? (was.doubtSince ?? now) : null;
    const isQuiet = was.flips > 0 && now - was.since < QUIET_MS;
    const isMet = outcome === 'met' || (doubtSince !== null && now - doubtSince < QUIET_MS);
    if (isMet === was.met || isQuiet) {
      if (doubtSince !== was.doubtSince) kept.push({ ...was, doubtSince });
      continue;
    }
    row(isMet ? 'met' : 'reopened', isMet ? null : because);
    kept.push({ milestone: id, goal, met: isMet, since: now, flips: was.flips + 1, doubtSince: null });
  }
  for (const { milestone, goal } of known.values()) rows.push({ milestone, goal, title: milestone, what: 'removed', because: null });
  return { rows, kept, gone: [...known.keys()] };
}
