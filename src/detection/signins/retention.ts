import { lt, sql } from 'drizzle-orm';
import type { Db } from '../../kernel/database/index.ts';
import { signIns } from '../tables.ts';

const DAY = 86_400_000;
/** Days that a sign-in is kept after it was received, and how many at most, expected or not. */
const KEPT = { days: 90, rows: 1_000_000 } as const;

/** Removes sign-ins whose time is over, and beyond the bound the oldest: those that were expected apart from the others. */
export async function sweepSignIns(db: Db, now: number): Promise<void> {
  await db.delete(signIns).where(lt(signIns.receivedAt, new Date(now - KEPT.days * DAY)));
  for (const expected of [true, false]) {
    await db.execute(sql`
      DELETE FROM ${signIns} WHERE expected = ${expected} AND received_at < (
        SELECT received_at FROM ${signIns} WHERE expected = ${expected} ORDER BY received_at DESC OFFSET ${KEPT.rows} LIMIT 1)`);
  }
}
