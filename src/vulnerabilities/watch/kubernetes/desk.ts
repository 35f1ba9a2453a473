import { asc, count, eq, max } from 'drizzle-orm';
import { z } from 'zod';
import type { Inventory } from '../../../inventory/index.ts';
import { placements } from '../../../inventory/tables.ts';
import { inTransaction, uniqueViolation } from '../../../kernel/database/index.ts';
import { errors } from '../../../kernel/errors.ts';
import { uuidv7 } from '../../../kernel/ids.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Principal } from '../../../kernel/principal.ts';
import type { Cluster, SaveCluster } from '../../contract.ts';
import { clusters } from '../../tables.ts';
import type { ClusterAccess } from './listing.ts';

export type ClusterRow = typeof clusters.$inferSelect;
export type ClusterDesk = ReturnType<typeof clusterDesk>;

const MOST_CLUSTERS = 200;

/** By which the inventory knows who told of a placement. */
export const reporterOf = (id: string): string => `cluster:${id}`;

/** Which clusters are listed: made and removed. Their tokens are sealed, and told to nobody but the cluster. */
export function clusterDesk({ db, clock, random, sealer, audit }: Pick<Kernel, 'db' | 'clock' | 'random' | 'sealer' | 'audit'>, { inventory }: { inventory: Pick<Inventory, 'placed'> }) {
  const purpose = (id: string) => `cluster ${id}`;

  const findIf = async (id: string): Promise<ClusterRow | undefined> => (z.uuid().safeParse(id).success ? (await db.select().from(clusters).where(eq(clusters.id, id)))[0] : undefined);

  async function shown({ token: _token, nextListAt: _nextListAt, listedAt, ...row }: ClusterRow): Promise<Cluster> {
    const [running] = await db.select({ n: count() }).from(placements).where(eq(placements.reporter, reporterOf(row.id)));
    return { ...row, listedAt: listedAt?.toISOString() ?? null, containers: running?.n ?? 0 };
  }

  return {
    findIf,
    /** How it is asked, for whoever asks it. */
    accessOf: ({ id, url, ca, token }: ClusterRow): ClusterAccess => ({ url, ca, token: sealer.open(purpose(id), token).toString('utf8') }),

    async list(): Promise<Cluster[]> {
      return Promise.all((await db.select().from(clusters).orderBy(asc(clusters.name)).limit(MOST_CLUSTERS)).map(shown));
    },

    /** It is listed at once. @throws {GlacisError} `invalid`, `conflict`. */
    async create({ name, url, ca, token }: SaveCluster, by: Principal): Promise<Cluster> {
      const { username, password, search, hash } = new URL(url);
      if (username !== '' || password !== '' || search !== '' || hash !== '') throw errors.invalid({ what: 'The address of a cluster has a host, and perhaps a port and a path.' });
      if (ca !== null && !/^\s*-----BEGIN CERTIFICATE-----/.test(ca)) throw errors.invalid({ what: 'ca: certificates are PEM, and begin with -----BEGIN CERTIFICATE-----.' });
      if ((await db.$count(clusters)) >= MOST_CLUSTERS) throw errors.conflict({ what: `There are ${MOST_CLUSTERS} clusters already.` });
      const id = uuidv7(clock.now(), random);
      const row: ClusterRow = { id, name, url, ca, token: sealer.seal(purpose(id), token), state: 'new', problem: null, listedAt: null, nextListAt: new Date(clock.now()) };
      try {
        await inTransaction(db, async (tx) => {
          await tx.insert(clusters).values(row);
          await audit.record({ action: 'cluster.create', outcome: 'success', actor: by, target: { type: 'cluster', id }, detail: { name, url } }, tx);
        });
      } catch (error) {
        if (uniqueViolation(error) !== undefined) throw errors.conflict({ what: `There is a cluster with the name ${name} already.` });
        throw error;
      }
      return shown(row);
    },

    /** What ran in it is known to run no longer. */
    async remove(id: string, by: Principal): Promise<void> {
      const row = await findIf(id);
      if (!row) throw errors.notFound({ what: 'cluster' });
      await inTransaction(db, async (tx) => {
        await tx.delete(clusters).where(eq(clusters.id, id));
        // Later than all that it told, whichever server's clock that was by.
        const [told] = await tx.select({ at: max(placements.lastSeenAt) }).from(placements).where(eq(placements.reporter, reporterOf(id)));
        await inventory.placed(tx, { reporter: reporterOf(id), at: new Date(Math.max(clock.now(), (told?.at?.getTime() ?? 0) + 1)), placements: [] });
        await audit.record({ action: 'cluster.delete', outcome: 'success', actor: by, target: { type: 'cluster', id }, detail: { name: row.name, url: row.url } }, tx);
      });
    },
  };
}
