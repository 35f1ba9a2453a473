import { sql } from 'drizzle-orm';
import type { Db } from '../../../kernel/database/index.ts';
import { errors } from '../../../kernel/errors.ts';
import type { Content } from '../content.ts';
import { nameOf } from '../stored.ts';
import type { ScannedAsset } from '../store.ts';

/** Where so many places and more are open, not more than this share may be of packages that are gone, unless somebody says that it is so. */
const FEW = 20;
const MOST_GONE = 0.9;

/**
 * Refuses what was sent about an asset where it says, as a complete scan, that nearly all that had findings there is gone: an SBOM
 * of the wrong directory, or an empty one. A package in another version is still there, whatever that closes. It guards against
 * mistakes; who holds a token and means ill can still send what is not so, a little at a time.
 * @throws {GlacisError} `would_close`.
 */
export async function refuseToClose(db: Db, asset: ScannedAsset, { complete, components }: Pick<Content, 'complete' | 'components'>): Promise<void> {
  if (!complete) return;
  const sent = components.flatMap(({ judged, setAside }) => (setAside === null ? [`${judged.package.type} ${nameOf(judged)}`] : []));
  const { rows } = await db.execute<{ open: number; closing: number }>(sql`
    SELECT count(*)::int AS open, count(*) FILTER (WHERE NOT c.type || ' ' || c.name = ANY(${sql.param(sent)}::text[]))::int AS closing
    FROM places p JOIN assets a ON a.id = p.asset_id JOIN components c ON c.id = p.component_id
    WHERE a.kind = ${asset.kind} AND a.key = ${asset.key} AND p.state = 'open'`);
  const { open = 0, closing = 0 } = rows[0] ?? {};
  if (open > 0 && (components.length === 0 || (open > FEW && closing > open * MOST_GONE))) throw errors.wouldClose({ name: asset.name, open, closing, packages: components.length });
}
