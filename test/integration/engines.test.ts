import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { chooseAccount } from '../../src/engines/postgres/account.ts';
import { findBinaries } from '../../src/engines/postgres/binaries.ts';
import { environment, identity } from '../../src/engines/postgres/cluster.ts';
import { startEngines } from '../../src/engines/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { connectEventStore } from '../../src/kernel/eventstore/index.ts';
import { nativeBlock, uint32 } from '../../src/kernel/eventstore/native.ts';
import { privateDirectory, testEngines, testLog, type TestEngines } from '../support/engines.ts';

const isRoot = process.getuid?.() === 0;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] !== 'Z';
  } catch {
    return false;
  }
};

async function until(condition: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  for (const end = Date.now() + ms; !(await condition()); ) {
    if (Date.now() > end) throw new Error(`not within ${ms} ms`);
    await systemClock.sleep(20);
  }
}

const pidOf = (engines: Pick<TestEngines, 'status'>, name: string): number => {
  const state = engines.status().find(({ engine }) => engine === name)?.state;
  return state?.is === 'running' ? state.pid : 0;
};

const Answer = z.object({ pids: z.array(z.number()).optional(), refused: z.string().optional() });

/** Starts a server process on the directory and reads what it says first. */
async function serverProcess(data: string, prefix: string[] = []): Promise<{ child: ChildProcess; answer: z.infer<typeof Answer> }> {
  const [command, ...args] = [...prefix, process.execPath, join(import.meta.dirname, '../support/engines-process.ts'), data];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    createInterface({ input: child.stdout }).once('line', resolve);
  });
  return { child, answer: Answer.parse(JSON.parse(line)) };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve));
}

describe('the embedded engines', () => {
  let engines: TestEngines;
  let pool: pg.Pool;

  beforeAll(async () => {
    engines = await testEngines();
    pool = new pg.Pool(engines.database);
    pool.on('error', () => {});
  });
  afterAll(async () => {
    await pool.end();
    await engines.stop();
  });

  test('are reached by sockets that only their owner may open, and listen nowhere else', async () => {
    const run = join(engines.data, 'run');
    const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
    expect([modeOf(run), modeOf(join(run, 'events.sock')), modeOf(join(run, 'pg', '.s.PGSQL.5432'))]).toEqual(['700', '600', '600']);
    const { rows } = await pool.query('SHOW listen_addresses');
    expect(rows).toEqual([{ listen_addresses: '' }]);
    const fds = `/proc/${pidOf(engines, 'chdb')}/fd`;
    const sockets = readdirSync(fds).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(readlinkSync(join(fds, fd)))?.[1] ?? []);
    const overTcp = readFileSync('/proc/net/tcp', 'utf8') + readFileSync('/proc/net/tcp6', 'utf8');
    expect(sockets.length).toBeGreaterThan(0);
    expect(sockets.filter((inode) => overTcp.includes(` ${inode} `))).toEqual([]);
  });

  test('write through to the disk', async () => {
    const { rows } = await pool.query("SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') ORDER BY name");
    expect(rows.map(({ setting }) => setting)).toEqual(['on', 'on', 'on']);
  });

  test('a second server on the data directory is refused, by name of the first', async () => {
    const config = { data: engines.data, databaseUrl: undefined, clickhouseUrl: undefined, engineMemory: 1e9 };
    await expect(startEngines({ config, log: testLog, clock: systemClock })).rejects.toMatchObject({ code: 'data_in_use', details: { pid: process.pid } });
    const { child, answer } = await serverProcess(engines.data);
    expect(answer.refused).toContain('is in use by the running server');
    await ended(child);
  });

  test('PostgreSQL killed outright comes back with everything that it acknowledged', async () => {
    await pool.query('CREATE TABLE acknowledged (n int)');
    let acknowledged = 0;
    const pid = pidOf(engines, 'postgresql');
    const writing = (async () => {
      for (;;) {
        await pool.query('INSERT INTO acknowledged VALUES ($1)', [acknowledged]);
        acknowledged += 1;
      }
    })().catch(() => {});
    await until(() => acknowledged > 20);
    process.kill(pid, 'SIGKILL');
    await writing;
    await until(() => pidOf(engines, 'postgresql') !== 0 && pidOf(engines, 'postgresql') !== pid);
    await until(() => pool.query('SELECT 1').then(() => true, () => false));
    const { rows } = await pool.query('SELECT count(*)::int AS rows FROM acknowledged WHERE n < $1', [acknowledged]);
    expect(rows).toEqual([{ rows: acknowledged }]);
    expect(engines.status().find(({ engine }) => engine === 'postgresql')).toMatchObject({ restarts: 1, lastError: expect.stringContaining('SIGKILL') });
  });

  test('the event engine killed outright comes back with everything that it acknowledged', async () => {
    const events = connectEventStore(engines.events, { log: testLog });
    await events.command(`CREATE TABLE acknowledged (n UInt32) ENGINE = MergeTree ORDER BY n
      SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000`);
    const pid = pidOf(engines, 'chdb');
    const block = nativeBlock({ n: uint32() });
    let acknowledged = 0;
    let failed: unknown;
    const writing = (async () => {
      for (;;) {
        for (let n = 0; n < 100; n += 1) block.columns.n.push(acknowledged * 100 + n);
        await events.insert({ table: 'acknowledged', columns: ['n'], body: block.finish(), token: String(acknowledged) });
        acknowledged += 1;
      }
    })().catch((error: unknown) => {
      failed = error;
    });
    await until(() => acknowledged > 10);
    process.kill(pid, 'SIGKILL');
    await writing;
    expect(failed).toMatchObject({ code: 'unavailable' });
    await until(() => events.ping().then(() => true, () => false));
    expect(pidOf(engines, 'chdb')).not.toBe(pid);
    const sql = 'SELECT count() AS rows, uniqExact(n) AS different FROM acknowledged WHERE n < {limit:UInt32}';
    expect(await events.rows({ sql, params: { limit: acknowledged * 100 } })).toEqual([{ rows: acknowledged * 100, different: acknowledged * 100 }]);
    await events.close();
  });
});

describe('the end of a server', () => {
  test('a signal to the whole terminal reaches the server, not its engines', async () => {
    const directory = privateDirectory();
    const { child, answer } = await serverProcess(directory.path);
    const groups = answer.pids?.map((pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[2]);
    expect(groups).toEqual(answer.pids?.map(String));
    child.kill('SIGTERM');
    await ended(child);
    directory.remove();
  });

  test('a server killed outright leaves no engine behind', async () => {
    const directory = privateDirectory();
    const { child, answer } = await serverProcess(directory.path);
    expect(answer.pids?.map(isAlive)).toEqual([true, true]);
    child.kill('SIGKILL');
    await until(() => !answer.pids?.some(isAlive));
    const again = await serverProcess(directory.path);
    expect(again.answer.pids?.map(isAlive)).toEqual([true, true]);
    again.child.kill('SIGTERM');
    await ended(again.child);
    expect(again.answer.pids?.map(isAlive)).toEqual([false, false]);
    directory.remove();
  });

  test('engines that outlived their server are found and ended at the next start; a stranger with their number is not', async () => {
    const directory = privateDirectory();
    const data = join(directory.path, 'my data');
    const config = { data, databaseUrl: undefined, clickhouseUrl: undefined, engineMemory: 1e9 };
    const start = () => startEngines({ config, log: testLog, clock: systemClock });
    await (await start()).stop();

    const binaries = findBinaries(join(data, 'run'));
    const account = chooseAccount(binaries, []);
    const cluster = join(data, 'postgres');
    const pidFile = join(cluster, 'postmaster.pid');
    const [command = '', ...args] = [...account.prefix, binaries.postgres, '-D', cluster, '-k', join(data, 'run', 'pg')];
    const postgres = spawn(command, args, { env: environment(binaries), ...identity(account), stdio: 'ignore' });
    const chdb = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)', '--', join(data, 'events')], { stdio: 'ignore' });
    writeFileSync(join(data, 'run', 'events.pid'), String(chdb.pid));
    await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8').includes('ready'));

    const second = await start();
    await Promise.all([ended(postgres), ended(chdb)]);
    expect(second.status().map(({ state }) => state.is)).toEqual(['running', 'running']);
    await second.stop();

    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    writeFileSync(pidFile, `${stranger.pid}\n${cluster}\n1700000000\n5432\n\n\n1 1\nready\n`, { mode: 0o600 });
    writeFileSync(join(data, 'run', 'events.pid'), String(stranger.pid));
    const third = await start();
    expect(third.status().map(({ state }) => state.is)).toEqual(['running', 'running']);
    expect(isAlive(stranger.pid ?? 0)).toBe(true);
    stranger.kill('SIGKILL');
    await third.stop();
    directory.remove();
  });
});

test('a data directory too deep for sockets works all the same', async () => {
  const directory = privateDirectory();
  const data = join(directory.path, 'd'.repeat(60), 'e'.repeat(60));
  const engines = await startEngines({
    config: { data, databaseUrl: undefined, clickhouseUrl: undefined, engineMemory: 1e9 }, log: testLog, clock: systemClock,
  });
  expect(engines.database.host).not.toContain(data);
  const client = new pg.Client(engines.database);
  await client.connect();
  await client.end();
  await engines.stop();
  directory.remove();
});

test('a directory that cannot be written is named', async () => {
  const directory = privateDirectory();
  const file = join(directory.path, 'file');
  writeFileSync(file, '');
  const config = { data: join(file, 'data'), databaseUrl: undefined, clickhouseUrl: undefined, engineMemory: 1e9 };
  await expect(startEngines({ config, log: testLog, clock: systemClock })).rejects.toMatchObject({ code: 'misconfigured' });
  directory.remove();
});

test('with servers of the operator nothing is started', async () => {
  const directory = privateDirectory();
  const config = { data: directory.path, databaseUrl: 'postgres://db/glacis', clickhouseUrl: 'http://user:pass@events:8123', engineMemory: 1e9 };
  const engines = await startEngines({ config, log: testLog, clock: systemClock });
  expect(engines).toMatchObject({ database: { connectionString: config.databaseUrl }, events: { url: config.clickhouseUrl } });
  expect(engines.status()).toEqual([]);
  await engines.stop();
  directory.remove();
});

const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
/** As root, where the checkout is open to others. */
const canBeNobody = isRoot && spawnSync('setpriv', [...asNobody.slice(1), 'test', '-r', import.meta.filename]).status === 0;

test.skipIf(!canBeNobody)('an ordinary user runs them too', async () => {
  const directory = privateDirectory();
  chmodSync(directory.path, 0o711);
  const data = join(directory.path, 'data');
  mkdirSync(data);
  chownSync(data, 65_534, 65_534);
  const { child, answer } = await serverProcess(data, asNobody);
  expect(answer.pids?.map(isAlive)).toEqual([true, true]);
  expect(answer.pids?.map((pid) => statSync(`/proc/${pid}`).uid)).toEqual([65_534, 65_534]);
  child.kill('SIGKILL');
  await until(() => !answer.pids?.some(isAlive));
  directory.remove();
});
