import { eq, sql } from 'drizzle-orm';
import type { Tx } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { AssetDetail, AssetKind } from '../contract.ts';
import { applyRules } from '../owners/apply.ts';
import { assets, imageDigests } from '../tables.ts';
import { assetsRevived } from '../topics.ts';
import { assetId, repositoryOf } from './identity.ts';
import { tell } from './tell.ts';

/** What somebody tells of an asset; what is left out stays as it is known. */
export type Seen = {
  kind: AssetKind;
  key: string;
  name: string;
  /** The repository in the name of an image, the key of others, when left out. */
  lineage?: string | undefined;
  platform?: string | undefined;
  distribution?: AssetDetail['distribution'] | undefined;
  /** Other digests of an image: of its configuration (the image id), of an index that leads to it. */
  digests?: readonly string[] | undefined;
  at: Date;
};

export type Met = { id: string; isNew: boolean; name: string; lineage: string };

const LONGEST = 1_000;

/**
 * Makes an asset known, or known to be there still. An image keeps its name while that is a tag of it: several tags of one
 * digest are one asset, and it must not change its name at each poll.
 */
export async function seen({ outbox }: Pick<Kernel, 'outbox'>, tx: Tx, told: Seen): Promise<Met> {
  const { kind, key, at } = told;
  const id = assetId(kind, key);
  const name = told.name.slice(0, LONGEST);
  const lineage = told.lineage ?? (kind === 'image' ? repositoryOf(name) : key);
  const [before] = await tx.select({ retiredAt: assets.retiredAt, name: assets.name }).from(assets).where(eq(assets.id, id)).for('update');
  const keeps = sql`EXISTS (SELECT FROM image_tags WHERE image_tags.asset_id = ${assets.id} AND image_tags.reference = ${assets.name})`;
  const isNewer = sql`excluded.last_seen_at >= ${assets.lastSeenAt}`;
  // Scans tell of these. A node was always heard later than it was looked at, so that when it was last seen says nothing here.
  const isNewest = sql`excluded.last_seen_at >= coalesce(${assets.scannedAt}, '-infinity')`;
  const [row] = await tx
    .insert(assets)
    .values({ id, kind, key, name, lineage, platform: told.platform ?? null, distribution: told.distribution ?? null, firstSeenAt: at, lastSeenAt: at })
    .onConflictDoUpdate({
      target: assets.id,
      set: {
        name: sql`CASE WHEN ${isNewer} AND NOT ${keeps} THEN excluded.name ELSE ${assets.name} END`,
        lineage: sql`CASE WHEN ${isNewer} AND NOT ${keeps} THEN excluded.lineage ELSE ${assets.lineage} END`,
        platform: sql`CASE WHEN ${isNewest} THEN coalesce(excluded.platform, ${assets.platform}) ELSE ${assets.platform} END`,
        distribution: sql`CASE WHEN ${isNewest} THEN coalesce(excluded.distribution, ${assets.distribution}) ELSE ${assets.distribution} END`,
        firstSeenAt: sql`least(excluded.first_seen_at, ${assets.firstSeenAt})`,
        lastSeenAt: sql`greatest(excluded.last_seen_at, ${assets.lastSeenAt})`,
        retiredAt: sql`CASE WHEN ${assets.isRetiredByHand} THEN ${assets.retiredAt} END`,
      },
    })
    .returning({ isNew: sql<boolean>`xmax = 0`, name: assets.name, lineage: assets.lineage, retiredAt: assets.retiredAt });
  if (!row) throw errors.internal();
  const others = [...new Set(told.digests)].filter((digest) => digest !== key);
  if (others.length > 0) await tx.insert(imageDigests).values(others.map((digest) => ({ digest, assetId: id }))).onConflictDoNothing();
  if (before?.retiredAt && row.retiredAt === null) await tell(outbox, tx, assetsRevived, [id]);
  if (row.isNew || before?.name !== row.name) await applyRules({ outbox }, tx, [id]);
  return { id, isNew: row.isNew, name: row.name, lineage: row.lineage };
}

/** Brings assets back that run or were scanned, whoever retired them. */
export async function revive({ outbox }: Pick<Kernel, 'outbox'>, tx: Tx, ids: readonly string[], since: Date): Promise<void> {
  if (ids.length === 0) return;
  const back = await tx
    .update(assets)
    .set({ retiredAt: null, isRetiredByHand: false })
    .where(sql`${assets.id} = ANY(${sql.param([...ids])}::text[]) AND ${assets.retiredAt} < ${since.toISOString()}::timestamptz`)
    .returning({ id: assets.id });
  await tell(outbox, tx, assetsRevived, back.map(({ id }) => id));
}
