import { eq, lt, sql } from 'drizzle-orm';
import { createHash } from 'node:crypto';
import { inTransaction, type Queryable, type Tx } from '../kernel/database/index.ts';
import { errors } from '../kernel/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { signInTries } from './tables.ts';

/** A bucket takes `burst` tries at once and then one each `everyMs` (the generic cell rate algorithm, ITU-T I.371). */
type Limit = { burst: number; everyMs: number };

/** docs/security/sign-in.md tells why these. */
export const LIMITS = {
  /** One account from one network. */
  pair: { burst: 5, everyMs: 5 * 60_000 },
  /** All accounts from one network that the account does not know. */
  network: { burst: 30, everyMs: 20_000 },
  /** Second factors of one account from all networks that it does not know; whoever gets here has the password. */
  codes: { burst: 10, everyMs: 5 * 60_000 },
  /** Any other secret that strangers show without a session, all of its kind from one network. */
  strangers: { burst: 30, everyMs: 20_000 },
} as const satisfies Record<string, Limit>;

/** More rows than this are not kept: those nearest to their end go first. */
const MAX_ROWS = 100_000;

/** Who tries: the account as typed (it need not exist), from which network, and whether it signed in from there before. */
export type Attempt = { account: string; network: string; known: boolean };

type Bucket = { key: string; limit: Limit };

export type Throttle = {
  /** Counts a try before its password is looked at. @throws {GlacisError} `too_many` when it comes too soon; then nothing is counted. */
  take(attempt: Attempt): Promise<void>;
  /** Counts a try of a second factor. @throws {GlacisError} `too_many`. */
  takeCode(attempt: Attempt): Promise<void>;
  /** Takes back one try whose password was right but which is not yet a sign-in. */
  giveBack(attempt: Attempt): Promise<void>;
  /** Forgets the tries of an account from where it signed in; the network loses only this one. */
  forget(attempt: Attempt, tx: Tx): Promise<void>;
  /** Counts somebody without a session who shows a secret of the kind `what`. @throws {GlacisError} `too_many`. */
  takeStranger(what: string, network: string): Promise<void>;
  /** Takes it back: the secret was right. */
  giveBackStranger(what: string, network: string): Promise<void>;
  sweep(): Promise<void>;
};

/**
 * Slows down guessing without a way to lock others out: nothing here counts what strangers do elsewhere against somebody
 * at a network of their own. Buckets lie in the database, so that they hold over all servers.
 */
export function signInThrottle({ db, clock }: Pick<Kernel, 'db' | 'clock'>): Throttle {
  const all = (buckets: readonly Bucket[]) =>
    inTransaction(db, async (tx) => {
      for (const bucket of buckets) await take(tx, bucket);
    });

  async function take(tx: Tx, { key, limit: { burst, everyMs } }: Bucket): Promise<void> {
    const now = clock.now();
    const emptied = sql`greatest(${signInTries.emptyAt}, ${new Date(now)}) + ${everyMs} * interval '1 ms'`;
    const taken = await tx
      .insert(signInTries)
      .values({ bucket: key, emptyAt: new Date(now + everyMs) })
      .onConflictDoUpdate({ target: signInTries.bucket, set: { emptyAt: emptied }, setWhere: sql`${emptied} <= ${new Date(now + burst * everyMs)}` })
      .returning({ bucket: signInTries.bucket });
    if (taken.length > 0) return;
    const [row] = await tx.select({ emptyAt: signInTries.emptyAt }).from(signInTries).where(eq(signInTries.bucket, key));
    const waitMs = (row?.emptyAt.getTime() ?? now) + everyMs - burst * everyMs - now;
    throw errors.tooMany({ what: 'Too many tries.', retryAfter: Math.max(1, Math.ceil(waitMs / 1000)) });
  }

  const giveBack = (at: Queryable, { key, limit: { everyMs } }: Bucket) =>
    at.update(signInTries).set({ emptyAt: sql`${signInTries.emptyAt} - ${everyMs} * interval '1 ms'` }).where(eq(signInTries.bucket, key));

  return {
    take: (attempt) => all([...networkBuckets(attempt), pairBucket(attempt)]),
    takeCode: (attempt) => all(attempt.known ? [] : [codesBucket(attempt)]),
    async giveBack(attempt) {
      for (const bucket of [...networkBuckets(attempt), pairBucket(attempt)]) await giveBack(db, bucket);
    },
    async forget(attempt, tx) {
      for (const bucket of networkBuckets(attempt)) await giveBack(tx, bucket);
      for (const { key } of [pairBucket(attempt), codesBucket(attempt)]) await tx.delete(signInTries).where(eq(signInTries.bucket, key));
    },
    takeStranger: (what, network) => all([strangersBucket(what, network)]),
    async giveBackStranger(what, network) {
      await giveBack(db, strangersBucket(what, network));
    },
    async sweep() {
      await db.delete(signInTries).where(lt(signInTries.emptyAt, new Date(clock.now())));
      await db.execute(sql`
        DELETE FROM ${signInTries} WHERE bucket IN (SELECT bucket FROM ${signInTries} ORDER BY empty_at DESC OFFSET ${MAX_ROWS})`);
    },
  };
}

const keyOf = (...parts: string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

const pairBucket = ({ account, network }: Attempt): Bucket => ({ key: keyOf('pair', account, network), limit: LIMITS.pair });
const codesBucket = ({ account }: Attempt): Bucket => ({ key: keyOf('codes', account), limit: LIMITS.codes });
/** Who signed in from here before does not wait for what strangers do behind the same address. */
const networkBuckets = ({ network, known }: Attempt): Bucket[] => (known ? [] : [{ key: keyOf('network', network), limit: LIMITS.network }]);
const strangersBucket = (what: string, network: string): Bucket => ({ key: keyOf('strangers', what, network), limit: LIMITS.strangers });
