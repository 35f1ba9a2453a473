import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { assetsChanged } from '../../inventory/index.ts';
import { inTransaction } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { retried } from './desk/retried.ts';
import type { Settle } from './settle.ts';

const AT_ONCE = 2_000;

/**
 * Follows the inventory: where owner, environment, exposure or place of an asset changed, its issues weigh otherwise. Many
 * assets have the same issues, so what is to be settled is gone through in the order of ids, a part at a time.
 */
export function followSurroundings({ db, clock, outbox, jobs, settle }: Pick<Kernel, 'db' | 'clock' | 'outbox' | 'jobs'> & { settle: Settle }): void {
  const follow = jobs.define({
    name: 'issues-surroundings',
    data: z.object({ assets: z.array(z.string()).max(1_000), after: z.string() }),
    parallel: 1,
    async work({ assets, after }) {
      for (let from = after; ;) {
        const last = await retried(() => inTransaction(db, async (tx) => {
          const { rows } = await tx.execute<{ id: string }>(sql`
            SELECT DISTINCT issue_id AS id FROM places WHERE asset_id = ANY(${sql.param(assets)}::text[]) AND state = 'open' AND issue_id > ${from} ORDER BY 1 LIMIT ${AT_ONCE}`);
          if (rows.length > 0) await settle(tx, rows.map(({ id }) => id), { at: new Date(clock.now()), by: 'inventory' });
          return rows.length < AT_ONCE ? undefined : rows.at(-1)?.id;
        }));
        if (last === undefined) return;
        from = last;
      }
    },
  });
  outbox.subscribe(assetsChanged, 'issues', ({ assets }) => follow.enqueue({ assets, after: '' }));
}
