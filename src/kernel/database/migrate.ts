import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import type pg from 'pg';
import { errors } from '../errors.ts';

/** Any constant; all servers that share a database must agree on it. */
const LOCK = 0x61c15;

const folder = join(import.meta.dirname, '../../../migrations');

/**
 * Brings the schema up to date, once, however many servers start together: the others wait for the lock and find
 * nothing to do. `after` runs under the same lock (the event store's tables, for example).
 * @throws {GlacisError} `version_skew` when the database was written by a newer Glacis.
 */
export async function migrate(pool: pg.Pool, after: () => Promise<void> = async () => {}): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await refuseNewer(client);
    await applyMigrations(drizzle(client), { migrationsFolder: folder });
    await client.query(guards);
    await after();
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(() => {});
    client.release();
  }
}

/** What the tables cannot say: the audit log is append-only, for the application too. */
const guards = `
  CREATE OR REPLACE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
  CREATE OR REPLACE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();
`;

/** The schema that this program knows: the time of its last migration. */
export function knownSchema(): number {
  const journal: { entries: { when: number }[] } = JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8'));
  return Math.max(...journal.entries.map((entry) => entry.when));
}

async function refuseNewer(client: pg.PoolClient): Promise<void> {
  const known = knownSchema();
  const exists = await client.query("SELECT to_regclass('drizzle.__drizzle_migrations') AS name");
  if (exists.rows[0]?.name === null) return;
  const last = await client.query('SELECT max(created_at)::text AS at FROM drizzle.__drizzle_migrations');
  const found = Number(last.rows[0]?.at ?? 0);
  if (found > known) throw errors.versionSkew({ found: String(found), expected: String(known) });
}

