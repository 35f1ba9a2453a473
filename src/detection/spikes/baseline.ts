import { DAY, startOf } from './attempt.ts';

/** What is usual at an hour; `cold` while too little has been watched to say. */
export type Baseline =
  | { kind: 'cold'; watchedDays: number }
  | { kind: 'day' | 'week'; median: number; mad: number; days: number };

/** On which days (UTC, by their start) sign-ins were watched at all. A day without any tells nothing and is left out, not taken for zero. */
export type Watched = {
  has(day: number): boolean;
  /** Whether watching goes back to this day or further. */
  reaches(day: number): boolean;
};

const DAYS = 14;
const WEEKS = 8;
/** How many days of those that a baseline looks at must have been watched. */
const ENOUGH = { day: 10, week: 6 } as const;

/**
 * The baseline of an hour: the same hour of day over the 14 days before, and once eight weeks have been watched the same
 * hour of the week over those. `valuesAt` gives what was counted in an hour, by the start of that hour.
 */
export function baselineOf(hour: number, watched: Watched, valuesAt: (hour: number) => readonly number[]): Baseline {
  const day = startOf(hour, DAY);
  const watchedHours = (count: number, step: number) =>
    Array.from({ length: count }, (_, at) => (at + 1) * step).flatMap((back) => (watched.has(day - back) ? [hour - back] : []));

  const weekly = watchedHours(WEEKS, 7 * DAY);
  if (weekly.length >= ENOUGH.week && watched.reaches(day - WEEKS * 7 * DAY)) return describe('week', weekly, valuesAt);
  const daily = watchedHours(DAYS, DAY);
  if (daily.length >= ENOUGH.day && watched.reaches(day - DAYS * DAY)) return describe('day', daily, valuesAt);
  return { kind: 'cold', watchedDays: daily.length };
}

function describe(kind: 'day' | 'week', hours: readonly number[], valuesAt: (hour: number) => readonly number[]): Baseline {
  const values = hours.flatMap((hour) => valuesAt(hour));
  const middle = median(values);
  return { kind, median: middle, mad: median(values.map((value) => Math.abs(value - middle))), days: hours.length };
}

/** The middle value, or the mean of the two in the middle; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

/** The median absolute deviation that thresholds use: never below 1, so that a flat history does not make one more a spike. */
export const spread = (mad: number): number => Math.max(mad, 1);
