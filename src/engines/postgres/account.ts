import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { findProgram } from '../process.ts';
import type { Binaries } from './binaries.ts';

/** Who PostgreSQL runs as. It refuses to run as root. */
export type Account =
  | { is: 'self'; prefix: readonly [] }
  /** Root, shown to PostgreSQL as somebody else by a user namespace; files stay root's. */
  | { is: 'mapped'; prefix: readonly string[] }
  /** A real other account; its files must belong to it. */
  | { is: 'other'; prefix: readonly []; uid: number; gid: number };

/** Debian's nobody and nogroup. */
const NOBODY = 65_534;

/**
 * Chooses the account for this process. For another account the `way`, directories of ours that lead to its files, is
 * opened for passing through (0711).
 * @throws when this is root and neither a user namespace nor the account `nobody` serves.
 */
export function chooseAccount(binaries: Binaries, way: readonly string[]): Account {
  if (process.getuid?.() !== 0) return { is: 'self', prefix: [] };
  const unshare = findProgram('unshare');
  const prefix = unshare === undefined ? [] : [unshare, '--user', '--map-user=1000', '--map-group=1000'];
  if (unshare !== undefined && runs([...prefix, binaries.postgres, '--version'], binaries, {})) return { is: 'mapped', prefix };
  for (const directory of way) chmodSync(directory, 0o711);
  const nobody = { uid: NOBODY, gid: NOBODY };
  if (runs([binaries.postgres, '--version'], binaries, nobody)) return { is: 'other', prefix: [], ...nobody };
  throw new Error(
    'it does not run as root, user namespaces are not allowed here, and the account nobody cannot read its program; ' +
      'start Glacis as an ordinary user, or set DATABASE_URL',
  );
}

function runs([command, ...args]: string[], binaries: Binaries, account: { uid?: number; gid?: number }): boolean {
  if (command === undefined) return false;
  const { status } = spawnSync(command, args, { ...account, env: { ...process.env, ...binaries.env }, stdio: 'ignore', timeout: 10_000 });
  return status === 0;
}
