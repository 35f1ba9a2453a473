/** Where time comes from. Injected everywhere, so that tests are exact. */
export type Clock = {
  /** Milliseconds since the epoch, UTC. */
  now(): number;
  /** Waits; ends early, without an error, when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal?.addEventListener('abort', end, { once: true });
    }),
};

/** A clock that stands still until it is told to move. `sleep` resolves when the time is reached. */
export function manualClock(start: number): Clock & { advance(ms: number): void; set(at: number): void } {
  let now = start;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  const wake = () => {
    for (const sleeper of sleepers) {
      if (sleeper.at > now) continue;
      sleepers.delete(sleeper);
      sleeper.wake();
    }
  };
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          resolve();
        });
      }),
    advance(ms) {
      now += ms;
      wake();
    },
    set(at) {
      now = at;
      wake();
    },
  };
}
