import { reasonOf } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';

/** What must be closed, in the reverse order of opening, whatever fails on the way. */
export type Closers = {
  add(name: string, close: () => Promise<void>): void;
  closeAll(): Promise<void>;
};

export function closersFor(log: Log): Closers {
  const open: { name: string; close: () => Promise<void> }[] = [];
  return {
    add: (name, close) => void open.push({ name, close }),
    async closeAll() {
      for (let next = open.pop(); next; next = open.pop()) {
        const { name, close } = next;
        await close().catch((error: unknown) => log.error({ reason: reasonOf(error), err: error }, `could not close: ${name}`));
      }
    },
  };
}
