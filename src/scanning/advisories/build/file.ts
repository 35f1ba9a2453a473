import { closeSync, constants, copyFileSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { GlacisError, errors, reasonOf } from '../../../kernel/errors.ts';
import { SCHEMA } from './schema.ts';
import { verify } from './verify.ts';

/** Beyond this share of unused pages the file is written anew. */
const MOST_FREE = 0.2;

/**
 * Makes the next advisory file beside the one that is there, from a copy of it or from nothing, checks it, and puts it in its
 * place in one step. Whatever happens before that step, the file that is there stays as it is; what is left of an attempt
 * that was killed has always the same name, and the next attempt begins by removing it. Call with the directory's lock held.
 * @param fill writes it; `false`: nothing is to be replaced.
 * @throws {GlacisError} `advisories_not_written` where the disk is full or does not take it.
 */
export async function replaceFile(path: string, base: 'copy' | 'empty', fill: (db: DatabaseSync) => Promise<boolean>): Promise<boolean> {
  const building = `${path}.building`;
  removeLeft(building);
  try {
    if (base === 'copy') copyFileSync(path, building, constants.COPYFILE_FICLONE);
    const wanted = await build(building, base, fill);
    if (wanted) {
      verify(building);
      putInPlace(building, path);
    }
    return wanted;
  } catch (error) {
    throw notWritten(error, dirname(path));
  } finally {
    removeLeft(building);
  }
}

async function build(building: string, base: 'copy' | 'empty', fill: (db: DatabaseSync) => Promise<boolean>): Promise<boolean> {
  const db = new DatabaseSync(building);
  try {
    // No journal and no fsync on the way: a file that is not finished is thrown away.
    db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY');
    if (base === 'empty') db.exec(SCHEMA);
    db.exec('BEGIN');
    const wanted = await fill(db);
    if (!wanted) return false;
    db.exec('COMMIT');
    const free = Number(db.prepare('PRAGMA freelist_count').get()?.['freelist_count']);
    const pages = Number(db.prepare('PRAGMA page_count').get()?.['page_count']);
    if (free > pages * MOST_FREE) db.exec('VACUUM');
    return true;
  } finally {
    db.close();
  }
}

function putInPlace(building: string, path: string): void {
  sync(building);
  renameSync(building, path);
  sync(dirname(path));
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function removeLeft(building: string): void {
  for (const left of [building, `${building}-journal`, `${building}-wal`, `${building}-shm`]) if (existsSync(left)) rmSync(left);
}

const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_FULL = 13;
const DISK_ERRORS = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EFBIG', 'EIO']);

function notWritten(error: unknown, directory: string): unknown {
  if (error instanceof GlacisError || !(error instanceof Error)) return error;
  const isSqlite = 'errcode' in error && typeof error.errcode === 'number' && [SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL].includes(error.errcode & 0xff);
  const isDisk = 'code' in error && typeof error.code === 'string' && DISK_ERRORS.has(error.code);
  return isSqlite || isDisk ? errors.advisoriesNotWritten({ directory, reason: reasonOf(error) }) : error;
}
