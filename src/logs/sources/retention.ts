import { reasonOf } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { EVENTS } from '../store/schema.ts';

const DAY_MS = 86_400_000;

/** A partition of the events: a promise of retention in days, and a day of receipt as days since the epoch. */
export type Partition = { id: string; retention: number; day: number; rows: number };

/** Whether everything in it has been kept for as long as was promised: full days after the day of receipt. */
export const isOver = ({ retention, day }: Partition, now: number): boolean => now >= (day + retention + 1) * DAY_MS;

/**
 * Proves that retention is kept: whatever is over its time and still there, because the engine's own TTL has not come to it, is dropped. A partition
 * goes as a whole, so nothing younger goes with it.
 */
export function retentionCheck({ events, clock, log }: Pick<Kernel, 'events' | 'clock' | 'log'>) {
  return async (signal?: AbortSignal): Promise<Partition[]> => {
    const partitions = await events.rows<Partition>({
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
