import { errors } from '../../kernel/errors.ts';

/**
 * Lets each caller have a few searches at once; more of them wait for their turn, and far too many are refused. A page asks
 * for its list, histogram and facets together, and nobody keeps the others from searching.
 */
export function turns({ running, waiting }: { running: number; waiting: number }) {
  const callers = new Map<string, { free: number; queue: (() => void)[] }>();

  return {
    /** Runs `work` when it is the caller's turn. @throws {GlacisError} `too_many`; the signal's reason when aborted. */
    async take<T>(caller: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
      signal?.throwIfAborted();
      const turn = callers.get(caller) ?? { free: running, queue: [] };
      callers.set(caller, turn);
      if (turn.free > 0) turn.free -= 1;
      else if (turn.queue.length >= waiting) throw errors.tooMany({ what: 'You have too many searches under way.', retryAfter: 2 });
      else await inQueue(turn.queue, signal);
      try {
        return await work();
      } finally {
        const next = turn.queue.shift();
        if (next) next();
        else turn.free += 1;
        if (turn.free === running) callers.delete(caller);
      }
    },
  };
}

export type Turns = ReturnType<typeof turns>;

function inQueue(queue: (() => void)[], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = () => {
      signal?.removeEventListener('abort', leave);
      resolve();
    };
    const leave = () => {
      queue.splice(queue.indexOf(go), 1);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', leave, { once: true });
    queue.push(go);
  });
}
