import pg from 'pg';
import type { Clock } from '../../kernel/clock.ts';
import type { Config } from '../../kernel/config.ts';
import { knownSchema } from '../../kernel/database/index.ts';
import { GlacisError, reasonOf } from '../../kernel/errors.ts';
import { connectEventStore } from '../../kernel/eventstore/index.ts';
import type { Log } from '../../kernel/log.ts';
import { versions } from '../backup/state.ts';
import type { OpenStores } from '../stores.ts';
import { backlog } from './backlog.ts';
import { duration, ok, problem, warning, type Finding } from './finding.ts';

const OLDEST_POSTGRESQL = 15;
const OLDEST_CLICKHOUSE = [26, 2] as const;
/** Leases and sessions are reckoned in seconds. */
const CLOCK_OFF_MS = 5_000;

/** Version, schema and clock of the database, and what waits in it. */
export async function database(stores: OpenStores, clock: Clock): Promise<Finding[]> {
  const client = new pg.Client({ ...stores.database, connectionTimeoutMillis: 5_000, query_timeout: 20_000, application_name: 'glacis doctor' });
  try {
    await client.connect();
    const { rows } = await client.query<{ number: number; version: string; now: number }>(
      "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version, extract(epoch FROM clock_timestamp())::float8 * 1000 AS now",
    );
    const { number = 0, version = '', now = clock.now() } = rows[0] ?? {};
    const findings = [
      Math.floor(number / 10_000) >= OLDEST_POSTGRESQL
        ? ok('database', `PostgreSQL ${version}`)
        : problem('database', `PostgreSQL ${version}`, `Glacis needs PostgreSQL ${OLDEST_POSTGRESQL} or newer.`),
    ];
    const off = Math.abs(now - clock.now());
    if (off > CLOCK_OFF_MS) findings.push(warning('clock', `the database's clock is ${duration(off)} from this one`, 'Keep the time of all machines by NTP.'));
    const { schema } = await versions(client);
    if (schema > knownSchema()) findings.push(problem('schema', 'the tables were made by a newer Glacis', 'Start the newer version.'));
    if (schema > 0 && schema <= knownSchema()) findings.push(...(await backlog(client, clock)));
    return findings;
  } catch (error) {
    return [problem('database', `it does not answer: ${reasonOf(error)}`, 'Look at DATABASE_URL, the server it names, and the network between.')];
  } finally {
    await client.end().catch(() => {});
  }
}

/** Version of the event store, and its tables' parts. */
export async function eventStore(stores: OpenStores, log: Log): Promise<Finding[]> {
  const events = connectEventStore(stores.events, { log });
  try {
    const [row] = await events.rows<{ version: string; parts: number }>({
      sql: "SELECT version() AS version, max(parts) AS parts FROM (SELECT count() AS parts FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table, partition)",
      limits: { seconds: 10 },
    });
    const [major = 0, minor = 0] = (row?.version ?? '').split('.').map(Number);
    const fits = major > OLDEST_CLICKHOUSE[0] || (major === OLDEST_CLICKHOUSE[0] && minor >= OLDEST_CLICKHOUSE[1]);
    const findings = [
      fits ? ok('event store', `ClickHouse ${row?.version}`) : problem('event store', `ClickHouse ${row?.version}`, `Glacis needs ClickHouse ${OLDEST_CLICKHOUSE.join('.')} or newer.`),
    ];
    if ((row?.parts ?? 0) > MANY_PARTS) findings.push(warning('event store', `a partition has ${row?.parts} parts`, 'Merging does not keep up: look at the disk, and at what else runs on it.'));
    return findings;
  } catch (error) {
    const hint = error instanceof GlacisError && error.code === 'misconfigured' ? reasonOf(error) : `it does not answer: ${reasonOf(error)}`;
    return [problem('event store', hint, 'Look at CLICKHOUSE_URL, the server it names, and the network between.')];
  } finally {
    await events.close();
  }
}

/** ClickHouse delays inserts into a partition at 1,000 parts and refuses them at 3,000. */
const MANY_PARTS = 500;

/** What to say when an engine does not start at all. */
export function notStarted(error: unknown, config: Pick<Config, 'data'>): Finding {
  const hint = error instanceof GlacisError ? error.hint : undefined;
  return problem('engines', reasonOf(error), hint ?? `Look at the log of the server on ${config.data} with GLACIS_LOG_LEVEL=debug.`);
}
