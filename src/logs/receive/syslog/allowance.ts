import type { Clock } from '../../../kernel/clock.ts';

/** A bucket of so many a second that holds at most `burst`: what comes while it is not empty is let through whole. */
export function allowance({ perSecond, burst, clock }: { perSecond: number; burst: number; clock: Pick<Clock, 'now'> }): (count: number) => boolean {
  let left = burst;
  let at = clock.now();
  return (count) => {
    const now = clock.now();
    left = Math.min(burst, left + ((now - at) / 1_000) * perSecond);
    at = now;
    if (left <= 0) return false;
    left -= count;
    return true;
  };
}
