import type { Clock } from '../kernel/clock.ts';
import { reasonOf } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';

/** A started engine: its process, the promise of its end, and how to end it. */
export type Launched = {
  pid: number;
  /** Resolves, with what is known of the reason, when the process is gone; never rejects. */
  ended: Promise<string>;
  /** Ends it in order; resolves when the process is gone. */
  stop(): Promise<void>;
};

type EngineState =
  | { is: 'running'; pid: number }
  | { is: 'restarting'; reason: string }
  | { is: 'stopped' };

export type EngineStatus = {
  engine: 'postgresql' | 'chdb';
  state: EngineState;
  /** How often it was started again since the server started. */
  restarts: number;
  /** Why it ended last. */
  lastError: string | undefined;
};

/** Waits between attempts: doubled from the first to the last, and from the beginning after a good run. */
const BACK_OFF = { firstMs: 200, lastMs: 10_000, goodRunMs: 30_000 };

/**
 * Keeps an engine running: starts it, and starts it again with growing pauses whenever it ends by itself.
 * @throws what the first start throws; later failures are logged, shown in `status()` and tried again.
 */
export async function supervise(
  engine: EngineStatus['engine'],
  launch: () => Promise<Launched>,
  { clock, log }: { clock: Clock; log: Log },
): Promise<{ status(): EngineStatus; stop(): Promise<void> }> {
  const stopping = new AbortController();
  let restarts = 0;
  let lastError: string | undefined;
  let pause: number = BACK_OFF.firstMs;
  let current: Launched = await launch();
  let state: EngineState = { is: 'running', pid: current.pid };

  /** Starts it again until that works; false when the supervisor is stopped meanwhile. */
  const again = async (reason: string): Promise<boolean> => {
    for (let cause = reason; ; ) {
      lastError = cause;
      state = { is: 'restarting', reason: cause };
      log.warn({ engine, reason: cause, pauseMs: pause }, 'an engine ended; it will be started again');
      await clock.sleep(pause, stopping.signal);
      if (stopping.signal.aborted) return false;
      pause = Math.min(pause * 2, BACK_OFF.lastMs);
      restarts += 1;
      try {
        current = await launch();
        state = { is: 'running', pid: current.pid };
        log.info({ engine, pid: current.pid, restarts }, 'the engine runs again');
        return true;
      } catch (error) {
        cause = reasonOf(error);
      }
    }
  };

  const watch = async (): Promise<void> => {
    for (;;) {
      const since = clock.now();
      const reason = await current.ended;
      if (clock.now() - since >= BACK_OFF.goodRunMs) pause = BACK_OFF.firstMs;
      if (stopping.signal.aborted || !(await again(reason))) return;
      if (stopping.signal.aborted) return current.stop();
    }
  };
  const watching = watch();

  return {
    status: () => ({ engine, state, restarts, lastError }),
    async stop() {
      stopping.abort();
      await current.stop();
      await watching;
      state = { is: 'stopped' };
    },
  };
}
