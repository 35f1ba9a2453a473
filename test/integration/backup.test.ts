import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startEngines, UNFINISHED_RESTORE, type Engines } from '../../src/engines/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { readConfig, type Config } from '../../src/kernel/config.ts';
import { masterKey } from '../../src/kernel/crypto.ts';
import { connectDatabase } from '../../src/kernel/database/index.ts';
import { connectEventStore, type EventStore } from '../../src/kernel/eventstore/index.ts';
import { systemPrincipal } from '../../src/kernel/principal.ts';
import { eventBlock } from '../../src/logs/store/block.ts';
import { EVENTS, eventTables } from '../../src/logs/store/schema.ts';
import { readArchive, verifyArchive, writeArchive } from '../../src/server/backup/archive.ts';
import { restoreBackup, takeBackup } from '../../src/server/backup/index.ts';
import { externalPostgres, hasPostgres15, MEGABYTE, privateDirectory, testLog } from '../support/engines.ts';
import { testKernel } from '../support/kernel.ts';

const RECEIVED = Date.now();
const directory = privateDirectory('backup');
const configOf = (name: string): Config => readConfig({ GLACIS_DATA: join(directory.path, name), GLACIS_ADVISORIES_FROM: 'off', GLACIS_ENGINE_MEMORY: String(1024 * MEGABYTE) });
const source = configOf('source');
const whileRunning = join(directory.path, 'running.backup');
const whenStopped = join(directory.path, 'stopped.backup');
const common = { log: testLog, clock: systemClock };
const start = (config: Config) => startEngines({ config, ...common });
const restore = (config: Config, file: string) => restoreBackup({ config, file, createEventTables, ...common });

/** The tables of the event store, and one with other types. */
async function createEventTables(events: EventStore): Promise<void> {
  await eventTables(events);
  await events.command('CREATE TABLE other (n UInt64, f Float64, d Date, u UUID, s Nullable(String), m UInt64 MATERIALIZED n * 2) ENGINE = MergeTree ORDER BY n');
}

/** Rows and a digest of every table of both stores, and where the sequences stand. */
type Contents = Record<string, string>;
let running: Contents;
let stopped: Contents;

beforeAll(async () => {
  mkdirSync(source.data);
  masterKey(source.data);
  const engines = await start(source);
  await fill(engines);
  running = await contentsOf(engines);
  await takeBackup({ config: source, file: whileRunning, overwrite: false, ...common });
  await engines.stop();

  mkdirSync(join(source.data, 'spool', 'server'), { recursive: true });
  writeFileSync(join(source.data, 'server-id'), 'server');
  writeFileSync(join(source.data, 'spool', 'server', '000000000001.spool'), SPOOLED);
  await takeBackup({ config: source, file: whenStopped, overwrite: false, ...common });
  const again = await start(source);
  stopped = await contentsOf(again);
  await again.stop();
});
afterAll(() => directory.remove());

const SPOOLED = randomBytes(100_000);

/** Something of everything: every kind of value, hostile text, a batch under way, jobs, more than one part. */
async function fill(engines: Engines): Promise<void> {
  const kernel = await testKernel({ ...engines, data: source.data }, { tables: createEventTables });
  try {
    const job = kernel.jobs.define({ name: 'test-job', data: z.object({ text: z.string() }), work: async () => {} });
    await kernel.jobs.start({ work: false });
    await job.enqueue({ text: 'still to be done' });
    const { pool } = kernel.database;
    const hostile = 'tab\t newline\n backslash\\ \\. quote\' "double" NULL \\N ü 😀';
    await kernel.audit.record({ action: 'test.fill', outcome: 'success', actor: systemPrincipal('test'), detail: { hostile } });
    await pool.query("INSERT INTO settings SELECT 'setting ' || n, to_jsonb(repeat($1, 100)), now() FROM generate_series(1, 1800) n", [hostile]);
    await pool.query("INSERT INTO settings VALUES ('json null', 'null', '2026-11-23 08:00:00.123456+00'), ('', '{}', '-infinity')");
    await pool.query("SELECT setval('ingest_batches', 5)");
    const journal = (seq: number, batch: number) =>
      pool.query("INSERT INTO journal VALUES ($1, $2, 'server', 30, 10, '{a,b}', now(), now(), 'digest', now())", [seq, batch]);
    await Promise.all([journal(1, 1), journal(2, 2), journal(3, 4)]);
    await pool.query("INSERT INTO ingest_claims VALUES (3, 'server', 1, 0, 1, 100, 30, 20000, '{1,2}', 10, now())");
    await pool.query("INSERT INTO ingest_spools (server, seen_at) VALUES ('server', now())");
    for (const batch of [1, 2, 3, 4, 5]) await storeBatch(kernel.events, batch, batch === 2 ? 8_000 : 500);
    await kernel.events.command("INSERT INTO other SELECT number, sqrt(number), toDate(20000) + number, generateUUIDv4(), if(number % 2, NULL, 'text') FROM numbers(100)");
  } finally {
    await kernel.close();
  }
}

async function storeBatch(events: EventStore, batch: number, rows: number): Promise<void> {
  const block = eventBlock();
  const raw = Buffer.from(Array.from({ length: 512 }, (_, at) => at % 256));
  for (let n = 0; n < rows; n += 1) {
    const start = n % 200;
    block.add(
      { batch, ingestedAt: RECEIVED - (n % 3) * 86_400_000, retention: 30 + (batch % 2), source: `source ${n % 5}`, normalizer: 1 }, randomBytes(16),
      {
        format: 'text', classUid: 3002, activityId: 1, statusId: 2, severityId: 3, time: RECEIVED - n * 1000, user: `user\t${n}\n`, actor: '', srcIp: '203.0.113.9',
        dstIp: '', host: 'web\\1', service: 'sshd', action: 'failed', repository: '', message: `it's ${n}`,
        attributes: ['a.b', `${n}`, "quote'd\\", '\n'], observables: [`4:user ${n}`, "2:it's"],
      },
      raw, start, start + 20 + (n % 250),
    );
  }
  await events.insert({ table: EVENTS, columns: block.names, body: block.finish().block, token: String(batch) });
}

async function contentsOf(engines: Pick<Engines, 'database' | 'events'>): Promise<Contents> {
  const database = connectDatabase(engines.database, { log: testLog });
  const events = connectEventStore(engines.events, { log: testLog });
  const contents: Contents = {};
  try {
    const tables = await database.pool.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
       WHERE relkind IN ('r', 'p') AND NOT relispartition AND (nspname = 'public' OR c.oid::regclass::text IN ('pgboss.job', 'pgboss.queue', 'pgboss.schedule', 'drizzle.__drizzle_migrations'))`,
    );
    for (const { name } of tables.rows) {
      // What a backup and a restore themselves write down is no part of what they carry.
      const own = name === 'audit_log' ? "WHERE action NOT LIKE 'backup.%'" : name === 'audit_unshipped' ? "WHERE seq IN (SELECT seq FROM audit_log WHERE action NOT LIKE 'backup.%')" : '';
      const { rows } = await database.pool.query(`SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') AS digest FROM ${name} t ${own}`);
      contents[name] = rows[0].digest;
    }
    const sequence = await database.pool.query('SELECT last_value, is_called FROM ingest_batches');
    contents['ingest_batches'] = JSON.stringify(sequence.rows);
    for (const name of [EVENTS, 'other']) {
      const rows = await events.rows({ sql: `SELECT count() AS rows, toString(sum(cityHash64(*))) AS digest, uniqExact(_partition_id) AS partitions FROM ${name}` });
      contents[name] = JSON.stringify(rows);
    }
    for (const batch of [1, 2, 3, 4, 5]) contents[`batch ${batch}`] = JSON.stringify(await events.rows({ sql: `SELECT count() AS rows FROM ${EVENTS} WHERE batch = {batch:UInt64}`, params: { batch } }));
  } finally {
    await database.close();
    await events.close();
  }
  return contents;
}

test('a stopped server comes back whole: every table, every event to the byte, and the lines in its spool', async () => {
  expect(stopped[EVENTS]).toContain('"rows":10000');
  const target = configOf('whole');
  const manifest = await restore(target, whenStopped);
  expect(manifest).toMatchObject({ spool: true, journal: 3 });
  const engines = await start(target);
  expect(await contentsOf(engines)).toEqual(stopped);
  await engines.stop();
  expect(readFileSync(join(target.data, 'spool', 'server', '000000000001.spool'))).toEqual(SPOOLED);
  expect(readFileSync(join(target.data, 'server-id'), 'utf8')).toBe('server');
});

test('beside a running server a backup holds what its journal holds, and nothing under way', async () => {
  const target = configOf('beside');
  const manifest = await restore(target, whileRunning);
  expect(manifest).toMatchObject({ spool: false, journal: 3 });
  const engines = await start(target);
  const found = await contentsOf(engines);
  await engines.stop();
  const rows = (count: number) => JSON.stringify([{ rows: count }]);
  expect([1, 2, 3, 4, 5].map((batch) => found[`batch ${batch}`])).toEqual([rows(500), rows(8_000), rows(0), rows(500), rows(0)]);
  const underWay = ['ingest_claims', 'ingest_spools', EVENTS, 'batch 3', 'batch 5'];
  for (const name of underWay.slice(0, 2)) expect(found[name]).toBe('0 ');
  const rest = (contents: Contents) => Object.fromEntries(Object.entries(contents).filter(([name]) => !underWay.includes(name)));
  expect(rest(found)).toEqual(rest(running));
});

test.skipIf(!hasPostgres15)('a backup moves from the embedded PostgreSQL to a server of the operator', async () => {
  const server = await externalPostgres();
  const target = { ...configOf('moved'), databaseUrl: server.database.connectionString };
  await restore({ ...target }, whileRunning);
  const engines = await start(target);
  expect((await contentsOf(engines))['settings']).toBe(running['settings']);
  await engines.stop();
  await expect(restore({ ...target, data: join(directory.path, 'moved again') }, whileRunning)).rejects.toMatchObject({ code: 'not_empty' });
  await server.stop();
});

test('the file is readable by its owner alone, and the master key is not in it', async () => {
  expect(statSync(whenStopped).mode & 0o777).toBe(0o600);
  const key = readFileSync(join(source.data, 'keys', 'master.key'));
  const names: string[] = [];
  for await (const { name, body } of readArchive(whenStopped)) {
    names.push(name);
    expect(body.includes(key)).toBe(false);
  }
  expect(names.filter((name) => name.includes('key'))).toEqual([]);
  expect(names.filter((name) => name.startsWith('state/public.settings/')).length).toBeGreaterThan(1);
});

const damage: [string, (file: string) => void][] = [
  ['a bit is wrong', (file) => { const bytes = readFileSync(file); bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1); writeFileSync(file, bytes); }],
  ['its end is missing', (file) => truncateSync(file, statSync(file).size - 1_000)],
  ['it is something else', (file) => writeFileSync(file, 'not a backup')],
  ['it is empty', (file) => writeFileSync(file, '')],
];
test.for(damage)('a file is refused before anything is touched when %s', async ([name, change]) => {
  const file = join(directory.path, name);
  writeFileSync(file, readFileSync(whileRunning));
  change(file);
  const target = configOf(`untouched ${name}`);
  await expect(restore(target, file)).rejects.toMatchObject({ code: 'backup_damaged' });
  expect(existsSync(target.data)).toBe(false);
});

test('a backup with another schema is refused, and says which version restores it', async () => {
  const { entries: _, ...facts } = await verifyArchive(whileRunning);
  const file = join(directory.path, 'other.backup');
  await writeArchive(file, async function* () {
    yield { name: 'state/public.settings/000000.copy', body: Buffer.alloc(0) };
    return { ...facts, glacis: '9.9.9', schema: facts.schema + 1 };
  });
  const target = configOf('other schema');
  await expect(restore(target, file)).rejects.toMatchObject({ code: 'backup_other_version', hint: expect.stringContaining('Glacis 9.9.9') });
  expect(existsSync(target.data)).toBe(false);
});

test('a link that somebody put where an archive is drafted is not followed', async () => {
  const { entries: _, ...facts } = await verifyArchive(whileRunning);
  const file = join(directory.path, 'shared.backup');
  const precious = join(directory.path, 'precious');
  writeFileSync(precious, 'untouched');
  symlinkSync(precious, `${file}.partial`);
  await writeArchive(file, async function* () {
    yield { name: 'state/public.settings/000000.copy', body: Buffer.alloc(0) };
    return facts;
  });
  expect(readFileSync(precious, 'utf8')).toBe('untouched');
  expect(lstatSync(file).isFile()).toBe(true);
});

test('a directory that holds something is refused and left alone', async () => {
  await expect(restore(source, whenStopped)).rejects.toMatchObject({ code: 'not_empty' });
  expect(existsSync(join(source.data, 'postgres', 'PG_VERSION'))).toBe(true);
});

test('a restore that fails half-way leaves an empty directory behind', async () => {
  const { entries: _, ...facts } = await verifyArchive(whileRunning);
  const file = join(directory.path, 'unfit.backup');
  await writeArchive(file, async function* () {
    yield { name: 'state/public.settings/000000.copy', body: Buffer.from('only one column\n') };
    return facts;
  });
  const target = configOf('unfit data');
  await expect(restore(target, file)).rejects.toThrow('missing data for column');
  expect(readdirSync(target.data).filter((name) => ['postgres', 'events', 'spool', 'server-id', UNFINISHED_RESTORE].includes(name))).toEqual([]);
});

test('no server starts on a restore that was not finished', async () => {
  const target = configOf('killed');
  mkdirSync(target.data);
  writeFileSync(join(target.data, UNFINISHED_RESTORE), '');
  await expect(start(target)).rejects.toThrow('a restore that was not finished');
});

test('a backup replaces no file unless told so, and there must be something to back up', async () => {
  await expect(takeBackup({ config: source, file: whenStopped, overwrite: false, ...common })).rejects.toMatchObject({ code: 'conflict' });
  await expect(takeBackup({ config: configOf('nothing'), file: join(directory.path, 'none'), overwrite: false, ...common })).rejects.toThrow('nothing to back up');
  expect(existsSync(configOf('nothing').data)).toBe(false);
});
