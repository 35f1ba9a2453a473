import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEngines, type Engines } from '../../src/engines/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { readConfig } from '../../src/kernel/config.ts';
import { connectDatabase } from '../../src/kernel/database/index.ts';
import type { EventStore } from '../../src/kernel/eventstore/index.ts';
import { systemPrincipal } from '../../src/kernel/principal.ts';
import { lastDrill } from '../../src/kernel/restore-drill.ts';
import { eventTables } from '../../src/logs/store/schema.ts';
import { restoreDrill } from '../../src/server/backup/index.ts';
import { MEGABYTE, privateDirectory, testLog } from '../support/engines.ts';
import { testKernel } from '../support/kernel.ts';

const directory = privateDirectory('drill');
const config = readConfig({ GLACIS_DATA: join(directory.path, 'house'), GLACIS_ADVISORIES_FROM: 'off', GLACIS_ENGINE_MEMORY: String(1024 * MEGABYTE) });
const common = { config, log: testLog, clock: systemClock };
let engines: Engines;

/** The tables of events, and one more whose numbers are of this type. */
const tablesWith = (type: string) => async (events: EventStore): Promise<void> => {
  await eventTables(events);
  await events.command(`CREATE TABLE IF NOT EXISTS other (n ${type}) ENGINE = MergeTree ORDER BY n`);
};
const drill = (createEventTables = tablesWith('Float64')) => restoreDrill({ ...common, createEventTables });

beforeAll(async () => {
  mkdirSync(config.data);
  engines = await startEngines(common);
  const kernel = await testKernel({ ...engines, data: config.data }, { tables: tablesWith('Float64') });
  await kernel.audit.record({ action: 'test.fill', outcome: 'success', actor: systemPrincipal('test'), detail: { hostile: 'tab\t newline\n backslash\\ \\.' } });
  await kernel.database.pool.query("INSERT INTO settings SELECT 'setting ' || n, to_jsonb(repeat('x', 100)), now() FROM generate_series(1, 500) n");
  await kernel.events.command('INSERT INTO other SELECT sqrt(number) FROM numbers(1000)');
  await kernel.close();
});
afterAll(async () => {
  await engines.stop();
  directory.remove();
});

const kept = async () => {
  const database = connectDatabase(engines.database, { log: testLog });
  const found = { drill: await lastDrill(database.db), audit: (await database.pool.query("SELECT outcome FROM audit_log WHERE action = 'backup.drill' ORDER BY seq")).rows.map(({ outcome }) => outcome) };
  await database.close();
  return found;
};

test('beside a running house a drill brings everything back, says so, and leaves nothing behind', async () => {
  const held = await drill();
  expect(held).toMatchObject({ passed: true, events: 1000, words: expect.stringMatching(/rows and 1,000 events came back/) });
  expect(held.rows).toBeGreaterThan(500);
  expect(existsSync(join(config.data, 'drill'))).toBe(false);
  expect(await kept()).toEqual({ drill: held, audit: ['success'] });
});

test('what does not come back as it was is found, and the drill has failed', async () => {
  const held = await drill(tablesWith('Float32'));
  expect(held).toMatchObject({ passed: false, words: 'not the same after the restore: events/other' });
  expect(await kept()).toMatchObject({ drill: { passed: false }, audit: ['success', 'failure'] });
});

test('a restore that fails is a drill that has failed', async () => {
  expect(await drill(eventTables)).toMatchObject({ passed: false, words: expect.stringMatching(/^the restore failed: /) });
  expect(existsSync(join(config.data, 'drill'))).toBe(false);
});

test('a backup that cannot be taken is a drill that has failed', async () => {
  const database = connectDatabase(engines.database, { log: testLog });
  await database.pool.query('ALTER TABLE journal RENAME TO journal_away');
  try {
    expect(await drill()).toMatchObject({ passed: false, rows: 0, events: 0, words: expect.stringMatching(/^the backup failed: .*journal/) });
  } finally {
    await database.pool.query('ALTER TABLE journal_away RENAME TO journal');
    await database.close();
  }
  expect(await kept()).toMatchObject({ drill: { passed: false, words: expect.stringMatching(/^the backup failed/) }, audit: ['success', 'failure', 'failure', 'failure'] });
});

test('stores that are too large are not tried, and nothing is written down; what a killed drill left is gone even so', async () => {
  const before = await kept();
  const left = join(config.data, 'drill', 'data', 'postgres');
  mkdirSync(left, { recursive: true });
  await expect(restoreDrill({ ...common, createEventTables: tablesWith('Float64'), mostBytes: 1 })).rejects.toMatchObject({ code: 'conflict' });
  expect(existsSync(left)).toBe(false);
  expect(await kept()).toEqual(before);
});

test('a signal that ends a drill takes what it made with it', async () => {
  const place = join(config.data, 'drill');
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts'), 'backup', 'drill'], { stdio: 'ignore', env: { ...process.env, GLACIS_DATA: config.data, GLACIS_ENGINE_MEMORY: String(1024 * MEGABYTE) } });
  const closed = once(child, 'close');
  await expect.poll(() => existsSync(join(place, 'data', 'postgres', 'PG_VERSION')), { timeout: 60_000, interval: 20 }).toBe(true);
  child.kill('SIGTERM');
  expect(await closed).toEqual([null, 'SIGTERM']);
  expect(readdirSync(place).filter((name) => name.startsWith('backup'))).toEqual([]);
  expect(existsSync(join(place, 'data', 'postgres', 'PG_VERSION'))).toBe(false);
  expect(await drill()).toMatchObject({ passed: true });
});

test('of a stopped house its spool comes back, too, and what a killed drill left is no hindrance', async () => {
  await engines.stop();
  mkdirSync(join(config.data, 'drill', 'data', 'postgres'), { recursive: true });
  mkdirSync(join(config.data, 'spool', 'server'), { recursive: true });
  writeFileSync(join(config.data, 'server-id'), 'server');
  writeFileSync(join(config.data, 'spool', 'server', '000000000001.spool'), 'lines\n');
  const held = await drill();
  engines = await startEngines(common);
  expect(held).toMatchObject({ passed: true });
});
