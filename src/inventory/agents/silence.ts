import { sql } from 'drizzle-orm';
import { inTransaction, type Tx } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { agentWatch } from '../tables.ts';
import { nodeSilent } from '../topics.ts';

/** Agents report at least hourly: two reports and some are missing. */
export const SILENT_AFTER_MS = 135 * 60_000;
/** A pause between looks after which the watch begins anew: the house was away, and nobody could have reported. */
const MOST_PAUSE_MS = 5 * 60_000;

/** Looks for agents that have fallen silent, and tells of each silence once. */
export function silenceWatch({ db, clock, outbox }: Pick<Kernel, 'db' | 'clock' | 'outbox'>, { afterMs }: { afterMs: number }) {
  /** Since when there is a look each minute. */
  async function watchedSince(tx: Tx, now: Date): Promise<Date> {
    const [before] = await tx.select().from(agentWatch).for('update');
    const since = before && now.getTime() - before.lookedAt.getTime() <= MOST_PAUSE_MS ? before.watchedSince : before ? now : new Date(0);
    await tx.insert(agentWatch).values({ id: 1, lookedAt: now, watchedSince: since }).onConflictDoUpdate({ target: agentWatch.id, set: { lookedAt: now, watchedSince: since } });
    return since;
  }

  return async (): Promise<void> => {
    await inTransaction(db, async (tx) => {
      const now = new Date(clock.now());
      const watched = (await watchedSince(tx, now)).toISOString();
      const heard = sql`coalesce(agents.last_report_at, agents.enrolled_at)`;
      const { rows } = await tx.execute<{ node: string; name: string; since: string }>(sql`
        UPDATE agents SET silent_since = ${heard} FROM assets
        WHERE assets.id = agents.node_id AND assets.retired_at IS NULL AND agents.silent_since IS NULL
          AND greatest(${heard}, ${watched}::timestamptz) <= ${new Date(now.getTime() - afterMs).toISOString()}::timestamptz
        RETURNING agents.node_id AS node, assets.name, to_char(agents.silent_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS since`);
      for (const { node, name, since } of rows) await outbox.publish(tx, nodeSilent, { node, name, since });
    });
  };
}
