import type pg from 'pg';
import type { Params } from '../../kernel/eventstore/index.ts';

/** Which rows of a table of the event store belong to the snapshot. */
export type Cut = { journal: number; events: { where: string; params: Params } };

/** Batch numbers that are looked at below the newest committed one: a server that fell further behind has been given up. */
const WINDOW = 20_000;

/**
 * The journal's position in the client's snapshot, and the condition that holds for just the events up to there. Batches
 * are numbered before they are committed, so that some below the newest may still be under way.
 */
export async function cutAt(client: pg.ClientBase): Promise<Cut> {
  const { rows } = await client.query<{ journal: string; last: string; missing: string[] }>(
    `SELECT coalesce(max(seq), 0)::text AS journal, coalesce(max(batch), 0)::text AS last,
       ARRAY(SELECT number::text FROM generate_series(greatest(min(batch), max(batch) - $1::bigint), max(batch)) AS number
             EXCEPT SELECT batch::text FROM journal) AS missing
     FROM journal`,
    [WINDOW],
  );
  const [row] = rows;
  return {
    journal: Number(row?.journal ?? 0),
    events: {
      where: 'batch <= {last:UInt64} AND batch NOT IN {missing:Array(UInt64)}',
      params: { last: BigInt(row?.last ?? 0), missing: (row?.missing ?? []).map(Number) },
    },
  };
}
