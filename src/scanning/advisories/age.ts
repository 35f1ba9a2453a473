import type { AdvisoryStamp } from '../match/advisory.ts';

const HOUR = 3_600_000;

/** Advisories older than this are stale: the public sources change many times a day, so two days without a sync is a fault. */
export const STALE_AFTER_MS = 48 * HOUR;

export type Age = {
  /** Since the advisories were taken from their source; 0 where that lies in the future of this clock. */
  ms: number;
  isStale: boolean;
  /** `3 hours`, `6 days`. */
  words: string;
};

/** How old advisories are. @param now milliseconds since the epoch. */
export function ageOf(stamp: Pick<AdvisoryStamp, 'updated'>, now: number): Age {
  const ms = Math.max(0, now - Date.parse(stamp.updated));
  return { ms, isStale: ms > STALE_AFTER_MS, words: ageWords(ms) };
}

/** A length of time in one unit, rounded down. */
export function ageWords(ms: number): string {
  const [count, unit] = ms < HOUR ? [ms / 60_000, 'minute'] : ms < 2 * 24 * HOUR ? [ms / HOUR, 'hour'] : [ms / (24 * HOUR), 'day'];
  const whole = Math.floor(count);
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`;
}
