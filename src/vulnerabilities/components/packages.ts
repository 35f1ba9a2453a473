import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { assets } from '../../inventory/tables.ts';
import type { Db } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import { decodeCursor, encodeCursor } from '../../kernel/http/index.ts';
import type { AssetPackage, AssetPackagesQuery, Severity } from '../contract.ts';

const BY_RANK: readonly Severity[] = ['unknown', 'negligible', 'low', 'medium', 'high', 'critical'];
/** Totals are exact up to here. */
const COUNT_TO = 10_000;
const Cursor = z.tuple([z.string().max(2_000), z.number()]);

type Row = Omit<AssetPackage, 'worst'> & { id: number; rank: number | null };

/** What is in an asset, by name, with how many open issues each package has there. @throws {GlacisError} `not_found`. */
export async function assetPackages(db: Db, assetId: string, { search, vulnerable, limit, cursor, count }: z.infer<typeof AssetPackagesQuery>) {
  const [asset] = await db.select({ id: assets.id }).from(assets).where(eq(assets.id, assetId));
  if (!asset) throw errors.notFound({ what: 'asset' });
  const from = cursor === undefined ? undefined : decodeCursor(cursor, Cursor);
  const like = search === undefined || search === '' ? undefined : `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  const found = sql`
    FROM asset_components ac JOIN components c ON c.id = ac.component_id
    LEFT JOIN (
      SELECT p.component_id, count(*)::int AS issues, max(i.severity_rank)::int AS rank FROM places p JOIN issues i ON i.id = p.issue_id
      WHERE p.asset_id = ${assetId} AND p.state = 'open' GROUP BY p.component_id
    ) n ON n.component_id = c.id
    WHERE ac.asset_id = ${assetId}
      ${like === undefined ? sql`` : sql`AND (c.name ILIKE ${like} OR c.purl ILIKE ${like})`}
      ${vulnerable === undefined ? sql`` : sql`AND (n.issues IS NOT NULL) = ${vulnerable}`}`;
  const { rows } = await db.execute<Row>(sql`
    SELECT c.id::float8 AS id, c.purl, c.type, c.name, c.version, ac.paths, ac.set_aside AS "setAside", coalesce(n.issues, 0) AS issues, n.rank ${found}
      ${from === undefined ? sql`` : sql`AND (c.name, c.id) > (${from[0]}, ${from[1]})`}
    ORDER BY c.name, c.id LIMIT ${limit + 1}`);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const total = count === true ? (await db.execute<{ n: number }>(sql`SELECT count(*)::int AS n FROM (SELECT 1 ${found} LIMIT ${COUNT_TO}) AS first`)).rows[0]?.n : undefined;
  return {
    items: items.map(({ id: _id, rank, ...one }): AssetPackage => ({ ...one, worst: rank === null ? null : (BY_RANK[rank] ?? 'unknown') })),
    next: rows.length > limit && last ? encodeCursor([last.name, last.id]) : null,
    ...(total === undefined ? {} : { total }),
  };
}
