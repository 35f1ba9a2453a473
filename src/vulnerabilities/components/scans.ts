import { and, desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { AssetKind } from '../../inventory/contract.ts';
import { assets } from '../../inventory/tables.ts';
import type { Db } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import { decodeCursor, encodeCursor } from '../../kernel/http/index.ts';
import type { Scan, ScansQuery } from '../contract.ts';
import { scans } from '../tables.ts';

type About = { id: string; kind: AssetKind; name: string };

/** A stored scan as the API shows it. */
export const scanOf = ({ id, origin, state, at, receivedAt, complete, problems, reason, packages, opened, resolved }: typeof scans.$inferSelect, asset: About): Scan => ({
  id, asset, origin, state, at: at.toISOString(), receivedAt: receivedAt.toISOString(), complete, problems: [...problems], reason, packages, opened, resolved,
});

const About = { id: assets.id, kind: assets.kind, name: assets.name };
const Cursor = z.tuple([z.iso.datetime({ offset: true }), z.string().max(64)]);

/** Scans, the last that came in first. */
export async function scansPage(db: Db, { asset, state, limit, cursor }: z.infer<typeof ScansQuery>): Promise<{ items: Scan[]; next: string | null }> {
  const from = cursor === undefined ? undefined : decodeCursor(cursor, Cursor);
  const rows = await db
    .select({ scan: scans, about: About })
    .from(scans)
    .innerJoin(assets, eq(assets.id, scans.assetId))
    .where(and(
      asset === undefined ? undefined : eq(scans.assetId, asset),
      state === undefined ? undefined : eq(scans.state, state),
      from && sql`(${scans.receivedAt}, ${scans.id}) < (${from[0]}::timestamptz, ${from[1]})`,
    ))
    .orderBy(desc(scans.receivedAt), desc(scans.id))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(({ scan, about }) => scanOf(scan, about));
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? encodeCursor([last.receivedAt, last.id]) : null };
}

/** @throws {GlacisError} `not_found`. */
export async function oneScan(db: Db, id: string): Promise<Scan> {
  const [row] = await db.select({ scan: scans, about: About }).from(scans).innerJoin(assets, eq(assets.id, scans.assetId)).where(eq(scans.id, id));
  if (!row) throw errors.notFound({ what: 'scan' });
  return scanOf(row.scan, row.about);
}
