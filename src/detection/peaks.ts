import { inArray, lt, sql } from 'drizzle-orm';
import type { Db, Tx } from '../kernel/database/index.ts';
import type { Peak } from './spikes/account.ts';
import { failurePeaks } from './tables.ts';

const CHUNK = 1_000;
const HOUR = 3_600_000;
/** Eight weeks of baseline and some. */
const KEPT_MS = 58 * 24 * HOUR;
/** Rows touched within an hour from which on no more are added: names are made up by attackers, and each may cost a row. */
const ROWS_AN_HOUR = 2_000;

/** The hourly peaks of failed sign-ins, kept longer than logs and bounded. */
export function peakStore(db: Db) {
  return {
    /** Peaks of these accounts, by account and start of the hour in ms. */
    async of(accounts: readonly string[]): Promise<Map<string, Map<number, number>>> {
      const found = new Map<string, Map<number, number>>();
      for (let at = 0; at < accounts.length; at += CHUNK) {
        const rows = await db.select().from(failurePeaks).where(inArray(failurePeaks.account, accounts.slice(at, at + CHUNK)));
        for (const { account, hour, peak } of rows) {
          const hours = found.get(account) ?? new Map<number, number>();
          found.set(account, hours.set(hour.getTime(), peak));
        }
      }
      return found;
    },

    /**
     * Keeps the higher of the peak that is known and the new one. Where the hour of `received` has had its share of rows, new ones are
     * left out, the lowest first: a peak that is missing counts as quiet, which makes the watch more wary, never blind.
     */
    async keep(tx: Tx, peaks: readonly Peak[], received: number): Promise<void> {
      if (peaks.length === 0) return;
      const seenAt = new Date(received);
      const given = sql`unnest(
        ${sql.param(peaks.map(({ account }) => account))}::text[],
        ${sql.param(peaks.map(({ hour }) => new Date(hour).toISOString()))}::timestamptz[],
        ${sql.param(peaks.map(({ peak }) => peak))}::bigint[]) AS given (account, hour, peak)`;
      await tx.execute(sql`
        UPDATE ${failurePeaks} AS kept SET peak = given.peak, seen_at = ${seenAt} FROM ${given}
        WHERE kept.account = given.account AND kept.hour = given.hour AND kept.peak < given.peak`);
      const since = new Date(Math.floor(received / HOUR) * HOUR);
      await tx.execute(sql`
        INSERT INTO ${failurePeaks} (account, hour, peak, seen_at)
        SELECT given.account, given.hour, given.peak, ${seenAt} FROM ${given}
        WHERE NOT EXISTS (SELECT FROM ${failurePeaks} AS kept WHERE kept.account = given.account AND kept.hour = given.hour)
        ORDER BY given.peak DESC
        LIMIT greatest(0, ${ROWS_AN_HOUR} - (SELECT count(*) FROM ${failurePeaks} WHERE seen_at >= ${since}))`);
    },

    /** Removes what no baseline looks at any longer. */
    async sweep(now: number): Promise<void> {
      await db.delete(failurePeaks).where(lt(failurePeaks.seenAt, new Date(now - KEPT_MS)));
    },
  };
}
