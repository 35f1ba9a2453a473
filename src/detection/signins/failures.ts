import type { EventStore } from '../../kernel/eventstore/index.ts';
import { accountKey } from '../accountKey.ts';
import type { SignInEvent } from '../signInEvents.ts';

const HOUR = 3_600_000;
/** More than these are not needed to know that there were many. */
const MOST_ROWS = 50_000;
const MOST_NAMES = 5_000;

type Row = { account: string; address: string; at: number };

/** How many sign-ins to an account, and from an address, failed in the hour before a moment. */
export type FailuresBefore = (signIn: Pick<SignInEvent, 'user' | 'address' | 'at'>) => { account: number; address: number };

/**
 * Reads, with one query, the failed sign-ins in the hour before any of these successes, by their accounts and addresses.
 * Beyond 50,000 rows the oldest are left out. @throws {GlacisError} `unavailable`
 */
export async function failuresBefore(events: Pick<EventStore, 'rows'>, signIns: readonly SignInEvent[]): Promise<FailuresBefore> {
  const accounts = [...new Set(signIns.flatMap(({ user }) => (user === '' ? [] : [accountKey(user)])))].slice(0, MOST_NAMES);
  const addresses = [...new Set(signIns.flatMap(({ address }) => (address === '' ? [] : [address])))].slice(0, MOST_NAMES);
  const rows = accounts.length + addresses.length === 0 ? [] : await events.rows<Row>({
    sql: `
      SELECT lower(user) AS account, if(src_ip = '', attributes['src_endpoint.hostname'], src_ip) AS address, toUnixTimestamp64Milli(time) AS at
      FROM events
      WHERE class_uid = 3002 AND activity_id = 1 AND status_id = 2
        AND time >= fromUnixTimestamp64Milli({from:Int64}) AND time < fromUnixTimestamp64Milli({to:Int64})
        AND (account IN {accounts:Array(String)} OR address IN {addresses:Array(String)})
      ORDER BY time DESC
      LIMIT ${MOST_ROWS}`,
    params: {
      accounts,
      addresses,
      from: signIns.reduce((least, { at }) => Math.min(least, at), Infinity) - HOUR,
      to: signIns.reduce((most, { at }) => Math.max(most, at), -Infinity),
    },
  });
  const byAccount = Map.groupBy(rows, ({ account }) => account);
  const byAddress = Map.groupBy(rows, ({ address }) => address);
  return ({ user, address, at }) => ({
    account: user === '' ? 0 : within(byAccount.get(accountKey(user)), at),
    address: address === '' ? 0 : within(byAddress.get(address), at),
  });
}

const within = (rows: readonly Row[] | undefined, end: number): number => (rows ?? []).filter(({ at }) => at >= end - HOUR && at < end).length;
