import type { Kernel } from '../../kernel/kernel.ts';
import type { EventRow } from '../ocsf/event.ts';
import { collectParams, dateTime } from '../query/sql/params.ts';
import { eventRow, ROW_SELECTION, type SelectedRow } from '../store/rows.ts';
import { EVENTS } from '../store/schema.ts';
import { conditionOf, type Selection } from './selection.ts';

/** Where a page ends: time, batch and position of its last event, which no two events share. */
export type Place = readonly [time: number, batch: number, position: number];

export type PageOf = { limit: number; after?: Place | undefined; order: 'desc' | 'asc'; signal?: AbortSignal | undefined };

const HOUR_MS = 3_600_000;
/**
 * The newest events are nearly always in the last hour: looking there first reads a sliver of what all time would. Each
 * further window begins where the one before ended, so nothing is read twice; the last reaches to the end.
 */
const WINDOWS_MS = [HOUR_MS, 24 * HOUR_MS, 30 * 24 * HOUR_MS];

/** The engine's filter for the first of many rows reads each row's line, where the word index alone would do. */
const SETTINGS = { use_top_k_dynamic_filtering: 0 };

/** Reads the events of a selection page by page, by time and then by arrival. */
export function pageReader({ events, clock }: Pick<Kernel, 'events' | 'clock'>) {
  return async function page(selection: Selection, { limit, after, order, signal }: PageOf): Promise<EventRow[]> {
    const found: EventRow[] = [];
    for (const window of windowsOf(selection, { order, start: after?.[0], now: clock.now() })) {
      const { sql, params } = conditionOf({ ...selection, ...window });
      const seek = after ? beyond(after, order) : undefined;
      const direction = order === 'desc' ? 'DESC' : 'ASC';
      const rows = await events.rows<SelectedRow>({
        sql: `SELECT ${ROW_SELECTION} FROM ${EVENTS} WHERE ${sql}${seek ? ` AND ${seek.sql}` : ''}
          ORDER BY time ${direction}, batch ${direction}, position ${direction} LIMIT {limit:UInt32}`,
        params: { ...params, ...seek?.params, limit: limit - found.length },
        signal,
        settings: SETTINGS,
      });
      found.push(...rows.map(eventRow));
      if (found.length >= limit) break;
    }
    return found;
  };
}

export type ReadPage = ReturnType<typeof pageReader>;

function beyond([time, batch, position]: Place, order: 'desc' | 'asc') {
  const params = collectParams('after');
  const key = `(${params.add("DateTime64(3, 'UTC')", dateTime(time))}, ${params.add('UInt64', batch)}, ${params.add('UInt64', position)})`;
  return { sql: `(time, batch, position) ${order === 'desc' ? '<' : '>'} ${key}`, params: params.values };
}

type Window = { from: number | undefined; to: number | undefined };

/** The ranges to look at, one after the other, until there are enough events. */
export function* windowsOf({ from, to }: Window, { order, start, now }: { order: 'desc' | 'asc'; start: number | undefined; now: number }): Generator<Window, void, undefined> {
  if (order === 'desc') {
    // The cursor's own ms may hold more events.
    let end = start === undefined ? to : start + 1;
    const anchor = end ?? now;
    for (const width of WINDOWS_MS) {
      const begin = anchor - width;
      if (begin <= (from ?? 0)) break;
      yield { from: begin, to: end };
      end = begin;
    }
    yield { from, to: end };
    return;
  }
  let begin = start ?? from;
  // Without a beginning there is no knowing where the oldest events are.
  if (begin !== undefined) {
    const anchor = begin;
    for (const width of WINDOWS_MS) {
      const end = anchor + width;
      if (end >= (to ?? now)) break;
      yield { from: begin, to: end };
      begin = end;
    }
  }
  yield { from: begin, to };
}
