import { asc, gt, sql } from 'drizzle-orm';
import { reasonOf } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { bell } from './bell.ts';
import { journal } from './tables.ts';

/** Notified at each commit. */
export const CHANNEL = 'glacis_journal';

/** A committed batch of events. Sequence numbers have no gaps and become visible in order. */
export type JournalEntry = {
  seq: number;
  batch: number;
  lines: number;
  /** Names of the sources whose lines are in it. */
  sources: string[];
  /** Of its events, ms since the epoch. */
  timeFrom: number;
  timeTo: number;
  committedAt: number;
};

/** Entries that are handed over at once. */
const PAGE = 500;
/** How often it is looked at even without a notification: one may be lost with its connection. */
const POLL_MS = 1_000;

export type Journal = ReturnType<typeof openJournal>;

/** The ordered list of committed batches, which everything that follows the events follows. */
export function openJournal({ db, database, clock, log }: Pick<Kernel, 'db' | 'database' | 'clock' | 'log'>) {
  const followers = new Set<() => void>();
  let listening: Promise<() => Promise<void>> | undefined;

  /** One connection listens for all followers; while there is none they poll. */
  const listen = () => {
    listening ??= database.listen(CHANNEL, () => followers.forEach((wake) => wake()));
    listening.catch((error: unknown) => {
      log.debug({ reason: reasonOf(error) }, 'the journal cannot be listened to; it is polled');
      listening = undefined;
    });
  };

  const after = async (seq: number): Promise<JournalEntry[]> => {
    const rows = await db.select().from(journal).where(gt(journal.seq, seq)).orderBy(asc(journal.seq)).limit(PAGE);
    return rows.map((row) => ({
      seq: row.seq, batch: row.batch, lines: row.lines, sources: row.sources,
      timeFrom: row.timeFrom.getTime(), timeTo: row.timeTo.getTime(), committedAt: row.committedAt.getTime(),
    }));
  };

  return {
    /** The newest sequence number; 0 when nothing was ever committed. */
    async position(): Promise<number> {
      const [row] = await db.select({ seq: sql<string>`coalesce(max(${journal.seq}), 0)` }).from(journal);
      return Number(row?.seq ?? 0);
    },

    /**
     * Every entry after `from`, some at a time, and then the new ones as they are committed, until the signal aborts. A
     * database that cannot be reached is waited for.
     */
    async *follow(from: number, signal: AbortSignal): AsyncGenerator<JournalEntry[], void, undefined> {
      let seq = from;
      const news = bell(clock);
      followers.add(news.ring);
      try {
        while (!signal.aborted) {
          listen();
          const entries = await after(seq).catch((error: unknown) => {
            log.debug({ reason: reasonOf(error) }, 'the journal cannot be read; it is tried again');
            return [];
          });
          const last = entries.at(-1);
          if (last) {
            seq = last.seq;
            yield entries;
          } else {
            await news.wait(POLL_MS, signal);
          }
        }
      } finally {
        followers.delete(news.ring);
      }
    },

    async close(): Promise<void> {
      await (await listening?.catch(() => undefined))?.();
      listening = undefined;
    },
  };
}
