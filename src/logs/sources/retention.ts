import { reasonOf } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { isOver, type Partition } from '../store/retention.ts';
import { EVENTS } from '../store/schema.ts';

const DAY_MS = 86_400_000;

export type Dropped = Partition & { id: string; rows: number };

/**
 * Proves that retention is kept: whatever is over its time and still there, because the engine's own TTL has not come to it, is dropped. A partition
 * goes as a whole, so nothing younger goes with it.
 */
export function retentionCheck({ events, clock, log }: Pick<Kernel, 'events' | 'clock' | 'log'>) {
  return async (signal?: AbortSignal): Promise<Dropped[]> => {
    const partitions = await events.rows<Dropped>({
      sql: `SELECT _partition_id AS id, any(retention) AS retention, toUInt32(any(toDate(ingested_at))) AS day, count() AS rows FROM ${EVENTS} GROUP BY id ORDER BY day, retention`,
      signal,
    });
    const over = partitions.filter((partition) => isOver(partition, clock.now()));
    for (const partition of over) {
      try {
        await events.command(`ALTER TABLE ${EVENTS} DROP PARTITION ID {id:String}`, { id: partition.id });
        log.info({ retention: partition.retention, received: new Date(partition.day * DAY_MS).toISOString().slice(0, 10), events: partition.rows }, 'events whose retention has ended were dropped');
      } catch (error) {
        log.error({ partition: partition.id, reason: reasonOf(error) }, 'events whose retention has ended could not be dropped');
        throw error;
      }
    }
    return over;
  };
}
