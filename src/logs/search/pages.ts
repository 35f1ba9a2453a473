import type { Kernel } from '../../kernel/kernel.ts';
import type { EventRow } from '../ocsf/event.ts';
import { isIndexed } from '../query/indexed.ts';
import { collectParams, dateTime } from '../query/sql/params.ts';
import { eventRow, ROW_SELECTION, ROWS_BYTES, type SelectedRow } from '../store/rows.ts';
import { EVENTS } from '../store/schema.ts';
import { conditionOf, type Selection } from './selection.ts';
import { WIDTHS_MS, windowsOf } from './windows.ts';

/** Where a page ends: time, batch and position of its last event, which no two events share. */
export type Place = readonly [time: number, batch: number, position: number];

export type PageOf = { limit: number; after?: Place | undefined; order: 'desc' | 'asc'; signal?: AbortSignal | undefined };

/** Up to so many events, an index finds the newest rows among all of them as quickly as in an hour. */
const FEW_EVENTS = 20_000_000;
const COUNT_AGAIN_MS = 60_000;

/** The engine's filter for the newest rows reads the columns that are asked for, where an index alone would do. */
const INDEXED = { use_top_k_dynamic_filtering: 0 };

/** Reads the events of a selection page by page, by time and then by arrival. */
export function pageReader({ events, clock }: Pick<Kernel, 'events' | 'clock'>) {
  let counted: { at: number; rows: number } | undefined;
  /** The engine knows the number of rows without looking at any. */
  async function areFew(): Promise<boolean> {
    const now = clock.now();
    if (!counted || now - counted.at >= COUNT_AGAIN_MS) {
      const [all] = await events.rows<{ found: number }>({ sql: `SELECT count() AS found FROM ${EVENTS}` });
      counted = { at: now, rows: all?.found ?? 0 };
    }
    return counted.rows <= FEW_EVENTS;
  }

  return async function page(selection: Selection, { limit, after, order, signal }: PageOf): Promise<EventRow[]> {
    const found: EventRow[] = [];
    const indexed = isIndexed(selection.query);
    const widths = indexed && (await areFew()) ? [] : WIDTHS_MS;
    for (const window of windowsOf(selection, { order, start: after?.[0], now: clock.now(), widths })) {
      const { sql, params } = conditionOf({ ...selection, ...window });
      const seek = after ? beyond(after, order) : undefined;
      const direction = order === 'desc' ? 'DESC' : 'ASC';
      const rows = await events.rows<SelectedRow>({
        sql: `SELECT ${ROW_SELECTION} FROM ${EVENTS} WHERE ${sql}${seek ? ` AND ${seek.sql}` : ''}
          ORDER BY time ${direction}, batch ${direction}, position ${direction} LIMIT {limit:UInt32}`,
        params: { ...params, ...seek?.params, limit: limit - found.length },
        signal,
        limits: { resultBytes: ROWS_BYTES },
        ...(indexed && { settings: INDEXED }),
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
