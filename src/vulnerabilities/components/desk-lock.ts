import { sql } from 'drizzle-orm';
import { inTransaction, type Db, type Tx } from '../../kernel/database/index.ts';

const MOST_TRIES = 5;
/** SQLSTATE of a transaction that PostgreSQL ended so that others could go on. */
const DEADLOCK = '40P01';

/**
 * A transaction that changes what is where. One at a time in the whole database, so that what two scans and a re-match find
 * adds up in the order in which they happen; beside them only decisions of people are written. Tried again where those two met.
 */
export async function atDesk<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await inTransaction(db, async (tx) => {
        await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('vulnerabilities.places', 0))`);
        return work(tx);
      });
    } catch (error) {
      const cause = error instanceof Error && error.cause ? error.cause : error;
      if (!(cause instanceof Error && 'code' in cause && cause.code === DEADLOCK) || tries === MOST_TRIES) throw error;
    }
  }
}

