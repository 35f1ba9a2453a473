import { and, desc, eq, notInArray } from 'drizzle-orm';
import { inTransaction, type Tx } from '../kernel/database/index.ts';
import { GlacisError, errors } from '../kernel/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Session } from './contract.ts';
import type { Factors } from './factors.ts';
import { networkOf } from './networks.ts';
import type { Passwords } from './passwords.ts';
import { actorOf } from './people.ts';
import type { Refusals } from './refusals.ts';
import type { From, Sessions } from './sessions.ts';
import { knownNetworks, people, type PersonRow } from './tables.ts';
import type { Attempt, Throttle } from './throttle.ts';

/** Networks that are remembered a person, the latest. */
const MAX_NETWORKS = 20;

/** `totp`: the password is right, and a second factor is wanted. */
export type SignedIn = { result: 'signed-in'; token: string; person: PersonRow } | { result: 'totp' };

export type SignIns = ReturnType<typeof signInDesk>;

type Parts = Pick<Kernel, 'db' | 'clock' | 'audit'> & {
  passwords: Passwords; throttle: Throttle; sessions: Sessions; factors: Factors; refusals: Refusals;
};

/** Signing in and out. Whatever is wrong is told in the same words after the same work; the audit log knows better. */
export function signInDesk({ db, clock, audit, passwords, throttle, sessions, factors, refusals }: Parts) {
  const failure = (email: string, { ip }: From, reason: string) => ({
    action: 'session.create', outcome: 'failure' as const, actor: { kind: 'unknown' as const, name: named(email), ip }, detail: { means: 'password', reason },
  });

  async function refuse(email: string, from: From, reason: string): Promise<never> {
    await audit.record(failure(email, from, reason));
    throw errors.badCredentials();
  }

  /** Counts the try. @throws {GlacisError} `too_many`, noted once a minute and network. */
  async function admit(take: Promise<void>, email: string, from: From, network: string): Promise<void> {
    try {
      await take;
    } catch (error) {
      if (error instanceof GlacisError && error.code === 'too_many') refusals.note(`sign-in ${network}`, failure(email, from, 'too many tries'));
      throw error;
    }
  }

  async function isKnown(person: PersonRow | undefined, network: string): Promise<boolean> {
    const [row] = await db
      .select({ network: knownNetworks.network })
      .from(knownNetworks)
      .where(and(eq(knownNetworks.personId, person?.id ?? ''), eq(knownNetworks.network, network)));
    return row !== undefined;
  }

  /** Opens a session, remembers the network, and notes both, as part of `tx`. */
  async function open(tx: Tx, person: PersonRow, means: Session['means'], from: From, detail: Record<string, unknown> = {}) {
    const network = networkOf(from.ip);
    const seenAt = new Date(clock.now());
    const session = await sessions.open(tx, person.id, means, from);
    await tx
      .insert(knownNetworks)
      .values({ personId: person.id, network, seenAt })
      .onConflictDoUpdate({ target: [knownNetworks.personId, knownNetworks.network], set: { seenAt } });
    const latest = tx.select({ network: knownNetworks.network }).from(knownNetworks).where(eq(knownNetworks.personId, person.id)).orderBy(desc(knownNetworks.seenAt)).limit(MAX_NETWORKS);
    await tx.delete(knownNetworks).where(and(eq(knownNetworks.personId, person.id), notInArray(knownNetworks.network, latest)));
    const actor = actorOf(person, { id: session.id, ip: from.ip });
    await audit.record({ action: 'session.create', outcome: 'success', actor, target: { type: 'session', id: session.id }, detail: { means, ...detail } }, tx);
    return session.token;
  }

  return {
    open,

    /**
     * Signs in by password and, where there is one, the second factor.
     * @throws {GlacisError} `bad_credentials`, or `too_many` with the seconds to wait.
     */
    async signIn({ email, password, code }: { email: string; password: string; code?: string | undefined }, from: From): Promise<SignedIn> {
      const account = email.trim().toLowerCase();
      const network = networkOf(from.ip);
      const [person] = await db.select().from(people).where(eq(people.email, account));
      const attempt: Attempt = { account, network, known: await isKnown(person, network) };

      await admit(throttle.take(attempt), account, from, network);
      const right = await passwords.verify(person?.passwordHash ?? null, password, attempt.known);
      if (!person || !right || person.disabledAt !== null) return refuse(account, from, whyNot(person, right));
      if (person.totpSeed !== null && code === undefined) {
        await throttle.giveBack(attempt);
        return { result: 'totp' };
      }
      if (person.totpSeed !== null) await admit(throttle.takeCode(attempt), account, from, network);

      const rehashed = person.passwordHash !== null && passwords.outdated(person.passwordHash) ? await passwords.hash(password) : undefined;
      const opened = await inTransaction(db, async (tx) => {
        // Looked at again under a lock: what was changed while the password was hashed must not be signed in past.
        const [now] = await tx.select().from(people).where(eq(people.id, person.id)).for('update');
        if (!now || now.disabledAt !== null || now.passwordHash !== person.passwordHash) return undefined;
        const factor = now.totpSeed === null ? 'none' : await factors.use(tx, now, code ?? '');
        if (factor === undefined) return undefined;
        if (rehashed !== undefined) await tx.update(people).set({ passwordHash: rehashed }).where(eq(people.id, now.id));
        await throttle.forget(attempt, tx);
        return { token: await open(tx, now, 'password', from, factor === 'none' ? {} : { factor }), person: now };
      });
      return opened ? { result: 'signed-in', ...opened } : refuse(account, from, 'wrong code');
    },

    /** Ends the session that a token names, if there is one. */
    async signOut(token: string, ip: string): Promise<void> {
      const session = await sessions.find(token);
      if (!session) return;
      await inTransaction(db, async (tx) => {
        await sessions.end(tx, session.person.id, session.id);
        await audit.record({ action: 'session.delete', outcome: 'success', actor: actorOf(session.person, { id: session.id, ip }), target: { type: 'session', id: session.id } }, tx);
      });
    },
  };
}

function whyNot(person: PersonRow | undefined, right: boolean): string {
  if (!person) return 'unknown account';
  if (!right) return person.passwordHash === null ? 'no password' : 'wrong password';
  return 'disabled';
}

/** People type their password where the address belongs; only what looks like an address is written down. */
const named = (email: string): string => (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email) ? email : '(not an e-mail address)');
