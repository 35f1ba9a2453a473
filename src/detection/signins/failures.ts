import { isIP } from 'node:net';
import type { EventStore } from '../../kernel/eventstore/index.ts';
import { QUARANTINE } from '../../logs/contract.ts';
import { accountKey } from '../account-key.ts';
import type { SignInEvent } from '../gathering.ts';

const HOUR = 3_600_000;
/** Rows of one query; the oldest are left out. More are not needed to know that there were many. */
const MOST_ROWS = 50_000;
/** Names travel in the URL, which proxies bound: so many characters of them in one query, as they are encoded there. */
const MOST_ENCODED = 8_000;

/** Where the name of an account or of a place stands in an event, and the type under which the event's index has it (OCSF type_id, in lower case). */
const PLACES = {
  account: { sql: 'lower(user)', type: 4 },
  ip: { sql: 'src_ip', type: 2 },
  host: { sql: `attributes['src_endpoint.hostname']`, type: 1 },
} as const;
type Row = { name: string; at: number };
type Times = Map<string, number[]>;

/** How many sign-ins to an account, and from an address, failed in the hour before a moment. */
export type FailuresBefore = (signIn: Pick<SignInEvent, 'user' | 'address' | 'at'>) => { account: number; address: number };

/**
 * Reads the failed sign-ins in the hour before any of these successes, by their accounts and addresses.
 * @throws {GlacisError} `unavailable`
 */
export async function failuresBefore(events: Pick<EventStore, 'rows'>, signIns: readonly SignInEvent[]): Promise<FailuresBefore> {
  const range = {
    from: signIns.reduce((least, { at }) => Math.min(least, at), Infinity) - HOUR,
    to: signIns.reduce((most, { at }) => Math.max(most, at), -Infinity),
  };
  const timesOf = async (place: keyof typeof PLACES, names: readonly string[]): Promise<Times> => {
    const times: Times = new Map();
    for (const some of inQueries([...new Set(names)].filter((name) => name !== ''))) {
      const rows = await events.rows<Row>({
        sql: `
          SELECT ${PLACES[place].sql} AS name, toUnixTimestamp64Milli(time) AS at
          FROM events
          WHERE class_uid = 3002 AND activity_id = 1 AND status_id = 2 AND source != {quarantine:String}
            AND time >= fromUnixTimestamp64Milli({from:Int64}) AND time < fromUnixTimestamp64Milli({to:Int64})
            AND hasAny(observables, arrayMap(name -> concat('${PLACES[place].type}:', lower(name)), {names:Array(String)}))
            AND name IN {names:Array(String)}
          ORDER BY time DESC
          LIMIT ${MOST_ROWS}`,
        params: { ...range, names: some, quarantine: QUARANTINE },
      });
      for (const [name, found] of Map.groupBy(rows, ({ name }) => name)) times.set(name, found.map(({ at }) => at));
    }
    return times;
  };
  const [ips, hosts] = [signIns.filter(({ address }) => isIP(address) !== 0), signIns.filter(({ address }) => isIP(address) === 0)];
  const accounts = await timesOf('account', signIns.map(({ user }) => accountKey(user)));
  const addresses = new Map([...(await timesOf('ip', ips.map(({ address }) => address))), ...(await timesOf('host', hosts.map(({ address }) => address)))]);
  return ({ user, address, at }) => ({ account: within(accounts.get(accountKey(user)), at), address: within(addresses.get(address), at) });
}

const within = (times: readonly number[] | undefined, end: number): number => (times ?? []).filter((at) => at >= end - HOUR && at < end).length;

/** The names in parts that each fit into one query; one that alone does not is left out. */
function* inQueries(names: readonly string[]): Generator<string[]> {
  let part: string[] = [];
  let length = 0;
  for (const name of names) {
    const own = encodeURIComponent(name).length * 2 + 10;
    if (own > MOST_ENCODED) continue;
    if (length + own > MOST_ENCODED) {
      yield part;
      part = [];
      length = 0;
    }
    part.push(name);
    length += own;
  }
  if (part.length > 0) yield part;
}
