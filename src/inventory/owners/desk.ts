import { asc, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { OwnerRule } from '../contract.ts';
import { assets, ownerRules } from '../tables.ts';
import { applyRules } from './apply.ts';

/** Assets that are named in one transaction. */
const AT_ONCE = 500;

/** Who owns what. Rules are saved whole, and a job then names everything that there is anew. */
export function ownerDesk({ db, jobs, audit, outbox }: Pick<Kernel, 'db' | 'jobs' | 'audit' | 'outbox'>) {
  const job = jobs.define({
    name: 'inventory-apply-owner-rules',
    data: z.object({}),
    async work(_data, { signal }) {
      for (let after = ''; !signal.aborted; ) {
        const rows = await db.select({ id: assets.id }).from(assets).where(gt(assets.id, after)).orderBy(asc(assets.id)).limit(AT_ONCE);
        await inTransaction(db, (tx) => applyRules({ outbox }, tx, rows.map(({ id }) => id)));
        const last = rows.at(-1);
        if (!last || rows.length < AT_ONCE) return;
        after = last.id;
      }
      throw new Error('the server stops; the rest is named by the next one');
    },
  });

  const read = async (): Promise<{ rules: OwnerRule[] }> => ({ rules: (await db.select().from(ownerRules).orderBy(asc(ownerRules.position))).map(({ rule }) => rule) });

  return {
    read,
    async save(rules: readonly OwnerRule[], by: Principal): Promise<{ rules: OwnerRule[] }> {
      await inTransaction(db, async (tx) => {
        await tx.execute(sql`SELECT pg_advisory_xact_lock(x'61c18'::int)`);
        const before = await tx.delete(ownerRules).returning();
        if (rules.length > 0) await tx.insert(ownerRules).values(rules.map((rule, position) => ({ position, rule })));
        const detail = { before: before.toSorted((a, b) => a.position - b.position).map(({ rule }) => rule), after: rules };
        await audit.record({ action: 'owner-rules.update', outcome: 'success', actor: by, target: { type: 'owner-rules', id: 'owner-rules' }, detail }, tx);
        await job.enqueue({}, { tx, key: 'all' });
      });
      return read();
    },
  };
}
export type OwnerDesk = ReturnType<typeof ownerDesk>;
