import { eq, sql } from 'drizzle-orm';
import type { Db } from '../../kernel/database/index.ts';
import { claims, spools } from './tables.ts';

/** A server's spool, for doctor: lines of a server that does not come back wait in it. */
export type SpoolStatus = {
  server: string;
  /** Lines, and receipt of the oldest in ms since the epoch. */
  waiting: number;
  waitingSince: number | null;
  /** Claimed batches that are not committed. */
  claimed: number;
  seenAt: number;
  /** It ended in order, with nothing waiting. */
  stopped: boolean;
};

export async function spoolsOf(db: Db): Promise<SpoolStatus[]> {
  const rows = await db
    .select({ spool: spools, claimed: sql<string>`count(${claims.batch})` })
    .from(spools)
    .leftJoin(claims, eq(claims.server, spools.server))
    .groupBy(spools.server)
    .orderBy(spools.server);
  return rows.map(({ spool, claimed }) => ({
    server: spool.server,
    waiting: spool.waiting,
    waitingSince: spool.waitingSince?.getTime() ?? null,
    claimed: Number(claimed),
    seenAt: spool.seenAt.getTime(),
    stopped: spool.stopped,
  }));
}
