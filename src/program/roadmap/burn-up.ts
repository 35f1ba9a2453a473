import { addDays, dayOf, type Day } from '../capacity/days.ts';
import type { BurnUp } from './contract.ts';

/** What the history says of a milestone that changes how many there are, or are met; the oldest first. */
export type BurnUpRow = { milestone: string; goal: string; what: 'added' | 'removed' | 'met' | 'reopened'; at: number };

/** How many milestones of each goal were met at the end of each day, of how many. A goal of before it was known has no days. */
export function burnUp(rows: readonly BurnUpRow[], goals: readonly { id: string; title: string }[], { today, days }: { today: Day; days: number }): BurnUp {
  const first = addDays(today, 1 - days);
  return {
    goals: goals.map(({ id, title }) => {
      const own = rows.filter(({ goal }) => goal === id);
      const begun = own[0];
      if (begun === undefined) return { id, title, days: [] };
      const met = new Map<string, boolean>();
      const points: { day: Day; met: number; total: number }[] = [];
      let next = 0;
      const start = dayOf(begun.at);
      for (let day = start > first ? start : first; day <= today; day = addDays(day, 1)) {
        for (let row = own[next]; row !== undefined && dayOf(row.at) <= day; row = own[(next += 1)]) {
          if (row.what === 'removed') met.delete(row.milestone);
          else met.set(row.milestone, row.what === 'met');
        }
        points.push({ day, met: [...met.values()].filter(Boolean).length, total: met.size });
      }
      return { id, title, days: points };
    }),
  };
}
