import { and, eq, lt, sql } from 'drizzle-orm';
import type { Tx } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { applyRules } from '../owners/apply.ts';
import { placements } from '../tables.ts';
import { assetsChanged } from '../topics.ts';
import { imagesOf, type RunningImage } from './images.ts';
import { revive } from './seen.ts';
import { tell } from './tell.ts';

/** One container as a reporter tells of it. */
export type Placed = {
  image: RunningImage;
  /** The node's name as the reporter gives it, and the asset that it is, where it is one. */
  host: string;
  nodeId: string | null;
  runtime: string;
  namespace: string | null;
  workload: string;
  /** `0.0.0.0:443->8443/tcp`: published to others; `8443/tcp`: not. */
  ports: readonly string[];
  startedAt: Date | null;
};

/**
 * Everything that a reporter (`node:<id>`, `cluster:<id>`) knows to run, at once: what it no longer tells of is gone. A telling that is older than
 * its newest changes nothing. Gives the images concerned.
 */
export async function placed(kernel: Pick<Kernel, 'outbox'>, tx: Tx, { reporter, at, placements: told }: { reporter: string; at: Date; placements: readonly Placed[] }): Promise<{ images: string[] }> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`placed ${reporter}`}, 0))`);
  const before = await tx.select({ assetId: placements.assetId, nodeId: placements.nodeId, lastSeenAt: placements.lastSeenAt }).from(placements).where(eq(placements.reporter, reporter));
  if (before.some(({ lastSeenAt }) => lastSeenAt > at)) return { images: [] };

  const imageOf = await imagesOf(kernel, tx, told.map(({ image }) => image), at);
  const rows = told.map(({ image, startedAt, ...placement }) => ({
    ...placement, reporter, namespace: placement.namespace ?? '', ports: [...placement.ports], assetId: imageOf(image), since: startedAt === null || startedAt > at ? at : startedAt, lastSeenAt: at,
  }));
  const once = [...new Map(rows.map((row) => [JSON.stringify([row.host, row.runtime, row.namespace, row.workload, row.assetId]), row])).values()];
  for (let from = 0; from < once.length; from += 1_000) {
    await tx.insert(placements).values(once.slice(from, from + 1_000)).onConflictDoUpdate({
      target: [placements.reporter, placements.host, placements.runtime, placements.namespace, placements.workload, placements.assetId],
      set: { ports: sql`excluded.ports`, nodeId: sql`excluded.node_id`, lastSeenAt: at },
    });
  }
  await tx.delete(placements).where(and(eq(placements.reporter, reporter), lt(placements.lastSeenAt, at)));

  const images = [...new Set([...before, ...once].map(({ assetId }) => assetId))];
  const nodes = [...before, ...once].flatMap(({ nodeId }) => (nodeId === null ? [] : [nodeId]));
  await revive(kernel, tx, once.map(({ assetId }) => assetId), at);
  await countRunning(kernel, tx, { images, nodes, at });
  await applyRules(kernel, tx, images);
  return { images };
}

/** Counts anew what runs where, and whether strangers reach it. Rows are locked in order: many reporters may share an image. */
export async function countRunning(kernel: Pick<Kernel, 'outbox'>, tx: Tx, { images, nodes, at }: { images: readonly string[]; nodes: readonly string[]; at: Date }): Promise<void> {
  const ids = [...new Set([...images, ...nodes])];
  if (ids.length === 0) return;
  const some = (values: readonly string[]) => sql`${sql.param([...values])}::text[]`;
  await tx.execute(sql`SELECT FROM assets WHERE id = ANY(${some(ids)}) ORDER BY id FOR NO KEY UPDATE`);
  await tx.execute(sql`UPDATE assets SET last_seen_at = ${at.toISOString()}::timestamptz WHERE last_seen_at < ${at.toISOString()}::timestamptz AND id IN (SELECT asset_id FROM placements WHERE asset_id = ANY(${some(images)}))`);
  const changed = await tx.execute<{ id: string }>(sql`
    UPDATE assets SET running = n.running, exposed = n.exposed FROM (
      SELECT a.id, count(DISTINCT coalesce(p.node_id, p.host))::int AS running,
        coalesce(bool_or(EXISTS (SELECT FROM jsonb_array_elements_text(p.ports) port WHERE port ~ '->' AND port !~ '^(127\\.|\\[?::1\\]?:|localhost:)')), false) AS exposed
      FROM assets a LEFT JOIN placements p ON p.asset_id = a.id WHERE a.id = ANY(${some(images)}) GROUP BY a.id
      UNION ALL
      SELECT a.id, count(DISTINCT p.asset_id)::int, a.exposed FROM assets a LEFT JOIN placements p ON p.node_id = a.id WHERE a.id = ANY(${some(nodes)}) GROUP BY a.id
    ) n WHERE assets.id = n.id AND (assets.running, assets.exposed) IS DISTINCT FROM (n.running, n.exposed) RETURNING assets.id`);
  await tell(kernel.outbox, tx, assetsChanged, changed.rows.map(({ id }) => id));
}
