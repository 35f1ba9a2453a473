import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { errors } from '../../../kernel/errors.ts';

const SQLITE_BUSY = 5;

/**
 * Takes a directory of advisories for this process. The lock is one of the kernel (through SQLite) and gone with its holder,
 * so that none is ever stale; the pid beside it is only for the message.
 * @returns what gives the directory back.
 * @throws {GlacisError} `advisories_busy`.
 */
export function lockAdvisories(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const pidFile = join(directory, 'sync.pid');
  const lock = new DatabaseSync(join(directory, 'sync.lock'));
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    writeFileSync(pidFile, `${process.pid}\n`);
  } catch (error) {
    lock.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) throw errors.advisoriesBusy({ directory, pid: holder(pidFile) });
    throw error;
  }
  return () => lock.close();
}

function holder(pidFile: string): number {
  try {
    return Number(readFileSync(pidFile, 'utf8'));
  } catch {
    return 0;
  }
}
