import { sql } from 'drizzle-orm';
import type { Queryable, Tx } from '../../../kernel/database/index.ts';

const HOUR_MS = 3_600_000;
/** At one poll; the rest at the next. */
const MOST = 500;
/** A scan that nobody made for so long is given up, and ordered again. */
const LOST_MS = 24 * HOUR_MS;

/**
 * Images of some repositories that are to be scanned: never scanned, or not for most of the time that policy gives; not waiting for
 * a scan, and not just failed (each failure doubles the pause, from ten minutes to a day).
 */
export async function wantedImages(tx: Tx, { lineages, now, freshHours }: { lineages: readonly string[]; now: number; freshHours: number }): Promise<string[]> {
  const at = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;
  // Two who ask at once do not order twice.
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('image scans', 0))`);
  await tx.execute(sql`UPDATE scans SET state = 'failed', reason = 'Nobody came to make it within a day.' WHERE state = 'waiting' AND origin IN ('registry', 'harbor') AND received_at < ${at(now - LOST_MS)}`);
  const { rows } = await tx.execute<{ id: string }>(sql`
    SELECT a.id FROM assets a, LATERAL (
      SELECT count(*) FILTER (WHERE s.state = 'waiting') AS waiting, count(*) FILTER (WHERE s.state = 'failed') AS failed, max(s.received_at) FILTER (WHERE s.state = 'failed') AS last
      FROM scans s WHERE s.asset_id = a.id AND s.state <> 'stored' AND (a.scanned_at IS NULL OR s.received_at > a.scanned_at)
    ) s
    WHERE a.kind = 'image' AND a.retired_at IS NULL AND a.lineage = ANY(${sql.param([...lineages])}::text[]) AND a.key ~ '^sha(256|512):'
      AND (a.scanned_at IS NULL OR a.scanned_at < ${at(now - 0.8 * freshHours * HOUR_MS)})
      AND s.waiting = 0 AND (s.failed = 0 OR s.last < ${at(now)} - least(interval '1 day', interval '10 minutes' * power(2, least(s.failed - 1, 10))))
    ORDER BY a.scanned_at NULLS FIRST, a.running DESC, a.last_seen_at DESC, a.id LIMIT ${MOST}`);
  return rows.map(({ id }) => id);
}

/** The platforms (`linux/arm64`) of the nodes that an image runs on, the most frequent first. */
export async function runningPlatforms(db: Queryable, assetId: string): Promise<string[]> {
  const { rows } = await db.execute<{ platform: string }>(sql`
    SELECT n.platform FROM placements p JOIN assets n ON n.id = p.node_id
    WHERE p.asset_id = ${assetId} AND n.platform ~ '^linux/[a-z0-9_]+$' GROUP BY n.platform ORDER BY count(*) DESC, n.platform LIMIT 5`);
  return rows.map(({ platform }) => platform);
}
