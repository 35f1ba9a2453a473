import { sql } from 'drizzle-orm';
import type { Clock } from './clock.ts';
import type { Queryable } from './database/index.ts';
import type { Db } from './database/index.ts';
import { reasonOf } from './errors.ts';
import type { Log } from './log.ts';

/** Proof of holding a lease; `check` makes a transaction fail when the lease went to somebody else since. */
export type Lease = {
  name: string;
  token: number;
  /** Aborts when the lease is lost or the process stops. */
  signal: AbortSignal;
  /** Locks the lease's row for the transaction. @throws when this holder was fenced off. */
  check(tx: Queryable): Promise<void>;
};

/**
 * Keeps one holder a name among all servers of a database: `work` runs while this process holds the lease, is aborted
 * when it loses it, and is started again when it wins it back. Returns a function that stops it and frees the lease.
 */
export function holdLease(
  { db, clock, log }: { db: Db; clock: Clock; log: Log },
  { name, holder, ttlMs = 10_000, work }: { name: string; holder: string; ttlMs?: number; work: (lease: Lease) => Promise<void> },
): () => Promise<void> {
  const stop = new AbortController();
  const done = (async () => {
    while (!stop.signal.aborted) {
      const token = await acquire(db, name, holder, ttlMs).catch((error: unknown) => {
        log.debug({ lease: name, reason: reasonOf(error) }, 'could not ask for the lease');
        return undefined;
      });
      if (token === undefined) {
        await clock.sleep(Math.min(1_000, ttlMs / 4), stop.signal);
        continue;
      }
      await serve(token);
    }
  })();

  async function serve(token: number): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([stop.signal, lost.signal]);
    const renewals = (async () => {
      let until = clock.now() + ttlMs;
      while (!signal.aborted) {
        await clock.sleep(ttlMs / 3, signal);
        if (signal.aborted) return;
        const kept = await renew(db, name, token, ttlMs).catch(() => undefined);
        if (kept === true) until = clock.now() + ttlMs;
        if (kept === false || clock.now() >= until) lost.abort();
      }
    })();
    try {
      await work({ name, token, signal, check: (tx) => checkToken(tx, name, token) });
    } catch (error) {
      if (!signal.aborted) {
        log.error({ lease: name, reason: reasonOf(error), err: error }, 'leased work failed; it starts again');
        await clock.sleep(1_000, stop.signal);
      }
    }
    lost.abort();
    await renewals;
    await release(db, name, token).catch(() => {});
  }

  return async () => {
    stop.abort();
    await done;
  };
}

/**
 * Does something unless another server is at it, and says whether it did. The lease is not renewed: `ttlMs` must be longer than
 * the work can take, and is how long nobody does it after a crash.
 */
export async function whileLeased({ db }: { db: Db }, { name, holder, ttlMs, work }: { name: string; holder: string; ttlMs: number; work: () => Promise<void> }): Promise<boolean> {
  const token = await acquire(db, name, holder, ttlMs);
  if (token === undefined) return false;
  try {
    await work();
  } finally {
    await release(db, name, token).catch(() => {});
  }
  return true;
}

/** Whether anybody holds it now. */
export async function isLeased({ db }: { db: Db }, name: string): Promise<boolean> {
  const result = await db.execute(sql`SELECT FROM leases WHERE name = ${name} AND expires_at > now()`);
  return result.rowCount === 1;
}

async function acquire(db: Db, name: string, holder: string, ttlMs: number): Promise<number | undefined> {
  const result = await db.execute<{ token: string }>(sql`
    INSERT INTO leases (name, holder, token, expires_at) VALUES (${name}, ${holder}, 1, now() + ${ttlMs} * interval '1 ms')
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, token = leases.token + 1, expires_at = excluded.expires_at
      WHERE leases.expires_at < now()
    RETURNING token`);
  const row = result.rows[0];
  return row ? Number(row.token) : undefined;
}

async function renew(db: Db, name: string, token: number, ttlMs: number): Promise<boolean> {
  const result = await db.execute(sql`
    UPDATE leases SET expires_at = now() + ${ttlMs} * interval '1 ms' WHERE name = ${name} AND token = ${token}`);
  return result.rowCount === 1;
}

async function release(db: Db, name: string, token: number): Promise<void> {
  await db.execute(sql`UPDATE leases SET expires_at = now() - interval '1 ms' WHERE name = ${name} AND token = ${token}`);
}

async function checkToken(tx: Queryable, name: string, token: number): Promise<void> {
  const result = await tx.execute(sql`SELECT 1 FROM leases WHERE name = ${name} AND token = ${token} FOR UPDATE`);
  if (result.rowCount !== 1) throw new Error(`the lease ${name} went to another server`);
}
