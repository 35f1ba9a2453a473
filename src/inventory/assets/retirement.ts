import { sql } from 'drizzle-orm';
import { inTransaction } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { assetsRetired } from '../topics.ts';
import { tell } from './tell.ts';

/** An image that is nowhere for so long is gone. */
const GONE_AFTER_DAYS = 30;
/** One that nobody ever scanned has nothing to be kept for: it was known by another name, or ran for a moment. */
const UNSCANNED_DAYS = 1;

/** Retires images that no tag names and that run nowhere. Nodes are a person's to retire: one that vanished is a gap until somebody says so. */
export function imageRetirement({ db, clock, outbox }: Pick<Kernel, 'db' | 'clock' | 'outbox'>) {
  return async (): Promise<void> => {
    const now = new Date(clock.now()).toISOString();
    await inTransaction(db, async (tx) => {
      const { rows } = await tx.execute<{ id: string }>(sql`
        UPDATE assets SET retired_at = ${now}::timestamptz WHERE id IN (
          SELECT id FROM assets a WHERE kind = 'image' AND retired_at IS NULL
            AND last_seen_at < ${now}::timestamptz - CASE WHEN scanned_at IS NULL THEN ${UNSCANNED_DAYS}::int ELSE ${GONE_AFTER_DAYS}::int END * interval '1 day'
            AND NOT EXISTS (SELECT FROM image_tags t WHERE t.asset_id = a.id) AND NOT EXISTS (SELECT FROM placements p WHERE p.asset_id = a.id)
          ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)
        RETURNING id`);
      await tell(outbox, tx, assetsRetired, rows.map(({ id }) => id));
    });
  };
}
