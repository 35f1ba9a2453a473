import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';

const run = promisify(execFile);

/** The only database role of the embedded server; who may open its socket (0600) is who runs Glacis. */
export const SUPERUSER = 'glacis';

/**
 * Makes the data directory of a new cluster, or finds the one that is there. A cluster that was not finished is made
 * again: it is built aside and renamed when whole.
 * @throws when the cluster is of another major version, or initdb fails.
 */
export async function ensureCluster(directory: string, binaries: Binaries, account: Account): Promise<void> {
  if (existsSync(join(directory, 'PG_VERSION'))) return refuseOtherMajor(directory, await majorOf(binaries));
  const building = `${directory}.new`;
  rmSync(building, { recursive: true, force: true });
  mkdirSync(building, { mode: 0o700 });
  if (account.is === 'other') chownSync(building, account.uid, account.gid);
  const [command, ...args] = [
    ...account.prefix, binaries.initdb, '-D', building, '-U', SUPERUSER, '-E', 'UTF8',
    '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--auth=trust', '--data-checksums', ...SETTINGS,
  ];
  try {
    await run(command, args, { env: environment(binaries), ...identity(account), timeout: 120_000, cwd: dirname(directory) });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(`initdb failed: ${said.split('\n').at(-1) ?? ''}`, { cause: error });
  }
  renameSync(building, directory);
}

/** For a small machine, and for few and short transactions that must be on disk when they are acknowledged. */
const SETTINGS: readonly string[] = Object.entries({
  listen_addresses: '',
  unix_socket_permissions: '0600',
  max_connections: '200',
  shared_buffers: '64MB',
  max_wal_size: '512MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  fsync: 'on',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '',
  log_checkpoints: 'off',
}).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

export const identity = (account: Account): { uid?: number; gid?: number } =>
  account.is === 'other' ? { uid: account.uid, gid: account.gid } : {};

/** Nothing of ours: PostgreSQL reads PG… variables, and the rest is none of its business. */
export const environment = (binaries: Binaries): Record<string, string> => ({ PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC', ...binaries.env });

async function majorOf(binaries: Binaries): Promise<string> {
  const { stdout } = await run(binaries.postgres, ['--version'], { env: environment(binaries), timeout: 10_000 });
  return /(\d+)\./.exec(stdout)?.[1] ?? '';
}

function refuseOtherMajor(directory: string, major: string): void {
  const found = readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim();
  if (found !== major) {
    throw new Error(`the data in ${directory} is of PostgreSQL ${found}, this is ${major}; move it with glacis backup (old version) and glacis restore`);
  }
}
