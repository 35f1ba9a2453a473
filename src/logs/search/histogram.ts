import type { Kernel } from '../../kernel/kernel.ts';
import type { Histogram } from '../contract.ts';
import { EVENTS } from '../store/schema.ts';
import { conditionOf, type Selection } from './selection.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Widths of buckets that people can read off an axis, in ms. */
const WIDTHS = [
  1, 10, 100, SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY, 365 * DAY,
];

/** The narrowest width that covers a range with at most so many buckets, which all begin at multiples of it. */
export function widthOf({ from, to }: { from: number; to: number }, buckets: number): number {
  const fits = (width: number) => Math.ceil(to / width) - Math.floor(from / width) <= buckets;
  return WIDTHS.find(fits) ?? DAY * Math.ceil((to - from) / DAY + 1);
}

/** Counts the events of a selection by time and outcome. Where an end of the range is open, the data's own end takes its place. */
export function histogramReader({ events, clock }: Pick<Kernel, 'events' | 'clock'>) {
  /** From the first to after the last event. */
  async function extent(selection: Selection, signal: AbortSignal | undefined): Promise<{ from: number; to: number } | undefined> {
    const { sql, params } = conditionOf(selection);
    const [row] = await events.rows<{ events: number; first: number; last: number }>({
      sql: `SELECT count() AS events, toUnixTimestamp64Milli(min(time)) AS first, toUnixTimestamp64Milli(max(time)) AS last FROM ${EVENTS} WHERE ${sql}`,
      params,
      signal,
    });
    return row && row.events > 0 ? { from: row.first, to: row.last + 1 } : undefined;
  }

  return async function histogram(selection: Selection, { buckets, signal }: { buckets: number; signal?: AbortSignal | undefined }): Promise<Histogram> {
    const isOpen = selection.from === undefined || selection.to === undefined;
    const found = isOpen ? await extent(selection, signal) : undefined;
    const from = selection.from ?? found?.from ?? selection.to ?? clock.now();
    const to = selection.to ?? found?.to ?? from;
    const instant = (time: number) => new Date(time).toISOString();
    const interval = widthOf({ from, to }, buckets);
    const head = { interval, from: instant(from), to: instant(to) };
    if (from >= to || (isOpen && !found)) return { ...head, buckets: [] };
    const { sql, params } = conditionOf({ ...selection, from, to });
    const rows = await events.rows<{ bucket: number; total: number; success: number; failure: number }>({
      sql: `SELECT intDiv(toUnixTimestamp64Milli(time), {interval:Int64}) AS bucket, count() AS total, countIf(status_id = 1) AS success, countIf(status_id = 2) AS failure
        FROM ${EVENTS} WHERE ${sql} GROUP BY bucket ORDER BY bucket`,
      params: { ...params, interval },
      signal,
    });
    return { ...head, buckets: rows.map(({ bucket, ...counts }) => ({ at: instant(bucket * interval), ...counts })) };
  };
}
