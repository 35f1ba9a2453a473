import { and, asc, eq, sql } from 'drizzle-orm';
import { inTransaction } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { EncodedBatch } from './encode.ts';
import { addDuplicates, addStored } from './ledger-sums.ts';
import { CHANNEL } from './journal.ts';
import { takeReceipts } from './receipts.ts';
import type { Position } from './spool.ts';
import { claims, journal, JOURNAL_LOCK, spools } from './tables.ts';
import type { Batch, Keyed, Window } from './window.ts';

/** A claimed batch and how many rows it will have. */
export type Claim = Batch & { lines: number };

export type Claims = ReturnType<typeof claimsOf>;

/** What a server has taken from its spool and not yet committed, kept in the database so that a restart goes on with it. */
export function claimsOf({ db, clock, serverId }: Pick<Kernel, 'db' | 'clock' | 'serverId'>) {
  return {
    /** Where the server's spool is claimed up to, and the claims that were not committed. */
    async load(): Promise<{ cursor: Position; open: Claim[] }> {
      const now = new Date(clock.now());
      const [spool] = await db
        .insert(spools)
        .values({ server: serverId, seenAt: now })
        .onConflictDoUpdate({ target: spools.server, set: { seenAt: now, stopped: false } })
        .returning();
      const rows = await db.select().from(claims).where(eq(claims.server, serverId)).orderBy(asc(claims.batch));
      return { cursor: { segment: spool?.segment ?? 0, offset: spool?.offset ?? 0 }, open: rows.map(claimOf) };
    },

    /**
     * Takes a window: numbers its batches, takes the receipts of its parcels, leaves out those that were stored before and
     * counts them as duplicates, and moves the cursor behind it.
     * @throws when the cursor is not where the window begins: then another process has this server's name.
     */
    claim(window: Window): Promise<{ batches: Claim[]; duplicates: Keyed[] }> {
      const { from, to } = window.range;
      return inTransaction(db, async (tx) => {
        const moved = await tx
          .update(spools)
          .set({ segment: to.segment, offset: to.offset })
          .where(and(eq(spools.server, serverId), eq(spools.segment, from.segment), eq(spools.offset, from.offset)));
        if (moved.rowCount !== 1) throw new Error('the spool was claimed by another process of the same name');

        const duplicates = await takeReceipts(tx, window.shares.flatMap((share) => share.keyed));
        await addDuplicates(tx, duplicates);
        const left = new Set(duplicates);
        const rows = window.shares.flatMap(({ partition, lines, keyed }) => {
          const skipped = keyed.filter((parcel) => left.has(parcel));
          const rest = lines - skipped.reduce((sum, parcel) => sum + parcel.lines, 0);
          if (rest === 0) return [];
          return {
            batch: sql<number>`nextval('ingest_batches')`, server: serverId,
            fromSegment: from.segment, fromOffset: from.offset, toSegment: to.segment, toOffset: to.offset,
            ...partition, skip: skipped.map((parcel) => parcel.at), lines: rest, claimedAt: new Date(clock.now()),
          };
        });
        const inserted = rows.length === 0 ? [] : await tx.insert(claims).values(rows).returning();
        return { batches: inserted.map(claimOf), duplicates };
      });
    },

    /**
     * Enters a batch that is in the event store into the journal and the ledger, once: a claim that is gone was
     * committed before. A batch of which nothing could be read leaves no trace there.
     */
    commit(batch: number, { encoded, sums, time }: EncodedBatch): Promise<void> {
      return inTransaction(db, async (tx) => {
        await tx.execute(sql`SELECT ${JOURNAL_LOCK}`);
        const [claim] = await tx.delete(claims).where(and(eq(claims.batch, batch), eq(claims.server, serverId))).returning();
        if (!claim || !encoded) return;
        const now = new Date(clock.now());
        await tx.insert(journal).values({
          seq: sql`(SELECT coalesce(max(seq), 0) + 1 FROM journal)`,
          batch, server: serverId, retention: claim.retention, lines: encoded.rows, sources: [...new Set(sums.map((sum) => sum.source))].sort(),
          timeFrom: new Date(time.from), timeTo: new Date(time.to), digest: encoded.digest, committedAt: now,
        });
        await addStored(tx, sums);
        await tx.execute(sql`SELECT pg_notify(${CHANNEL}, '')`);
      });
    },

    /** Tells the other servers, and doctor, what waits here. */
    async report({ waiting, since, stopped = false }: { waiting: number; since: number | undefined; stopped?: boolean }): Promise<void> {
      await db
        .update(spools)
        .set({ waiting, waitingSince: since === undefined ? null : new Date(since), seenAt: new Date(clock.now()), stopped })
        .where(eq(spools.server, serverId));
    },
  };
}

const claimOf = (row: typeof claims.$inferSelect): Claim => ({
  batch: row.batch,
  range: { from: { segment: row.fromSegment, offset: row.fromOffset }, to: { segment: row.toSegment, offset: row.toOffset } },
  partition: { retention: row.retention, day: row.day },
  skip: row.skip,
  lines: row.lines,
});
