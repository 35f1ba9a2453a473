import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { errors } from '../kernel/errors.ts';

/**
 * Takes the data directory for this process. The lock itself is SQLite's: a lock of the kernel that is gone with its
 * holder, so that none is ever stale and two servers that start together cannot both have it. The pid beside it is only
 * for the message.
 * @returns what gives the directory back.
 * @throws {GlacisError} `data_in_use`.
 */
export function lockData(directory: string): () => void {
  const pidFile = join(directory, 'glacis.pid');
  const lock = new DatabaseSync(join(directory, 'glacis.lock'));
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) {
      throw errors.dataInUse({ directory, pid: holder(pidFile) });
    }
    throw error;
  }
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  return () => lock.close();
}

const SQLITE_BUSY = 5;

function holder(pidFile: string): number {
  try {
    return Number(readFileSync(pidFile, 'utf8'));
  } catch {
    return 0;
  }
}
