import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { getConstructionPlans } from 'pg-boss';
import { startEngines, UNFINISHED_RESTORE } from '../../engines/index.ts';
import { auditTrail } from '../../kernel/audit.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Config } from '../../kernel/config.ts';
import { connectDatabase, knownSchema, migrate } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import { connectEventStore, type EventStore } from '../../kernel/eventstore/index.ts';
import type { Log } from '../../kernel/log.ts';
import { systemPrincipal } from '../../kernel/principal.ts';
import { digestOf, readArchive, verifyArchive } from './archive.ts';
import { countEvents, eventTables, loadEvents } from './events.ts';
import { keptIn, loadFile } from './files.ts';
import { MANIFEST, type Manifest } from './manifest.ts';
import { loadSequences, loadState, tables, versions } from './state.ts';

type Options = {
  config: Config;
  log: Log;
  clock: Clock;
  file: string;
  /** Makes the tables of the event store. */
  createEventTables: (events: EventStore) => Promise<void>;
  /** For a comparison only: the restored house is not told that it was. */
  isDrill?: boolean;
};

/**
 * Fills an empty data directory (or empty servers) from a backup, after reading the whole file and comparing every
 * digest. What fails half-way is removed again where it is the embedded engines' own.
 * @throws {GlacisError} `backup_damaged`, `backup_other_version`, `not_empty`; nothing was changed then.
 */
export async function restoreBackup({ config, log, clock, file, createEventTables, isDrill = false }: Options): Promise<Manifest> {
  const manifest = await verifyArchive(file);
  if (manifest.schema !== knownSchema()) throw otherVersion(manifest, { schema: knownSchema() });
  const ours = [
    ...(config.databaseUrl === undefined ? ['postgres'] : []),
    ...(config.clickhouseUrl === undefined ? ['events'] : []),
  ];
  const there = [...ours.filter((name) => existsSync(join(config.data, name))), ...keptIn(config.data)];
  if (there[0] !== undefined) throw errors.notEmpty({ what: `${config.data} holds ${there.join(' and ')}` });

  const engines = await startEngines({ config, log, clock });
  const unfinished = join(config.data, UNFINISHED_RESTORE);
  let touched = false;
  try {
    const events = connectEventStore(engines.events, { log });
    const database = connectDatabase(engines.database, { log });
    const client = await database.pool.connect();
    try {
      await refuseFilled(client, events);
      touched = true;
      writeFileSync(unfinished, '', { flush: true });
      await migrate(database.pool, () => createEventTables(events));
      await load(file, manifest, { client, events, data: config.data });
      if (!isDrill) {
        await auditTrail({ db: database.db, clock }).record({
          action: 'backup.restore', outcome: 'success', actor: systemPrincipal('restore'), target: { type: 'file', id: file },
          detail: { createdAt: manifest.createdAt, journal: manifest.journal },
        });
      }
    } finally {
      client.release(true);
      await database.close();
      await events.close();
    }
    rmSync(unfinished);
  } catch (error) {
    await engines.stop();
    if (touched) for (const name of [...ours, ...keptIn(config.data)]) rmSync(join(config.data, name), { recursive: true, force: true });
    rmSync(unfinished, { force: true });
    throw error;
  }
  await engines.stop();
  return manifest;
}

async function refuseFilled(client: pg.ClientBase, events: EventStore): Promise<void> {
  const [first] = await tables(client);
  if (first) throw errors.notEmpty({ what: `the database has tables (${first.table})` });
  for (const { table } of await eventTables(events)) {
    const rows = await countEvents(events, table);
    if (rows > 0) throw errors.notEmpty({ what: `the event store's table ${table} has ${rows} rows` });
  }
}

async function load(file: string, manifest: Manifest, to: { client: pg.ClientBase; events: EventStore; data: string }): Promise<void> {
  const { client, events, data } = to;
  if (manifest.jobs !== undefined) await client.query(getConstructionPlans('pgboss'));
  const found = await versions(client);
  if (found.jobs !== manifest.jobs) throw otherVersion(manifest, found);

  const expected = new Map(manifest.entries.map((entry) => [entry.name, entry.sha256]));
  const state = new Map(manifest.state.map((table) => [`${table.schema}.${table.table}`, { ...table, loaded: 0 }]));
  const stored = new Map(manifest.events.map((table) => [table.table, table]));
  await client.query('BEGIN');
  for await (const entry of readArchive(file)) {
    if (entry.name === MANIFEST) continue;
    // It was whole when it was verified; another may lie there now.
    if (digestOf(entry).sha256 !== expected.get(entry.name)) throw errors.backupDamaged({ file, reason: `${entry.name} changed while it was read` });
    const [kind, name = ''] = entry.name.split('/');
    const table = state.get(name);
    const eventTable = stored.get(name);
    if (kind === 'state' && table) table.loaded += await loadState(client, table, entry.body);
    else if (kind === 'events' && eventTable) await loadEvents(events, eventTable, entry, manifest.createdAt);
    else if (kind === 'files') await loadFile(data, entry);
    else throw errors.backupDamaged({ file, reason: `${entry.name} belongs to nothing in its manifest` });
  }
  await loadSequences(client, manifest.sequences);
  for (const { table, rows, loaded } of state.values()) {
    if (rows !== loaded) throw new Error(`table ${table} got ${loaded} of ${rows} rows`);
  }
  for (const { table, rows } of manifest.events) {
    const loaded = await countEvents(events, table);
    if (rows !== loaded) throw new Error(`table ${table} of the event store got ${loaded} of ${rows} rows`);
  }
  await client.query('COMMIT');
}

function otherVersion(manifest: Manifest, here: { schema: number; jobs?: number }) {
  const say = ({ schema, jobs }: { schema: number; jobs?: number | undefined }) => (jobs === undefined ? String(schema) : `${schema}/${jobs}`);
  return errors.backupOtherVersion({ glacis: manifest.glacis, found: say(manifest), expected: say(here) });
}
