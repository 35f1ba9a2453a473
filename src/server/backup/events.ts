import type { EventStore, Params } from '../../kernel/eventstore/index.ts';
import type { Manifest } from './manifest.ts';
import { parts } from './parts.ts';
import type { Entry } from '../../kernel/tar.ts';

type Table = Manifest['events'][number];

/** A whole table passes through; a day is more than any takes. */
const PATIENT = { seconds: 86_400 };

/**
 * All tables of the event store, partition by partition, as tab-separated text: exact to the byte, and cut into parts
 * without knowing its types. `cut` leaves out rows that are not part of the backup, by table.
 */
export async function* dumpEvents(
  events: EventStore,
  cut: Readonly<Record<string, { where: string; params: Params }>>,
): AsyncGenerator<Entry, Table[], undefined> {
  const list: Table[] = [];
  for (const table of await eventTables(events)) {
    const { where, params } = cut[table.table] ?? { where: '1', params: {} };
    const partitions = await events.rows<{ id: string }>({ sql: `SELECT DISTINCT _partition_id AS id FROM ${table.table} ORDER BY id` });
    let rows = 0;
    let index = 0;
    for (const { id } of partitions) {
      const lines = events.download({
        sql: `SELECT ${columnList(table)} FROM ${table.table} WHERE _partition_id = {partition:String} AND ${where}`,
        params: { ...params, partition: id },
        limits: PATIENT,
      });
      for await (const { body, rows: more } of parts(lines)) {
        yield { name: eventEntryName(table, index++), body };
        rows += more;
      }
    }
    list.push({ ...table, rows });
  }
  return list;
}

/** Stores one entry of `dumpEvents`. `backup` names the backup, so that a part is never taken for another one. */
export const loadEvents = (events: EventStore, table: Omit<Table, 'rows'>, { name, body }: Entry, backup: string): Promise<void> =>
  events.insert({ table: table.table, columns: table.columns, body, format: 'TabSeparated', token: `${backup}/${name}` });

export async function countEvents(events: EventStore, table: string): Promise<number> {
  const [row] = await events.rows<{ rows: number }>({ sql: `SELECT count() AS rows FROM ${table}` });
  return row?.rows ?? 0;
}

const eventEntryName = ({ table }: Pick<Table, 'table'>, index: number): string =>
  `events/${table}/${String(index).padStart(6, '0')}.tsv`;

/** Tables that hold rows of their own, with the columns that are stored and not computed. */
export const eventTables = (events: EventStore): Promise<Omit<Table, 'rows'>[]> =>
  events.rows({
    sql: `SELECT table, groupArray(name) AS columns FROM (
        SELECT table, name FROM system.columns
        WHERE database = currentDatabase() AND default_kind NOT IN ('ALIAS', 'MATERIALIZED', 'EPHEMERAL')
          AND table IN (SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree')
        ORDER BY table, position)
      GROUP BY table ORDER BY table`,
  });

const columnList = ({ columns }: Pick<Table, 'columns'>): string => columns.map((name) => `\`${name}\``).join(', ');
