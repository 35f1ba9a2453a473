import { EngineError } from './statement.ts';

/**
 * Lets `width` pieces of work run at once and keeps up to `queue` more waiting, in order. What is beyond is refused with
 * the engine's own TOO_MANY_SIMULTANEOUS_QUERIES; what is cancelled while it waits leaves the queue.
 */
export function slots(width: number, queue: number) {
  let free = width;
  const waiting: { go: () => void }[] = [];
  const release = () => {
    const next = waiting.shift();
    if (next) next.go();
    else free += 1;
  };
  return {
    /** Waits for a slot. The answer gives it back; call it once. */
    take(signal?: AbortSignal): Promise<() => void> {
      if (signal?.aborted) return Promise.reject(cancelled());
      if (free > 0) {
        free -= 1;
        return Promise.resolve(release);
      }
      if (waiting.length >= queue) {
        return Promise.reject(new EngineError(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', `Too many simultaneous queries, ${waiting.length} are waiting`));
      }
      return new Promise((resolve, reject) => {
        const entry = {
          go: () => {
            signal?.removeEventListener('abort', leave);
            resolve(release);
          },
        };
        const leave = () => {
          waiting.splice(waiting.indexOf(entry), 1);
          reject(cancelled());
        };
        signal?.addEventListener('abort', leave, { once: true });
        waiting.push(entry);
      });
    },
  };
}

export type Slots = ReturnType<typeof slots>;

const cancelled = () => new EngineError(394, 'QUERY_WAS_CANCELLED', 'Query was cancelled');
