import type { Clock } from '../../../kernel/clock.ts';

/** A bucket of so many a second that holds at most `burst`: what comes while there is one left is let through whole. */
export function allowance({ perSecond, burst, clock }: { perSecond: number; burst: number; clock: Pick<Clock, 'now'> }): (count: number) => boolean {
  let left = burst;
  let at = clock.now();
  return (count) => {
    const now = clock.now();
    left = Math.min(burst, left + ((now - at) / 1_000) * perSecond);
    at = now;
    if (left < 1) return false;
    left -= count;
    return true;
  };
}
