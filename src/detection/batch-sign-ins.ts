import type { EventStore } from '../kernel/eventstore/index.ts';
import { QUARANTINE } from '../logs/contract.ts';
import type { RecentSignIns, SignInRow } from '../logs/index.ts';
import { signInGathering, type SignIns } from './gathering.ts';

/** OCSF Authentication. */
const AUTHENTICATION = 3002;

/**
 * The sign-ins of committed batches, succeeded or failed, in the order in which they were committed. What strangers sent is
 * left out: anybody could raise an alert by it.
 * @throws {GlacisError} `unavailable`; the signal's reason when aborted.
 */
export async function readSignIns(events: Pick<EventStore, 'stream'>, batches: readonly number[], signal: AbortSignal): Promise<SignIns> {
  const gathering = signInGathering();
  if (batches.length === 0) return gathering.done();
  const rows = events.stream<SignInRow>({
    sql: `
      SELECT lower(hex(id)) AS event, toUnixTimestamp64Milli(time) AS at, toUnixTimestamp64Milli(ingested_at) AS received,
        source, host, service, user, actor, if(src_ip = '', attributes['src_endpoint.hostname'], src_ip) AS address,
        attributes['src_endpoint.location.country'] AS country, attributes['auth_protocol'] AS means,
        status_id AS status, activity_id AS activity, attributes['count'] AS repeats
      FROM events
      WHERE batch IN {batches:Array(UInt64)} AND class_uid = {class:UInt32} AND status_id IN (1, 2) AND activity_id IN (1, 7)
        AND source != {quarantine:String}
      ORDER BY batch, position`,
    params: { batches, class: AUTHENTICATION, quarantine: QUARANTINE },
    signal,
  });
  for await (const some of rows) for (const row of some) gathering.add(row);
  return gathering.done();
}

/**
 * The same, without a look into the event store where this server stored all of the batches a moment ago.
 * @throws as `readSignIns`.
 */
export async function signInsOf(
  { events, recent }: { events: Pick<EventStore, 'stream'>; recent: RecentSignIns },
  batches: readonly number[],
  signal: AbortSignal,
): Promise<SignIns> {
  const inOrder = batches.toSorted((a, b) => a - b);
  const known = inOrder.map((batch) => recent.take(batch));
  if (known.includes(undefined)) return readSignIns(events, inOrder, signal);
  const gathering = signInGathering();
  for (const rows of known) for (const row of rows ?? []) if (row.source !== QUARANTINE) gathering.add(row);
  return gathering.done();
}
