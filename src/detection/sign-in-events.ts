import type { EventStore } from '../kernel/eventstore/index.ts';
import { QUARANTINE } from '../logs/contract.ts';
import type { RecentSignIns, SignInRow } from '../logs/index.ts';

/** A sign-in as its event tells it: what detectors look at. */
export type SignInEvent = {
  /** Id of the event. */
  id: string;
  /** When it happened, in ms; not later than it was received, whatever the clock of its host. */
  at: number;
  received: number;
  source: string;
  host: string;
  /** The product signed in to. */
  service: string;
  /** The account as the log writes it; '' where it does not say. */
  user: string;
  /** Who signed in as `user`, where that is somebody else. */
  actor: string;
  /** Address, or the name of a host where the log has only that; '' where it says neither. */
  address: string;
  country: string;
  /** By what means: `password`, `publickey`, … */
  means: string;
  success: boolean;
  /** Whether one account became another (su) instead of signing in from outside. */
  switched: boolean;
  /** How many attempts the line stands for. */
  count: number;
};

/** OCSF Authentication and the activities and outcomes that are sign-ins. */
const AUTHENTICATION = 3002;
const SWITCH = 7;
const SUCCESS = 1;
/** A line that claims to stand for more is not believed. */
const MOST_REPEATS = 1_000;

/**
 * The sign-ins of committed batches, succeeded or failed, in the order in which they were committed. What strangers sent is
 * left out: anybody could raise an alert by it.
 * @throws {GlacisError} `unavailable`; the signal's reason when aborted.
 */
export async function readSignIns(events: Pick<EventStore, 'stream'>, batches: readonly number[], signal: AbortSignal): Promise<SignInEvent[]> {
  if (batches.length === 0) return [];
  const found: SignInEvent[] = [];
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
  for await (const some of rows) for (const row of some) found.push(signInOf(row));
  return found;
}

/**
 * The same, without a look into the event store where this server stored all of the batches a moment ago.
 * @throws as `readSignIns`.
 */
export async function signInsOf(
  { events, recent }: { events: Pick<EventStore, 'stream'>; recent: RecentSignIns },
  batches: readonly number[],
  signal: AbortSignal,
): Promise<SignInEvent[]> {
  const inOrder = batches.toSorted((a, b) => a - b);
  const rows = inOrder.map((batch) => recent.take(batch));
  if (rows.includes(undefined)) return readSignIns(events, inOrder, signal);
  return rows.flatMap((some) => (some ?? []).filter(({ source }) => source !== QUARANTINE).map(signInOf));
}

/** As detectors see a row. */
export const signInOf = ({ event, at, received, source, host, service, user, actor, address, country, means, status, activity, repeats }: SignInRow): SignInEvent => ({
  id: event,
  at: Math.min(at, received),
  received,
  source,
  host,
  service,
  user,
  actor,
  address,
  country,
  means,
  success: status === SUCCESS,
  switched: activity === SWITCH,
  count: repeats !== '' && /^\d+$/.test(repeats) ? Math.min(Math.max(Number(repeats), 1), MOST_REPEATS) : 1,
});
