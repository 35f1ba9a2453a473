import type { z } from 'zod';
import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import { QUARANTINE } from '../../logs/contract.ts';
import type { SignInHealth, SignInHealthQuery } from '../contract.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MOST_DAYS = 31;
const TOP = 10;

type HourRow = { hour: number; success: number; failure: number };
type TopRow = { value: string; success: number; failure: number };

/** What a line counts for, and the sign-ins of a range that the caller may see. */
const ATTEMPTS = `greatest(1, least(1000, toUInt32OrZero(attributes['count'])))`;
const OUTCOMES = `sumIf(${ATTEMPTS}, status_id = 1) AS success, sumIf(${ATTEMPTS}, status_id = 2) AS failure`;
const RANGE = `
  class_uid = 3002 AND activity_id = 1 AND status_id IN (1, 2) AND source != {quarantine:String}
  AND time >= fromUnixTimestamp64Milli({from:Int64}) AND time < fromUnixTimestamp64Milli({to:Int64})`;

/** How signing in goes: counts by hour, and the accounts and addresses that fail most. */
export function signInHealth({ events, clock }: Pick<Kernel, 'events' | 'clock'>) {
  /** @throws {GlacisError} `invalid` for a range that is empty or longer than 31 days; `query_too_expensive`, `unavailable`. */
  return async function health(query: z.infer<typeof SignInHealthQuery>, by: Principal, signal?: AbortSignal): Promise<SignInHealth> {
    const to = query.to === undefined ? clock.now() : Date.parse(query.to);
    const from = query.from === undefined ? to - DAY : Date.parse(query.from);
    if (from >= to) throw errors.invalid({ what: 'from: it is not before to.' });
    if (to - from > MOST_DAYS * DAY) throw errors.invalid({ what: `The range is longer than ${MOST_DAYS} days.` });
    const where = by.sources === 'all' ? RANGE : `${RANGE} AND source IN {sources:Array(String)}`;
    const params = { from, to, quarantine: QUARANTINE, ...(by.sources === 'all' ? {} : { sources: by.sources }) };
    const top = (value: string) => events.rows<TopRow>({
      sql: `SELECT ${value} AS value, ${OUTCOMES} FROM events WHERE ${where} GROUP BY value HAVING failure > 0 AND value != '' ORDER BY failure DESC, value LIMIT ${TOP}`,
      params,
      signal,
    });
    const [hours, accounts, addresses] = await Promise.all([
      events.rows<HourRow>({
        sql: `SELECT intDiv(toUnixTimestamp64Milli(time), ${HOUR}) * ${HOUR} AS hour, ${OUTCOMES} FROM events WHERE ${where} GROUP BY hour`,
        params,
        signal,
      }),
      top('user'),
      top(`if(src_ip = '', attributes['src_endpoint.hostname'], src_ip)`),
    ]);
    const counted = new Map(hours.map((row) => [row.hour, row]));
    const first = Math.floor(from / HOUR) * HOUR;
    return {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      hours: Array.from({ length: Math.ceil((to - first) / HOUR) }, (_, at) => {
        const row = counted.get(first + at * HOUR);
        return { at: new Date(first + at * HOUR).toISOString(), success: row?.success ?? 0, failure: row?.failure ?? 0 };
      }),
      accounts,
      addresses,
    };
  };
}
export type Health = ReturnType<typeof signInHealth>;
