import { sql, type SQL } from 'drizzle-orm';
import type { AssetKind, ScanState } from './contract.ts';
import { assets } from './tables.ts';

/** Hours after which an asset has to have been looked at again. */
export type Freshness = Record<AssetKind, number>;

export const USUAL_FRESHNESS: Freshness = { node: 2, image: 24, repository: 168 };

const HOUR_MS = 3_600_000;

/** How much is known of an asset. `stale` before `incomplete`: an old half view is first of all old. */
export function scanStateOf({ kind, scannedAt, scanComplete }: Pick<typeof assets.$inferSelect, 'kind' | 'scannedAt' | 'scanComplete'>, hours: Freshness, now: number): ScanState {
  if (scannedAt === null) return 'never';
  if (scannedAt.getTime() < now - hours[kind] * HOUR_MS) return 'stale';
  return scanComplete === true ? 'current' : 'incomplete';
}

/** The same as `scanStateOf`, asked of the database. */
export function scanStateSql(hours: Freshness, now: number): SQL<ScanState> {
  const since = (kind: AssetKind) => sql`${new Date(now - hours[kind] * HOUR_MS).toISOString()}::timestamptz`;
  return sql<ScanState>`CASE WHEN ${assets.scannedAt} IS NULL THEN 'never'
    WHEN ${assets.scannedAt} < CASE ${assets.kind} WHEN 'node' THEN ${since('node')} WHEN 'image' THEN ${since('image')} ELSE ${since('repository')} END THEN 'stale'
    WHEN ${assets.scanComplete} THEN 'current' ELSE 'incomplete' END`;
}
