import { chownSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import { diesWithParent, endLeftover, isRunning } from '../process.ts';
import { startProgram } from '../program.ts';
import type { Launched } from '../supervisor.ts';
import { chooseAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import { ensureCluster, environment, identity, SUPERUSER } from './cluster.ts';

/** Recovery after a crash replays at most max_wal_size; slow disks need a while for it. */
const READY_MS = 180_000;
const POLL_MS = 10;
const STOP_MS = 30_000;

export type PostgresPlace = {
  /** Data directory of the cluster. */
  directory: string;
  /** Directory of the socket, private, and short enough for a socket's path. */
  socketDirectory: string;
  /** Where the links to its libraries go. */
  links: string;
};

/** How to reach the server that `launchPostgres` starts at this place. */
export const postgresAccess = (place: PostgresPlace): pg.PoolConfig => ({
  host: place.socketDirectory, port: 5432, user: SUPERUSER, database: 'glacis',
});

/** Starts PostgreSQL on its socket, after ending one that an earlier server left behind. @throws when it does not get ready. */
export async function launchPostgres(place: PostgresPlace, { clock, log }: { clock: Clock; log: Log }): Promise<Launched> {
  const binaries = findBinaries(place.links);
  const account = chooseAccount(binaries, [dirname(place.directory), place.links, dirname(place.socketDirectory)]);
  await clearLeftover(place.directory, clock, log);
  await ensureCluster(place.directory, binaries, account);
  mkdirSync(place.socketDirectory, { recursive: true, mode: 0o700 });
  if (account.is === 'other') chownSync(place.socketDirectory, account.uid, account.gid);

  const program = await startProgram(
    'postgresql',
    [...account.prefix, ...diesWithParent('INT'), binaries.postgres, '-D', place.directory, '-k', place.socketDirectory],
    { env: environment(binaries), ...identity(account), cwd: place.directory, ipc: false },
    { clock, log },
  );
  // SIGINT is the fast shutdown: it rolls back and checkpoints. After SIGQUIT the next start recovers.
  const stop = () => program.end('SIGINT', STOP_MS, 'SIGQUIT');
  for (let waited = 0; !isReady(place.directory, program.pid); waited += POLL_MS) {
    if (await program.endsWithin(POLL_MS)) throw new Error(await program.ended);
    if (waited < READY_MS) continue;
    await stop();
    throw new Error(`it was not ready after ${READY_MS / 1000} s`);
  }
  await ensureDatabase(place);
  return { pid: program.pid, ended: program.ended, stop };
}

/** The eighth line of postmaster.pid tells the state (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_PM_STATUS). */
function isReady(directory: string, pid: number): boolean {
  const lines = pidFileLines(directory);
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

/**
 * A postmaster that outlived its server is ended. A pid file without a postmaster stays for PostgreSQL to judge, unless
 * its pid belongs to another program by now, at which PostgreSQL would give up.
 */
async function clearLeftover(directory: string, clock: Clock, log: Log): Promise<void> {
  const pid = Number(pidFileLines(directory)[0] ?? Number.NaN);
  if (!Number.isSafeInteger(pid) || pid <= 1) return;
  if ((await endLeftover({ pid, directory, polite: 'SIGINT' }, clock)) === 'ended') {
    log.warn({ pid }, 'ended a PostgreSQL that an earlier server left behind');
  } else if (isRunning(pid)) {
    log.warn({ pid }, 'removed a stale postmaster.pid, whose process id belongs to another program now');
    rmSync(join(directory, 'postmaster.pid'), { force: true });
  }
}

function pidFileLines(directory: string): string[] {
  const file = join(directory, 'postmaster.pid');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
}

async function ensureDatabase(place: PostgresPlace): Promise<void> {
  const access = postgresAccess(place);
  const client = new pg.Client({ ...access, database: 'postgres' });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [access.database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${access.database}`);
  } finally {
    await client.end();
  }
}
