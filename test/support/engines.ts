import { spawn, execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEngines, type Engines } from '../../src/engines/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { serverLog, type Log } from '../../src/kernel/log.ts';

/** Silent unless a test is being debugged: `TEST_LOG=debug`. */
export const testLog: Log = serverLog(process.env.TEST_LOG ?? 'silent');

export const MEGABYTE = 1024 ** 2;

/** A private directory under the temporary one, and what removes it. */
export function privateDirectory(name = 'test'): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `glacis-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

export type TestEngines = Pick<Engines, 'database' | 'events' | 'status'> & {
  /** The data directory. */
  data: string;
  stop(): Promise<void>;
};

/** Starts both embedded engines in a directory of their own (about 1.5 s): once a test file, in `beforeAll`. */
export async function testEngines(tcp?: { password: string }): Promise<TestEngines & { eventsPort: number | undefined }> {
  const directory = privateDirectory('engines');
  const config = { data: directory.path, databaseUrl: undefined, clickhouseUrl: undefined, engineMemory: 1024 * MEGABYTE };
  const engines = await startEngines({
    config, log: testLog, clock: systemClock,
    ...(tcp && { eventsTcp: { host: '127.0.0.1', port: 0, password: tcp.password } }),
  });
  return {
    ...engines,
    data: directory.path,
    async stop() {
      await engines.stop();
      directory.remove();
    },
  };
}

const DEBIAN = '/usr/lib/postgresql/15/bin';

/** Whether Debian's PostgreSQL 15, the oldest that we support, is installed. */
export const hasPostgres15 = existsSync(join(DEBIAN, 'postgres'));

/** Starts Debian's PostgreSQL 15 on a socket in a directory of its own; as root it runs as nobody. */
export async function externalPostgres(): Promise<{ database: pg.PoolConfig & { connectionString: string }; stop(): Promise<void> }> {
  const directory = privateDirectory('pg15');
  const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  if (account.uid !== undefined) chownSync(directory.path, account.uid, account.gid);
  chmodSync(directory.path, 0o700);
  const cluster = join(directory.path, 'data');
  const options = { ...account, cwd: directory.path, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' } };
  execFileSync(join(DEBIAN, 'initdb'), ['-D', cluster, '-U', 'glacis', '-E', 'UTF8', '--auth=trust', '--no-sync'], { ...options, stdio: 'ignore' });
  const child = spawn(
    join(DEBIAN, 'postgres'),
    ['-D', cluster, '-k', directory.path, '-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'max_connections=200'],
    { ...options, stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const database = { connectionString: `postgres://glacis@localhost/postgres?host=${encodeURIComponent(directory.path)}` };
  await ready(database);
  return {
    database,
    async stop() {
      child.kill('SIGINT');
      await ended;
      directory.remove();
    },
  };
}

async function ready(database: pg.ClientConfig): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const client = new pg.Client(database);
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (attempt > 200) throw error;
      await systemClock.sleep(25);
    }
  }
}
