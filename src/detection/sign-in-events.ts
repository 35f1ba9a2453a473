import type { EventStore } from '../kernel/eventstore/index.ts';
import { QUARANTINE } from '../logs/contract.ts';

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

type Row = {
  row_id: string;
  at: number;
  received: number;
  source: string;
  host: string;
  service: string;
  user: string;
  actor: string;
  address: string;
  country: string;
  means: string;
  status_id: number;
  activity_id: number;
  repeats: number;
};

/**
 * The sign-ins of committed batches, succeeded or failed, in the order in which they were committed. What strangers sent is
 * left out: anybody could raise an alert by it.
 * @throws {GlacisError} `unavailable`; the signal's reason when aborted.
 */
export async function readSignIns(events: Pick<EventStore, 'stream'>, batches: readonly number[], signal: AbortSignal): Promise<SignInEvent[]> {
  if (batches.length === 0) return [];
  const found: SignInEvent[] = [];
  const rows = events.stream<Row>({
    sql: `
      SELECT lower(hex(id)) AS row_id, toUnixTimestamp64Milli(time) AS at, toUnixTimestamp64Milli(ingested_at) AS received,
        source, host, service, user, actor, if(src_ip = '', attributes['src_endpoint.hostname'], src_ip) AS address,
        attributes['src_endpoint.location.country'] AS country, attributes['auth_protocol'] AS means,
        status_id, activity_id, toUInt32OrZero(attributes['count']) AS repeats
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

const signInOf = ({ row_id, at, received, status_id, activity_id, repeats, ...row }: Row): SignInEvent => ({
  ...row,
  id: row_id,
  at: Math.min(at, received),
  received,
  success: status_id === SUCCESS,
  switched: activity_id === SWITCH,
  count: Math.min(Math.max(repeats, 1), MOST_REPEATS),
});
