import { and, eq, inArray, sql } from 'drizzle-orm';
import { inTransaction } from '../../kernel/database/index.ts';
import { reasonOf } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Claims } from './claims.ts';
import type { Rejections } from './rejections.ts';
import { ledgerWaiting } from './tables.ts';
import type { WaitingLines } from './waiting.ts';

const EVERY_MS = 1_000;

export type Reporter = ReturnType<typeof startReporter>;

/** Tells the database, once a second, what is only known here: refused lines, and what waits in this server's spool. */
export function startReporter(
  { db, clock, log, serverId }: Pick<Kernel, 'db' | 'clock' | 'log' | 'serverId'>,
  { claims, waiting, rejections }: { claims: Claims; waiting: WaitingLines; rejections: Rejections },
) {
  const stop = new AbortController();
  /** Lines by source as the database has them; unknown at first. */
  let told: Map<string, number> | undefined;

  const tellWaiting = async (): Promise<void> => {
    const before = told;
    const now = new Map([...waiting.entries()].map(([source, { lines }]) => [source, lines]));
    const gone = before && [...before.keys()].filter((source) => !now.has(source));
    const changed = [...waiting.entries()].filter(([source, { lines }]) => before?.get(source) !== lines);
    if (before && gone?.length === 0 && changed.length === 0) return;
    await inTransaction(db, async (tx) => {
      const ours = eq(ledgerWaiting.server, serverId);
      await tx.delete(ledgerWaiting).where(gone ? and(ours, inArray(ledgerWaiting.source, gone)) : ours);
      if (changed.length === 0) return;
      await tx
        .insert(ledgerWaiting)
        .values(changed.map(([source, { lines, lastSeen }]) => ({ server: serverId, source, lines, lastSeen: new Date(lastSeen) })))
        .onConflictDoUpdate({ target: [ledgerWaiting.server, ledgerWaiting.source], set: { lines: sql`excluded.lines`, lastSeen: sql`excluded.last_seen` } });
    });
    told = now;
  };

  const tell = async (stopped = false): Promise<void> => {
    await rejections.flush();
    await tellWaiting();
    await claims.report({ waiting: waiting.total(), since: waiting.since(), stopped });
  };

  const running = (async () => {
    while (!stop.signal.aborted) {
      await clock.sleep(EVERY_MS, stop.signal);
      await tell().catch((error: unknown) => log.debug({ reason: reasonOf(error) }, 'the ledger is not told now'));
    }
  })();

  return {
    /** Tells the last; a server without waiting lines is no longer expected. */
    async stop(): Promise<void> {
      stop.abort();
      await running;
      await tell(waiting.total() === 0).catch((error: unknown) => log.warn({ reason: reasonOf(error) }, 'the ledger could not be told the last refusals'));
    },
  };
}
