import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Db, Tx } from '../kernel/database/index.ts';
import { detectionState } from './tables.ts';

/** Rows written at once. */
const CHUNK = 1_000;

/** What one detector remembers, by key. */
export function stateStore(db: Db, detector: string) {
  return {
    async read(): Promise<{ key: string; value: unknown }[]> {
      return db.select({ key: detectionState.key, value: detectionState.value }).from(detectionState).where(eq(detectionState.detector, detector));
    },
    /** Writes these values, and removes the keys whose value is null. */
    async write(tx: Tx, changes: readonly { key: string; value: unknown }[]): Promise<void> {
      const gone = changes.filter(({ value }) => value === null).map(({ key }) => key);
      const kept = changes.filter(({ value }) => value !== null).map(({ key, value }) => ({ detector, key, value }));
      for (let at = 0; at < gone.length; at += CHUNK) {
        await tx.delete(detectionState).where(and(eq(detectionState.detector, detector), inArray(detectionState.key, gone.slice(at, at + CHUNK))));
      }
      for (let at = 0; at < kept.length; at += CHUNK) {
        await tx
          .insert(detectionState)
          .values(kept.slice(at, at + CHUNK))
          .onConflictDoUpdate({ target: [detectionState.detector, detectionState.key], set: { value: sql`excluded.value` } });
      }
    },
  };
}
