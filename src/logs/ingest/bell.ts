import type { Clock } from '../../kernel/clock.ts';

/** Wakes one that waits for something to happen; a ring while nobody waits is heard by the next. */
export type Bell = {
  ring(): void;
  /** Until it rings, the time is over or the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
};

const RUNG = 'rung';

export function bell(clock: Clock): Bell {
  let rung = new AbortController();
  return {
    // A reason of its own: to make one, with its stack, costs more than all else that is done here.
    ring: () => rung.abort(RUNG),
    async wait(ms, signal) {
      await clock.sleep(ms, AbortSignal.any([signal, rung.signal]));
      rung = new AbortController();
    },
  };
}
