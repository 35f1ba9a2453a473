import type { Asset } from '../contract.ts';
import { scanStateOf, type Freshness } from '../freshness.ts';
import type { assets } from '../tables.ts';

export type AssetRow = typeof assets.$inferSelect;

/** An asset as its list shows it. */
export function shown(row: AssetRow, { hours, now, silent }: { hours: Freshness; now: number; silent: boolean }): Asset {
  const { id, kind, name, key, lineage, owner, environment, internetFacing, exposed, running, platform, distribution, issues } = row;
  return {
    id, kind, name, key, lineage, owner, environment, internetFacing, exposed, running, platform, distribution, issues, silent,
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    retiredAt: row.retiredAt?.toISOString() ?? null,
    scan: { state: scanStateOf(row, hours, now), at: row.scannedAt?.toISOString() ?? null },
  };
}
