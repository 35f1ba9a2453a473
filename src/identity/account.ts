import { eq } from 'drizzle-orm';
import { inTransaction, type Tx } from '../kernel/database/index.ts';
import { errors } from '../kernel/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Principal } from '../kernel/principal.ts';
import type { Me } from './contract.ts';
import type { Factors } from './factors.ts';
import { networkOf } from './networks.ts';
import { weakness, type Passwords } from './passwords.ts';
import { allPermissions } from './permissions.ts';
import type { Sessions } from './sessions.ts';
import { people, type PersonRow } from './tables.ts';
import type { Throttle } from './throttle.ts';

export type Accounts = ReturnType<typeof accountDesk>;

type Parts = Pick<Kernel, 'db' | 'audit'> & { passwords: Passwords; sessions: Sessions; factors: Factors; throttle: Throttle };

/** Somebody signed in by a session; tokens have no password, factor or sessions. */
type Holder = { id: string; sessionId: string; ip: string };

/** What people do to their own account. Whatever changes how they sign in ends their other sessions and renews this one. */
export function accountDesk({ db, audit, passwords, sessions, factors, throttle }: Parts) {
  /** Runs a change for somebody who has just given the password again. */
  async function confirmed<T>(by: Principal, password: string, action: string, change: (tx: Tx, person: PersonRow) => Promise<T>): Promise<T> {
    const holder = holderOf(by);
    const [person] = await db.select().from(people).where(eq(people.id, holder.id));
    if (!person) throw errors.unauthenticated();
    if (person.passwordHash === null) throw errors.conflict({ what: 'This account signs in through the provider and has no password here.' });
    const attempt = { account: person.email, network: networkOf(holder.ip), known: true };
    await throttle.take(attempt);
    if (!(await passwords.verify(person.passwordHash, password, true))) {
      await audit.record({ action, outcome: 'failure', actor: by, target: { type: 'person', id: person.id }, detail: { reason: 'wrong password' } });
      throw errors.badCredentials();
    }
    return inTransaction(db, async (tx) => {
      const [now] = await tx.select().from(people).where(eq(people.id, person.id)).for('update');
      if (!now || now.disabledAt !== null || now.passwordHash !== person.passwordHash) throw errors.badCredentials();
      await throttle.forget(attempt, tx);
      const result = await change(tx, now);
      await audit.record({ action, outcome: 'success', actor: by, target: { type: 'person', id: person.id } }, tx);
      return result;
    });
  }

  /** Ends the others and gives this session a new token. */
  async function renew(tx: Tx, by: Principal): Promise<string> {
    const { id, sessionId } = holderOf(by);
    await sessions.endAll(tx, id, sessionId);
    return sessions.rotate(tx, sessionId);
  }

  return {
    async me(by: Principal): Promise<Me> {
      const permissions = by.permissions === 'all' ? [...allPermissions] : [...by.permissions];
      if (by.kind !== 'person') return { id: by.id, name: by.name, email: null, kind: 'machine', role: null, permissions, totp: false };
      const [row] = await db.select().from(people).where(eq(people.id, by.id));
      if (!row) throw errors.unauthenticated();
      return { id: row.id, name: row.name, email: row.email, kind: 'person', role: row.role, permissions, totp: row.totpSeed !== null };
    },

    listSessions: (by: Principal) => sessions.list(holderOf(by).id, holderOf(by).sessionId),

    async endSession(id: string, by: Principal): Promise<void> {
      const holder = holderOf(by);
      await inTransaction(db, async (tx) => {
        if (!(await sessions.end(tx, holder.id, id))) throw errors.notFound({ what: 'session' });
        await audit.record({ action: 'session.delete', outcome: 'success', actor: by, target: { type: 'session', id } }, tx);
      });
    },

    /** Returns the new token of this session. */
    async changePassword({ current, next }: { current: string; next: string }, by: Principal): Promise<string> {
      return confirmed(by, current, 'password.change', async (tx, person) => {
        await setPassword(tx, person, await hashNew(passwords, next, person));
        return renew(tx, by);
      });
    },

    startTotp: (password: string, by: Principal) =>
      confirmed(by, password, 'totp.start', (tx, person) => {
        if (person.totpSeed !== null) throw errors.conflict({ what: 'There is a second factor already. Remove it first.' });
        return factors.draft(tx, person);
      }),

    /** Turns the second factor on by a code of it. Returns recovery codes and the new token of this session. */
    async confirmTotp(code: string, by: Principal): Promise<{ codes: string[]; token: string }> {
      return inTransaction(db, async (tx) => {
        const [person] = await tx.select().from(people).where(eq(people.id, holderOf(by).id)).for('update');
        if (!person || person.totpDraft === null) throw errors.conflict({ what: 'No second factor was started.' });
        if (!(await factors.confirm(tx, person, code))) throw errors.invalid({ what: 'This code is not right. Is the clock of your phone?' });
        const codes = await factors.renewCodes(tx, person);
        await audit.record({ action: 'totp.enable', outcome: 'success', actor: by, target: { type: 'person', id: person.id } }, tx);
        return { codes, token: await renew(tx, by) };
      });
    },

    /** Returns the new token of this session. */
    removeTotp: (password: string, by: Principal) =>
      confirmed(by, password, 'totp.disable', async (tx, person) => {
        await factors.remove(tx, person);
        return renew(tx, by);
      }),

    renewRecoveryCodes: (password: string, by: Principal) =>
      confirmed(by, password, 'totp.renew-codes', (tx, person) => {
        if (person.totpSeed === null) throw errors.conflict({ what: 'There is no second factor.' });
        return factors.renewCodes(tx, person);
      }),
  };
}

function holderOf(principal: Principal): Holder {
  if (principal.kind !== 'person' || principal.sessionId === undefined) throw errors.conflict({ what: 'This is for people; an API token has no such thing.' });
  return { id: principal.id, sessionId: principal.sessionId, ip: principal.ip ?? '' };
}

/** The hash of a new password. @throws {GlacisError} `invalid` when it is among the first that are guessed. */
export async function hashNew(passwords: Passwords, password: string, person: { email: string; name: string }): Promise<string> {
  const reason = weakness(password, person);
  if (reason !== undefined) throw errors.invalid({ what: reason });
  return passwords.hash(password);
}

export async function setPassword(tx: Tx, person: PersonRow, passwordHash: string): Promise<void> {
  await tx.update(people).set({ passwordHash }).where(eq(people.id, person.id));
}
