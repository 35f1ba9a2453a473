import type { Kernel } from '../../kernel/kernel.ts';
import { isOver, type Partition } from '../store/retention.ts';
import { EVENTS } from '../store/schema.ts';

const DAY_MS = 86_400_000;

export type Dropped = Partition & { id: string; rows: number };

type Row = { id: string; partition: string; rows: number };

/**
 * Proves that retention is kept: whatever is over its time and still there, because the engine's own TTL has not come to it, is dropped. A
 * partition goes as a whole, so nothing younger goes with it.
 */
export function retentionCheck({ events, clock, log }: Pick<Kernel, 'events' | 'clock' | 'log'>) {
  return async (signal?: AbortSignal): Promise<Dropped[]> => {
    const found = await events.rows<Row>({
      sql: `
        SELECT partition_id AS id, partition, sum(rows) AS rows FROM system.parts
        WHERE database = currentDatabase() AND table = {table:String} AND active GROUP BY id, partition ORDER BY id`,
      params: { table: EVENTS },
      signal,
    });
    const over = found.map(partitionOf).filter((partition) => isOver(partition, clock.now()));
    for (const { id, retention, day, rows } of over) {
      await events.command(`ALTER TABLE ${EVENTS} DROP PARTITION ID {id:String}`, { id });
      log.info({ retention, received: new Date(day * DAY_MS).toISOString().slice(0, 10), events: rows }, 'events whose retention has ended were dropped');
    }
    return over;
  };
}

/** Reads how the store writes a partition: `(90,'2026-11-23')`. */
function partitionOf({ id, partition, rows }: Row): Dropped {
  const [, retention, day] = /^\((\d+),'(\d{4}-\d\d-\d\d)'\)$/.exec(partition) ?? [];
  if (retention === undefined || day === undefined) throw new Error(`not a partition of events: ${partition}`);
  return { id, retention: Number(retention), day: Date.parse(day) / DAY_MS, rows };
}
