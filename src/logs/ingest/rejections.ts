import { inTransaction } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { addRejections, type Rejection } from './ledger-sums.ts';

/** Sources and reasons that are told apart between two flushes; beyond that, reasons are counted together. */
const MOST = 10_000;

export type Rejections = ReturnType<typeof rejectionCounts>;

/** Counts refused lines in memory; they enter the ledger a second later at most. */
export function rejectionCounts({ db, clock }: Pick<Kernel, 'db' | 'clock'>) {
  let counts = new Map<string, Rejection>();

  const add = ({ source, reason, lines, lastSeen }: Rejection) => {
    const known = counts.size < MOST || counts.has(`${source} ${reason}`);
    const name = known ? reason : 'other';
    const before = counts.get(`${source} ${name}`);
    counts.set(`${source} ${name}`, { source, reason: name, lines: lines + (before?.lines ?? 0), lastSeen: Math.max(lastSeen, before?.lastSeen ?? 0) });
  };

  return {
    count(source: string, reason: string, lines: number): void {
      if (lines > 0) add({ source, reason, lines, lastSeen: clock.now() });
    },

    /** @throws when the database cannot be reached; then they are kept for the next time. */
    async flush(): Promise<void> {
      if (counts.size === 0) return;
      const taken = [...counts.values()];
      counts = new Map();
      try {
        await inTransaction(db, (tx) => addRejections(tx, taken));
      } catch (error) {
        taken.forEach(add);
        throw error;
      }
    },
  };
}
