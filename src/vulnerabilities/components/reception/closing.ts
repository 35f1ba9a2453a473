import { sql } from 'drizzle-orm';
import type { Db } from '../../../kernel/database/index.ts';
import { errors } from '../../../kernel/errors.ts';
import type { Content } from '../content.ts';
import type { ScannedAsset } from '../store.ts';

/** Of so many open places and more, not more than this share may close at once unless somebody says that it is so. */
const FEW = 20;
const MOST_CLOSED = 0.9;

/**
 * Refuses what was sent about an asset where it says, as a complete scan, that nearly all that was found there is gone: an SBOM of
 * the wrong directory, or one that a stolen token sends, closes nothing silently. Nothing at all closes nothing; of more than 20
 * places at most nine tenths close.
 * @throws {GlacisError} `would_close`.
 */
export async function refuseToClose(db: Db, asset: ScannedAsset, { complete, components }: Pick<Content, 'complete' | 'components'>): Promise<void> {
  if (!complete) return;
  const keys = components.flatMap(({ key, setAside }) => (setAside === null ? [key] : []));
  const { rows } = await db.execute<{ open: number; closing: number }>(sql`
    SELECT count(*)::int AS open, count(*) FILTER (WHERE NOT c.key = ANY(${sql.param(keys)}::text[]))::int AS closing
    FROM places p JOIN assets a ON a.id = p.asset_id JOIN components c ON c.id = p.component_id
    WHERE a.kind = ${asset.kind} AND a.key = ${asset.key} AND p.state = 'open'`);
  const { open = 0, closing = 0 } = rows[0] ?? {};
  if (open > 0 && (components.length === 0 || (open > FEW && closing > open * MOST_CLOSED))) throw errors.wouldClose({ name: asset.name, open, closing, packages: components.length });
}
