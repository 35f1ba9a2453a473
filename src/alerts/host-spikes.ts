import type { EventStore } from '../kernel/eventstore/index.ts';
import type { SourceScope } from '../kernel/principal.ts';
import { QUARANTINE } from '../logs/contract.ts';

const DAY_MS = 86_400_000;
const BUCKET_MS = 15 * 60_000;
const BUCKETS = DAY_MS / BUCKET_MS;
/** A quarter of an hour with fewer failures is none, nor one that is not so many times what the day's others have. */
export const SPIKE = { least: 20, times: 3 } as const;
const MOST_HOSTS = 1_000;

/** A host to which many sign-ins failed: in its worst quarter of an hour, usually, and in all. `host` in lower case. */
export type HostSpike = { host: string; peak: number; usual: number; total: number; /** Its beginning, in ms. */ at: number };

/**
 * Hosts with a spike of failed sign-ins within the last 24 hours, of the sources that the caller may see, the worst first. What
 * strangers sent is left out.
 * @throws {GlacisError} `unavailable`, `query_too_expensive`
 */
export async function signInSpikes({ events, now, sources }: { events: Pick<EventStore, 'rows'>; now: number; sources: SourceScope }): Promise<HostSpike[]> {
  const rows = await events.rows<{ name: string; peak: number; total: number; at: number }>({
    sql: `
      SELECT name, max(n) AS peak, sum(n) AS total, argMax(bucket, n) AS at
      FROM (
        SELECT lower(host) AS name, intDiv(toUnixTimestamp64Milli(time), ${BUCKET_MS}) * ${BUCKET_MS} AS bucket,
          sum(greatest(1, least(1000, toUInt32OrZero(attributes['count'])))) AS n
        FROM events
        WHERE class_uid = 3002 AND activity_id = 1 AND status_id = 2 AND source != {quarantine:String} AND host != ''
          AND time >= fromUnixTimestamp64Milli({from:Int64}) AND time < fromUnixTimestamp64Milli({to:Int64})
          ${sources === 'all' ? '' : 'AND source IN {sources:Array(String)}'}
        GROUP BY name, bucket
      )
      GROUP BY name
      HAVING peak >= ${SPIKE.least} AND peak > ${SPIKE.times} * (total - peak) / ${BUCKETS - 1}
      ORDER BY peak DESC, name
      LIMIT ${MOST_HOSTS}`,
    params: { from: now - DAY_MS, to: now, quarantine: QUARANTINE, ...(sources === 'all' ? {} : { sources }) },
  });
  return rows.map(({ name, peak, total, at }) => ({ host: name, peak, total, at, usual: Math.round((total - peak) / (BUCKETS - 1)) }));
}
