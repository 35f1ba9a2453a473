import { asc, desc, eq } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Queryable } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import type { AssetDetail, Placement } from '../contract.ts';
import type { Freshness } from '../freshness.ts';
import { agents, assets, imageTags, placements, services } from '../tables.ts';
import { shown } from './shown.ts';

/** Of tags and placements; what is more says nothing more to a reader. */
const MOST = 1_000;

/** One asset with all that the inventory knows. @throws {GlacisError} `not_found`. */
export async function assetDetail(at: Queryable, id: string, { hours, now }: { hours: Freshness; now: number }): Promise<AssetDetail> {
  const [row] = await at.select().from(assets).where(eq(assets.id, id));
  if (!row) throw errors.notFound({ what: 'asset' });
  const tags = await at.select().from(imageTags).where(eq(imageTags.assetId, id)).orderBy(desc(imageTags.movedAt), asc(imageTags.reference)).limit(MOST);
  const listening = row.kind === 'node' ? await at.select().from(services).where(eq(services.nodeId, id)).orderBy(asc(services.port), asc(services.protocol), asc(services.address)) : [];
  const [agent] = row.kind === 'node' ? await at.select().from(agents).where(eq(agents.nodeId, id)) : [];
  return {
    ...shown(row, { hours, now, silent: (agent?.silentSince ?? null) !== null }),
    tags: tags.map(({ reference, movedAt, before }) => ({ reference, movedAt: movedAt.toISOString(), before })),
    placements: await placementsOf(at, row.kind === 'node' ? eq(placements.nodeId, id) : eq(placements.assetId, id)),
    services: listening.map(({ nodeId: _node, ...service }) => service),
    outdated: row.outdated,
    reboot: row.reboot,
    agent: agent ? { id: agent.id, version: agent.version, lastReportAt: agent.lastReportAt?.toISOString() ?? null } : null,
    ownerRule: row.ownerRule,
    note: row.note,
  };
}

async function placementsOf(at: Queryable, which: ReturnType<typeof eq>): Promise<Placement[]> {
  const node = alias(assets, 'node');
  const rows = await at
    .select({ placement: placements, image: { id: assets.id, name: assets.name, digest: assets.key }, node: { id: node.id, name: node.name } })
    .from(placements)
    .innerJoin(assets, eq(placements.assetId, assets.id))
    .leftJoin(node, eq(placements.nodeId, node.id))
    .where(which)
    .orderBy(asc(placements.host), asc(placements.namespace), asc(placements.workload), asc(placements.reporter))
    .limit(MOST);
  return rows.map(({ placement: { host, runtime, namespace, workload, ports, since, lastSeenAt }, image, node: on }) => ({
    image, node: on, host, runtime, namespace: namespace === '' ? null : namespace, workload, ports, since: since.toISOString(), lastSeenAt: lastSeenAt.toISOString(),
  }));
}
