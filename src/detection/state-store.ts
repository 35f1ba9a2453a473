import { eq, sql } from 'drizzle-orm';
import type { Db, Tx } from '../kernel/database/index.ts';
import { detectionState } from './tables.ts';

/** What one detector remembers, by key. */
export function stateStore(db: Db, detector: string) {
  return {
    async read(): Promise<{ key: string; value: unknown }[]> {
      return db.select({ key: detectionState.key, value: detectionState.value }).from(detectionState).where(eq(detectionState.detector, detector));
    },
    /** Writes these values, and removes the keys whose value is null. */
    async write(tx: Tx, changes: readonly { key: string; value: unknown }[]): Promise<void> {
      const gone = changes.filter(({ value }) => value === null).map(({ key }) => key);
      const kept = changes.filter(({ value }) => value !== null);
      if (gone.length > 0) await tx.execute(sql`DELETE FROM ${detectionState} WHERE detector = ${detector} AND key = ANY (${sql.param(gone)}::text[])`);
      if (kept.length === 0) return;
      // Arrays, because thousands of rows as parameters of their own take longer than the rest of the work.
      await tx.execute(sql`
        INSERT INTO ${detectionState} (detector, key, value)
        SELECT ${detector}, given.key, given.value
        FROM unnest(${sql.param(kept.map(({ key }) => key))}::text[], ${sql.param(kept.map(({ value }) => JSON.stringify(value)))}::jsonb[]) AS given (key, value)
        ON CONFLICT (detector, key) DO UPDATE SET value = excluded.value`);
    },
  };
}
