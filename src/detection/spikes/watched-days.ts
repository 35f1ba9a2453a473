import { DAY, startOf } from './attempt.ts';
import type { Watched } from './baseline.ts';

/** Days kept; those of the first receipt give way. Eight weeks and what imports bring. */
const MOST = 1_000;

/** On which days sign-ins were watched, failed or not; the base of every baseline. */
export function watchedDays() {
  /** When the day was last told of, by the start of the day. */
  const days = new Map<number, number>();
  let first = Infinity;
  let changed = false;

  const set = (day: number, received: number) => {
    const known = days.get(day);
    if (known !== undefined) return;
    days.set(day, received);
    first = Math.min(first, day);
    changed = true;
    if (days.size <= MOST) return;
    const [[oldest] = [day]] = [...days].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
    days.delete(oldest);
    first = Math.min(...days.keys());
  };

  const watched: Watched = { has: (day) => days.has(day), reaches: (day) => first <= day };
  return {
    ...watched,
    /** Notes sign-ins of any outcome. */
    observe(signIns: readonly { at: number; received: number }[]): void {
      for (const { at, received } of signIns) set(startOf(at, DAY), received);
    },
    /** All days with their receipt if any is new since the last call, else null. */
    takeChanges(): [day: number, received: number][] | null {
      if (!changed) return null;
      changed = false;
      return [...days];
    },
    restore(remembered: readonly (readonly [day: number, received: number])[]): void {
      for (const [day, received] of remembered) set(day, received);
      changed = false;
    },
  };
}
