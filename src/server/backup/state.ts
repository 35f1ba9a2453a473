import type pg from 'pg';
import { copyIn, copyOut } from './copy.ts';
import type { Manifest } from './manifest.ts';
import { parts } from './parts.ts';
import type { Entry } from '../../kernel/tar.ts';

type Table = Manifest['state'][number];

/** Of the job queue's schema, what is state; the rest it makes and keeps by itself. */
const JOB_TABLES = ['queue', 'schedule', 'subscription', 'job', 'job_dependency'];

/** What a running server has under way: lines in its spool, which is not in the backup of a running server. */
const IN_TRANSIT: ReadonlySet<string> = new Set(['ingest_claims', 'ingest_spools', 'ledger_waiting']);

/** Begins the one snapshot that everything is read in. */
export const beginSnapshot = (client: pg.ClientBase) => client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');

/** All tables of the snapshot, as COPY text, and what the manifest says of them. */
export async function* dumpState(
  client: pg.ClientBase,
  { running }: { running: boolean },
): AsyncGenerator<Entry, Pick<Manifest, 'schema' | 'jobs' | 'state' | 'sequences'>, undefined> {
  const state: Table[] = [];
  for (const table of await tables(client)) {
    let rows = 0;
    let index = 0;
    if (!(running && IN_TRANSIT.has(table.table))) {
      const lines = copyOut(client, `COPY (SELECT ${columnList(table)} FROM ${tableName(table)}) TO STDOUT`);
      for await (const { body, rows: more } of parts(lines)) {
        yield { name: entryName(table, index++), body };
        rows += more;
      }
    }
    state.push({ ...table, rows });
  }
  return { ...(await versions(client)), state, sequences: await sequences(client) };
}

/** Stores one entry of `dumpState`. @returns its rows. */
export function loadState(client: pg.ClientBase, table: Omit<Table, 'rows'>, body: Buffer): Promise<number> {
  return copyIn(client, `COPY ${tableName(table)} (${columnList(table)}) FROM STDIN`, body);
}

/** Sets the sequences on from where they were. */
export async function loadSequences(client: pg.ClientBase, list: Manifest['sequences']): Promise<void> {
  for (const { schema, sequence, last, called } of list) {
    await client.query('SELECT setval(to_regclass($1), $2::bigint, $3)', [tableName({ schema, table: sequence }), last, called]);
  }
}

/** What a restore needs to find unchanged. `schema` 0 is a database without tables. */
export async function versions(client: pg.ClientBase): Promise<{ schema: number; jobs?: number }> {
  const last = async (table: string, expression: string): Promise<number | undefined> => {
    const exists = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [table]);
    if (!exists.rows[0]?.there) return undefined;
    const { rows } = await client.query<{ version: string | null }>(`SELECT max(${expression})::text AS version FROM ${table}`);
    return Number(rows[0]?.version ?? 0);
  };
  const jobs = await last('pgboss.version', 'version');
  return { schema: (await last('drizzle.__drizzle_migrations', 'created_at')) ?? 0, ...(jobs !== undefined && { jobs }) };
}

const entryName = ({ schema, table }: Pick<Table, 'schema' | 'table'>, index: number): string =>
  `state/${schema}.${table}/${String(index).padStart(6, '0')}.copy`;

/** Tables with their columns, referenced ones before those that refer to them. Generated columns make themselves. */
export async function tables(client: pg.ClientBase): Promise<Omit<Table, 'rows'>[]> {
  const { rows } = await client.query<{ schema: string; table: string; columns: string[]; references: string[] }>(
    `SELECT n.nspname AS schema, c.relname AS table,
       ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum) AS columns,
       ARRAY(SELECT DISTINCT confrelid::regclass::text FROM pg_constraint WHERE conrelid = c.oid AND contype = 'f' AND confrelid <> c.oid) AS references
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND (n.nspname = 'public' OR n.nspname = 'pgboss' AND c.relname = ANY ($1))
     ORDER BY n.nspname DESC, c.relname`,
    [JOB_TABLES],
  );
  const ordered: typeof rows = [];
  const visiting = new Set<string>();
  const visit = (row: (typeof rows)[number]): void => {
    if (ordered.includes(row) || visiting.has(regclass(row))) return;
    visiting.add(regclass(row));
    for (const other of rows) if (row.references.includes(regclass(other))) visit(other);
    ordered.push(row);
  };
  for (const row of rows) visit(row);
  return ordered.map(({ schema, table, columns }) => ({ schema, table, columns }));
}

/** As PostgreSQL writes names that need no quotes; `public` is in the search path. */
const regclass = ({ schema, table }: Pick<Table, 'schema' | 'table'>) => (schema === 'public' ? table : `${schema}.${table}`);

async function sequences(client: pg.ClientBase): Promise<Manifest['sequences']> {
  const { rows } = await client.query<{ schema: string; sequence: string }>(
    "SELECT schemaname AS schema, sequencename AS sequence FROM pg_sequences WHERE schemaname = 'public' ORDER BY 2",
  );
  const list: Manifest['sequences'] = [];
  for (const { schema, sequence } of rows) {
    const value = await client.query<{ last: string; called: boolean }>(
      `SELECT last_value::text AS last, is_called AS called FROM ${tableName({ schema, table: sequence })}`,
    );
    list.push({ schema, sequence, last: value.rows[0]?.last ?? '1', called: value.rows[0]?.called ?? false });
  }
  return list;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const tableName = ({ schema, table }: Pick<Table, 'schema' | 'table'>): string => `${quoted(schema)}.${quoted(table)}`;
const columnList = ({ columns }: Pick<Table, 'columns'>): string => columns.map(quoted).join(', ');
