import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, constants } from 'node:sqlite';
import type { Tools } from '../catalog/cataloguer.ts';

type Row = Readonly<Record<string, unknown>>;

type SqliteLimits = {
  /** Bytes of the database with its log. */
  bytes: number;
  rows: number;
  /** Bytes of all texts and blobs of the answer: pages that are used many times make more than the file has. */
  answerBytes: number;
  milliseconds: number;
};

const MIB = 1024 * 1024;
const LIMITS: SqliteLimits = { bytes: 1_024 * MIB, rows: 1_000_000, answerBytes: 2_048 * MIB, milliseconds: 60_000 };

/** What a plain table of a package database is made of: no views, triggers, virtual tables or computed columns, whose work has no bounds. */
const PLAIN = /^\s*create\s+(?:table|(?:unique\s+)?index)\s/i;
const COMPUTED = /\bgenerated\s+always\b|\bas\s*\(/i;

/**
 * Queries hostile databases through a private copy, which is there only as long as the query takes. The query may read
 * columns of plain tables and nothing else: a schema can otherwise hide endless work behind a table's name.
 */
export function sqliteTool({ directory = tmpdir(), limits = LIMITS }: { directory?: string; limits?: SqliteLimits } = {}): Tools['sqlite'] {
  return ({ bytes, wal }, query) => {
    if (bytes.length + (wal?.length ?? 0) > limits.bytes) throw new Error(`the database has more than ${limits.bytes} bytes`);
    // mkdtemp makes it for this user only.
    const room = mkdtempSync(join(directory, 'glacis-sqlite-'));
    try {
      const file = join(room, 'db');
      writeFileSync(file, bytes, { mode: 0o600 });
      if (wal && wal.length > 0) writeFileSync(`${file}-wal`, wal, { mode: 0o600 });
      return answer(file, query, limits);
    } finally {
      rmSync(room, { recursive: true, force: true });
    }
  };
}

function answer(file: string, query: string, limits: SqliteLimits): readonly Row[] {
  const database = new DatabaseSync(file, { readOnly: true, allowExtension: false, enableForeignKeyConstraints: false });
  try {
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0');
    refuseComputed(database);
    database.setAuthorizer(readsOnly);
    return bounded(database.prepare(query).iterate(), limits);
  } finally {
    database.close();
  }
}

function refuseComputed(database: DatabaseSync): void {
  let seen = 0;
  for (const { sql } of database.prepare('SELECT sql FROM sqlite_schema').iterate()) {
    seen += 1;
    if (seen > 1_000) throw new Error('the database has more than 1,000 tables');
    if (sql !== null && (typeof sql !== 'string' || !PLAIN.test(sql) || COMPUTED.test(sql))) throw new Error('the database has more than plain tables');
  }
}

/** Selecting columns; no functions, no recursion, no views. */
function readsOnly(action: number, _first: string | null, _second: string | null, _database: string | null, within: string | null): number {
  const isReading = action === constants.SQLITE_SELECT || action === constants.SQLITE_READ;
  return isReading && within === null ? constants.SQLITE_OK : constants.SQLITE_DENY;
}

function bounded(rows: Iterable<Row>, { rows: mostRows, answerBytes, milliseconds }: SqliteLimits): readonly Row[] {
  const end = performance.now() + milliseconds;
  const all: Row[] = [];
  let size = 0;
  for (const row of rows) {
    all.push(row);
    for (const value of Object.values(row)) size += sizeOf(value);
    if (all.length > mostRows || size > answerBytes || performance.now() > end) throw new Error('the database answers more than any package database does');
  }
  return all;
}

const sizeOf = (value: unknown): number => (typeof value === 'string' ? value.length : value instanceof Uint8Array ? value.length : 8);

/** What cataloguers may use of this machine. */
export const sqliteTools: Tools = { sqlite: sqliteTool() };
