import { and, desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../kernel/http/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { DeliveriesQuery, Delivery } from './contract.ts';
import { deliveries } from './tables.ts';

/** What was sent, the newest first. */
export function deliveryLog({ db }: Pick<Kernel, 'db'>) {
  return {
    async page({ channel, state, limit, cursor }: z.infer<typeof DeliveriesQuery>): Promise<{ items: Delivery[]; next: string | null }> {
      const before = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.iso.datetime(), z.uuid()]));
      const rows = await db
        .select()
        .from(deliveries)
        .where(
          and(
            channel === undefined ? undefined : sql`${deliveries.channelId}::text = ${channel}`,
            state === undefined ? undefined : eq(deliveries.state, state),
            before === undefined ? undefined : sql`(${deliveries.at}, ${deliveries.id}) < (${before[0]}::timestamptz, ${before[1]}::uuid)`,
          ),
        )
        .orderBy(desc(deliveries.at), desc(deliveries.id))
        .limit(limit + 1);
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return { items: items.map(shown), next: rows.length > limit && last ? encodeCursor([last.at.toISOString(), last.id]) : null };
    },
  };
}

const shown = ({ id, channelId, channelName, message, state, attempts, lastError, at }: typeof deliveries.$inferSelect): Delivery => ({
  id,
  channel: { id: channelId, name: channelName },
  title: message.title,
  about: message.about,
  state,
  attempts,
  lastError,
  at: at.toISOString(),
});
