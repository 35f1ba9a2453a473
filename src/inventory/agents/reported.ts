import { eq, sql } from 'drizzle-orm';
import type { Tx } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { placed, type Placed } from '../assets/placed.ts';
import { revive } from '../assets/seen.ts';
import { tell } from '../assets/tell.ts';
import type { AssetDetail, Container, Service } from '../contract.ts';
import { agents, assets, services } from '../tables.ts';
import { assetsChanged, nodeSpeaks } from '../topics.ts';

/** What a scan of a running host tells of its surface (scanning's SurfaceReport, of which this domain knows nothing). */
export type Surface = {
  listening: readonly { protocol: Service['protocol']; address: string; port: number; exposed: boolean; process?: { name: string } | undefined; package?: string | undefined }[];
  outdated: readonly { name: string; unit?: string | undefined; packages: readonly string[] }[];
  reboot: { needed: boolean; reasons: readonly string[] };
};

export type NodeReport = {
  surface?: Surface | undefined;
  /** Left out or null where no runtime could be asked: what is known stays. */
  containers?: readonly Container[] | null | undefined;
  at: Date;
  /** Of the agent. */
  version: string;
};

/** A host has tens; more are not kept. */
const MOST_SERVICES = 5_000;

/**
 * Notes what an agent tells of its node, and that it speaks. When it spoke is by this server's clock: one that runs ahead must not hide a silence.
 * @throws {GlacisError} `not_found` where the node has no agent (any more).
 */
export async function nodeReported(kernel: Pick<Kernel, 'outbox' | 'clock'>, tx: Tx, nodeId: string, { surface, containers, at, version }: NodeReport): Promise<void> {
  const now = new Date(kernel.clock.now());
  const [agent] = await tx.select().from(agents).where(eq(agents.nodeId, nodeId)).for('update');
  const [node] = await tx.select().from(assets).where(eq(assets.id, nodeId)).for('no key update');
  if (!agent || !node) throw errors.notFound({ what: 'node' });
  await tx.update(agents).set({ lastReportAt: now, silentSince: null, version: version.slice(0, 50) }).where(eq(agents.id, agent.id));
  if (agent.silentSince !== null) await kernel.outbox.publish(tx, nodeSpeaks, { node: nodeId, name: node.name, at: now.toISOString(), because: 'reported' });
  await revive(kernel, tx, [nodeId], now);
  await tx.update(assets).set({ lastSeenAt: now }).where(eq(assets.id, nodeId));
  if (surface) await noteSurface(kernel, tx, node, surface);
  if (!containers) return;
  const told = containers.map(({ image, digest, runtime, namespace, name, ports, startedAt }): Placed => ({
    image: { reference: image, digest }, host: node.name, nodeId, runtime, namespace, workload: name, ports, startedAt: startedAt === null ? null : new Date(startedAt),
  }));
  await placed(kernel, tx, { reporter: `node:${nodeId}`, at: at < now ? at : now, placements: told });
}

async function noteSurface({ outbox }: Pick<Kernel, 'outbox'>, tx: Tx, node: typeof assets.$inferSelect, { listening, outdated, reboot }: Surface): Promise<void> {
  const told = listening.slice(0, MOST_SERVICES).map(({ protocol, address, port, exposed, process, package: of }): typeof services.$inferSelect => ({
    nodeId: node.id, protocol, address, port, exposed, process: process?.name ?? null, package: of ?? null,
  }));
  const next = ordered([...new Map(told.map((row) => [keyOf(row), row])).values()]);
  const before = ordered(await tx.select().from(services).where(eq(services.nodeId, node.id)));
  const isSame = JSON.stringify(before.map(facts)) === JSON.stringify(next.map(facts));
  if (!isSame) {
    await tx.delete(services).where(eq(services.nodeId, node.id));
    for (let from = 0; from < next.length; from += 1_000) await tx.insert(services).values(next.slice(from, from + 1_000));
  }
  const changes = {
    exposed: next.some(({ exposed }) => exposed),
    outdated: outdated.map(({ name, unit, packages }): AssetDetail['outdated'][number] => ({ name, unit: unit ?? null, packages: [...packages] })),
    reboot: { needed: reboot.needed, reasons: [...reboot.reasons] },
  };
  await tx.update(assets).set(changes).where(sql`${assets.id} = ${node.id}`);
  if (!isSame) await tell(outbox, tx, assetsChanged, [node.id]);
}

type Row = typeof services.$inferSelect;
const keyOf = ({ protocol, address, port }: Row): string => JSON.stringify([protocol, address, port]);
const ordered = (rows: Row[]): Row[] => rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
const facts = ({ protocol, address, port, exposed, process, package: of }: Row): unknown[] => [protocol, address, port, exposed, process, of];
