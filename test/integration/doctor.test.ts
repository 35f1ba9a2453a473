import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/kernel/clock.ts';
import { readConfig, type Config } from '../../src/kernel/config.ts';
import { connectDatabase, migrate } from '../../src/kernel/database/index.ts';
import { examine, exitCodeOf, type Finding } from '../../src/server/doctor/index.ts';
import { privateDirectory, testEngines, testLog, type TestEngines } from '../support/engines.ts';

const directory = privateDirectory('doctor');
let engines: TestEngines;

beforeAll(async () => {
  engines = await testEngines();
  const database = connectDatabase(engines.database, { log: testLog });
  await migrate(database.pool);
  await database.close();
});
afterAll(async () => {
  await engines.stop();
  directory.remove();
});

/** Without ports of its own, on stores that are not there: what a test looks at it sets. */
const configOf = (overrides: Partial<Config>): Config => ({
  ...readConfig({
    GLACIS_DATA: join(directory.path, 'data'), GLACIS_ADVISORIES_FROM: 'off', GLACIS_PORT: '0', GLACIS_SYSLOG_PORT: '0', GLACIS_SYSLOG_TLS_PORT: '0',
    GLACIS_ENGINE_MEMORY: String(1024 ** 3), GLACIS_SPOOL_BYTES: '1000000',
    DATABASE_URL: 'postgres://glacis:secret@127.0.0.1:9/glacis', CLICKHOUSE_URL: 'http://default:secret@127.0.0.1:9',
  }),
  ...overrides,
});

async function findings(overrides: Partial<Config>): Promise<Finding[]> {
  const list: Finding[] = [];
  for await (const finding of examine({ config: configOf(overrides), log: testLog, clock: systemClock })) list.push(finding);
  return list;
}

function listening(): Promise<[number, Server]> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve([typeof address === 'object' && address ? address.port : 0, server]);
    });
  });
}

const of = (list: readonly Finding[], check: string) => list.filter((finding) => finding.check === check);

test('on a new machine all is well, engines are tried out, and nothing is left behind', async () => {
  const list = await findings({ databaseUrl: undefined, clickhouseUrl: undefined });
  expect(list.filter(({ verdict }) => verdict === 'problem' || verdict === 'unknown')).toEqual([]);
  expect(of(list, 'database')).toMatchObject([{ verdict: 'ok', found: expect.stringContaining('PostgreSQL 18') }]);
  expect(of(list, 'event store')).toMatchObject([{ verdict: 'ok', found: expect.stringContaining('ClickHouse 26') }]);
  expect(existsSync(join(directory.path, 'data'))).toBe(false);
  expect(exitCodeOf(list)).toBe(0);
});

test('beside a running server its own engines are asked, and an open data directory is told', async () => {
  chmodSync(engines.data, 0o755);
  const list = await findings({ data: engines.data, databaseUrl: undefined, clickhouseUrl: undefined });
  chmodSync(engines.data, 0o700);
  expect(of(list, 'server')).toMatchObject([{ found: `runs on this data directory (process ${process.pid})` }]);
  expect(of(list, 'data directory')).toMatchObject([{ verdict: 'warning', remedy: `chmod 700 ${engines.data}` }]);
  expect(of(list, 'spool')).toMatchObject([{ verdict: 'ok' }]);
});

test('a server that went away with lines in its spool is named', async () => {
  const client = new pg.Client(engines.database);
  await client.connect();
  await client.query("INSERT INTO ingest_spools (server, waiting, seen_at) VALUES ('lost', 42, now() - interval '2 hours'), ('idle', 0, now() - interval '2 days')");
  const list = await findings({ data: engines.data, databaseUrl: undefined, clickhouseUrl: undefined });
  await client.query('DELETE FROM ingest_spools');
  await client.end();
  expect(of(list, 'spool')).toMatchObject([{ verdict: 'problem', found: 'server lost, silent for 2 h, has 42 lines and 0 batches that are not stored' }]);
  expect(exitCodeOf(list)).toBe(1);
});

test('servers that do not answer are told, without their passwords', async () => {
  const list = await findings({});
  expect(of(list, 'database')).toMatchObject([{ verdict: 'problem' }]);
  expect(of(list, 'event store')).toMatchObject([{ verdict: 'problem' }]);
  expect(JSON.stringify(list)).not.toContain('secret');
  expect(exitCodeOf(list)).toBe(1);
});

test('a port that another program has is told, with the variable to set', async () => {
  const [taken, other] = await listening();
  const [free, another] = await listening();
  another.close();
  const list = await findings({ port: taken, syslogPort: free });
  other.close();
  expect(of(list, `port ${taken}/tcp`)).toMatchObject([{ verdict: 'problem', remedy: expect.stringContaining('GLACIS_PORT') }]);
  expect(list.filter(({ check, verdict }) => check.startsWith('port') && verdict === 'ok')).toHaveLength(2);
});

test('a lost master key, a full disk and too little memory are told', async () => {
  const data = join(directory.path, 'lived in');
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(join(data, 'server-id'), 'server');
  const list = await findings({ data, spoolBytes: 2 ** 50, engineMemory: 2 ** 50, clickhouseUrl: undefined });
  expect(of(list, 'master key')).toMatchObject([{ verdict: 'problem', remedy: expect.stringContaining('keys/') }]);
  expect(of(list, 'disk')).toMatchObject([{ verdict: 'warning' }]);
  expect(of(list, 'memory')).toMatchObject([{ verdict: 'warning', remedy: expect.stringContaining('GLACIS_ENGINE_MEMORY') }]);
});

test('what could not be found out is neither good nor bad', () => {
  const unknown: Finding = { check: 'disk', verdict: 'unknown', found: 'it cannot be read', remedy: 'look yourself' };
  expect(exitCodeOf([unknown])).toBe(3);
  expect(exitCodeOf([unknown, { ...unknown, verdict: 'problem' }])).toBe(1);
  expect(exitCodeOf([{ ...unknown, verdict: 'warning' }])).toBe(0);
});
