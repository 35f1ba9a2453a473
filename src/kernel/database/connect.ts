import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { errors, reasonOf } from '../errors.ts';
import type { Log } from '../log.ts';

export type Db = NodePgDatabase;
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];
/** A database or a transaction on it: what a statement needs. */
export type Queryable = Db | Tx;

export type Database = {
  db: Db;
  pool: pg.Pool;
  /** Calls back at each NOTIFY on the channel; reconnects by itself and calls back once after it did, since some may be missed. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
};

/** Opens a pool on PostgreSQL 15 or newer. Connections are made when needed; nothing fails here. */
export function connectDatabase(options: pg.PoolConfig, { log }: { log: Log }): Database {
  const pool = new pg.Pool({
    max: 16,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    application_name: 'glacis',
    ...options,
  });
  // An idle connection that dies with its server must not take the process along.
  pool.on('error', (error) => log.warn({ reason: reasonOf(error) }, 'a database connection was lost'));
  return {
    db: drizzle(pool, { casing: 'snake_case' }),
    pool,
    listen: (channel, heard) => listen(options, channel, heard, log),
    close: () => pool.end(),
  };
}

/** Runs `work` in one transaction; an unreachable server becomes `unavailable`. */
export async function inTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await db.transaction(work);
  } catch (error) {
    if (isUnreachable(error)) throw errors.unavailable({ what: 'The database cannot be reached.' });
    throw error;
  }
}

function isUnreachable(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', '57P01', '57P03'].includes(code);
}

async function listen(options: pg.PoolConfig, channel: string, heard: (payload: string) => void, log: Log) {
  if (!/^[a-z_]{1,60}$/.test(channel)) throw new Error(`not a channel name: ${channel}`);
  let client: pg.Client | undefined;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ ...options, application_name: 'glacis listen', keepAlive: true });
    next.on('notification', (message) => heard(message.payload ?? ''));
    next.on('error', (error) => {
      log.debug({ reason: reasonOf(error), channel }, 'the listening connection was lost');
    });
    next.on('end', again);
    await next.connect();
    await next.query(`LISTEN ${channel}`);
    client = next;
  };
  const again = () => {
    if (closed || retry) return;
    retry = setTimeout(() => {
      retry = undefined;
      connect().then(() => heard(''), again);
    }, 500);
  };
  await connect();
  return async () => {
    closed = true;
    clearTimeout(retry);
    await client?.end();
  };
}
