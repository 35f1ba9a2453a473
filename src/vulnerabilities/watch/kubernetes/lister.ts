import { and, eq, inArray, isNull, lte } from 'drizzle-orm';
import { z } from 'zod';
import type { Inventory } from '../../../inventory/index.ts';
import { assets } from '../../../inventory/tables.ts';
import { inTransaction } from '../../../kernel/database/index.ts';
import { GlacisError } from '../../../kernel/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { whileLeased } from '../../../kernel/lease.ts';
import { clusters } from '../../tables.ts';
import { reporterOf, type ClusterDesk, type ClusterRow } from './desk.ts';
import { runningIn } from './listing.ts';
import type { RunningContainer } from './pods.ts';

const MINUTE_MS = 60_000;
const EVERY_MS = 5 * MINUTE_MS;
const LONGEST_MS = 5 * MINUTE_MS;
const LONGEST_PAUSE_MS = 60 * MINUTE_MS;

type Needs = Pick<Kernel, 'db' | 'clock' | 'log' | 'jobs' | 'outgoing' | 'serverId'> & { desk: ClusterDesk; inventory: Pick<Inventory, 'placed'> };
export type ClusterLister = ReturnType<typeof clusterLister>;

/** Lists the pods of clusters every few minutes, each by one server at a time. A listing that is not whole tells nothing. */
export function clusterLister({ db, clock, log, jobs, outgoing, serverId, desk, inventory }: Needs) {
  const stopping = new AbortController();
  const lists = jobs.define({ name: 'cluster-list', data: z.object({ id: z.string() }), work: ({ id }) => list(id), parallel: 1, retries: 2 });

  jobs.every('cluster-due', '* * * * *', async () => {
    for (const { id } of await db.select({ id: clusters.id }).from(clusters).where(lte(clusters.nextListAt, new Date(clock.now())))) await lists.enqueue({ id }, { key: id });
  });

  async function list(id: string): Promise<void> {
    await whileLeased({ db }, {
      name: `cluster ${id}`, holder: serverId, ttlMs: LONGEST_MS + MINUTE_MS,
      async work() {
        const row = await desk.findIf(id);
        if (row?.nextListAt && row.nextListAt.getTime() <= clock.now()) await listNow(row);
      },
    });
  }

  async function listNow(row: ClusterRow): Promise<void> {
    const at = new Date(clock.now());
    const timeout = AbortSignal.timeout(LONGEST_MS);
    const note = (change: Partial<ClusterRow>) => db.update(clusters).set(change).where(eq(clusters.id, row.id));
    try {
      const running = await runningIn(desk.accessOf(row), { outgoing, signal: AbortSignal.any([timeout, stopping.signal]) });
      await tell(row.id, running, at);
      await note({ state: 'fine', problem: null, listedAt: at, nextListAt: new Date(at.getTime() + EVERY_MS) });
    } catch (error) {
      if (stopping.signal.aborted || !(error instanceof GlacisError) || error.code === 'unavailable') throw error;
      const problem = timeout.aborted ? `It could not be listed within ${LONGEST_MS / MINUTE_MS} minutes.` : error.message;
      const pause = Math.max(EVERY_MS, Math.min(row.listedAt === null ? 0 : at.getTime() - row.listedAt.getTime(), LONGEST_PAUSE_MS));
      await note({ state: 'failing', problem: problem.slice(0, 1_000), nextListAt: new Date(clock.now() + pause) });
      log.warn({ cluster: row.name, reason: problem }, 'a cluster could not be listed');
    }
  }

  /** Whoever removed the cluster meanwhile does not want to be told. */
  async function tell(id: string, running: readonly RunningContainer[], at: Date): Promise<void> {
    await inTransaction(db, async (tx) => {
      const [still] = await tx.select({ id: clusters.id }).from(clusters).where(eq(clusters.id, id)).for('update');
      if (!still) return;
      const hosts = [...new Set(running.map(({ host }) => host))];
      const nodes = hosts.length === 0 ? [] : await tx.select({ id: assets.id, name: assets.name }).from(assets).where(and(eq(assets.kind, 'node'), isNull(assets.retiredAt), inArray(assets.name, hosts)));
      // A name that two nodes have says nothing.
      const nodeOf = (host: string): string | null => {
        const [node, another] = nodes.filter(({ name }) => name === host);
        return node && !another ? node.id : null;
      };
      await inventory.placed(tx, { reporter: reporterOf(id), at, placements: running.map((container) => ({ ...container, nodeId: nodeOf(container.host) })) });
    });
  }

  return {
    soon: (id: string) => lists.enqueue({ id }, { key: id }),
    stop: () => stopping.abort(),
    /** For tests and for whoever cannot wait. */
    list,
  };
}
