import { and, asc, eq, gt, isNotNull, isNull, ne, or, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { hashToken, newToken } from '../kernel/crypto.ts';
import { inTransaction, uniqueViolation, type Queryable, type Tx } from '../kernel/database/index.ts';
import { errors } from '../kernel/errors.ts';
import { uuidv7 } from '../kernel/ids.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Principal } from '../kernel/principal.ts';
import type { InvitePerson, Person, UpdatePerson } from './contract.ts';
import { guardOwners, permissionsOfRole } from './permissions.ts';
import type { Sessions } from './sessions.ts';
import { invitations, people, recoveryCodes, type PersonRow } from './tables.ts';

const INVITED_MS = 3 * 24 * 3_600_000;

export type People = ReturnType<typeof peopleDesk>;

/** The people of the house: invited, given a role, disabled; never deleted, since the audit log names them. */
export function peopleDesk({ db, clock, random, audit, sessions }: Pick<Kernel, 'db' | 'clock' | 'random' | 'audit'> & { sessions: Sessions }) {
  async function find(at: Queryable, id: string): Promise<PersonRow> {
    const [row] = await at.select().from(people).where(eq(people.id, id));
    if (!row) throw errors.notFound({ what: 'person' });
    return row;
  }

  /** A link's token; one that was given out before stops working. */
  async function inviteAgain(tx: Tx, id: string): Promise<string> {
    const token = newToken('invitation', random);
    const values = { tokenHash: hashToken(token), expiresAt: new Date(clock.now() + INVITED_MS) };
    await tx.insert(invitations).values({ personId: id, ...values }).onConflictDoUpdate({ target: invitations.personId, set: values });
    return token;
  }

  return {
    /** By e-mail address, from after `cursor`. */
    async list({ limit, after }: { limit: number; after?: string | undefined }): Promise<Person[]> {
      const rows = await db.select().from(people).where(after === undefined ? undefined : gt(people.email, after)).orderBy(asc(people.email)).limit(limit);
      return rows.map(asPerson);
    },

    /** Adds somebody who comes in by the link's token within three days. @throws {GlacisError} `conflict` when the address is taken. */
    async invite({ email, name, role }: z.infer<typeof InvitePerson>, by: Principal): Promise<{ person: Person; token: string }> {
      guardOwners(by, role);
      return inTransaction(db, async (tx) => {
        const row = await insertPerson(tx, { id: uuidv7(clock.now(), random), email, name, role, createdAt: new Date(clock.now()) });
        const token = await inviteAgain(tx, row.id);
        await audit.record({ action: 'person.invite', outcome: 'success', actor: by, target: { type: 'person', id: row.id }, detail: { email: row.email, role } }, tx);
        return { person: asPerson(row), token };
      });
    },

    /** A new link for somebody whose link is gone or who forgot the password; the second factor stays. */
    async inviteAgain(id: string, by: Principal): Promise<{ person: Person; token: string }> {
      return inTransaction(db, async (tx) => {
        const row = await find(tx, id);
        guardOwners(by, row.role);
        if (row.ssoSubject !== null) throw errors.conflict({ what: `${row.email} signs in through the provider and has no password here.` });
        const token = await inviteAgain(tx, id);
        await audit.record({ action: 'person.invite', outcome: 'success', actor: by, target: { type: 'person', id }, detail: { email: row.email, again: true } }, tx);
        return { person: asPerson(row), token };
      });
    },

    /**
     * Changes role, name, whether somebody may come in, or removes a lost second factor. All but the name ends the
     * person's sessions. @throws {GlacisError} `conflict` when the house would be left without an owner.
     */
    async update(id: string, { role, disabled, name, totp }: z.infer<typeof UpdatePerson>, by: Principal): Promise<Person> {
      return inTransaction(db, async (tx) => {
        await lockPeople(tx);
        const before = await find(tx, id);
        guardOwners(by, before.role, role ?? before.role);
        if (before.role === 'owner' && ((role !== undefined && role !== 'owner') || disabled === true)) await refuseLastOwner(tx, id);
        const [row = before] = await tx
          .update(people)
          .set({
            ...(role === undefined ? {} : { role }),
            ...(name === undefined ? {} : { name }),
            ...(disabled === undefined ? {} : { disabledAt: disabled ? (before.disabledAt ?? new Date(clock.now())) : null }),
            ...(totp === false ? { totpSeed: null, totpDraft: null, totpStep: null } : {}),
            id,
          })
          .where(eq(people.id, id))
          .returning();
        if (totp === false) await tx.delete(recoveryCodes).where(eq(recoveryCodes.personId, id));
        if (disabled === true) await tx.delete(invitations).where(eq(invitations.personId, id));
        if (row.role !== before.role || disabled !== undefined || totp === false) await sessions.endAll(tx, id);
        const note = (action: string, detail: Record<string, unknown> = {}) =>
          audit.record({ action, outcome: 'success', actor: by, target: { type: 'person', id }, detail: { email: row.email, ...detail } }, tx);
        if (role !== undefined || name !== undefined) await note('person.update', { role: row.role, roleBefore: before.role, name: row.name });
        if (disabled !== undefined) await note(disabled ? 'person.disable' : 'person.enable');
        if (totp === false) await note('totp.disable');
        return asPerson(row);
      });
    },

    /** Signs somebody out everywhere. Returns how many sessions ended. @throws {GlacisError} `forbidden` for an owner by others. */
    async endSessions(id: string, by: Principal): Promise<number> {
      return inTransaction(db, async (tx) => {
        const row = await find(tx, id);
        guardOwners(by, row.role);
        const ended = await sessions.endAll(tx, id);
        await audit.record({ action: 'person.end-sessions', outcome: 'success', actor: by, target: { type: 'person', id }, detail: { email: row.email, ended } }, tx);
        return ended;
      });
    },
  };
}

/** @throws {GlacisError} `conflict` when the address is taken. */
export async function insertPerson(tx: Tx, values: typeof people.$inferInsert): Promise<PersonRow> {
  try {
    const [row] = await tx.insert(people).values({ ...values, email: values.email.toLowerCase() }).returning();
    if (!row) throw errors.internal();
    return row;
  } catch (error) {
    if (uniqueViolation(error) === undefined) throw error;
    throw errors.conflict({ what: `${values.email} has an account already.` });
  }
}

/** One change at a time of who is an owner, over all servers: two owners must not demote each other at once. */
export const lockPeople = (tx: Tx): Promise<unknown> => tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('glacis people'))`);

/** Whether somebody else is an owner who can come in. Call after `lockPeople`. */
export async function hasOtherOwner(tx: Tx, id: string): Promise<boolean> {
  const canComeIn = or(isNotNull(people.passwordHash), isNotNull(people.ssoSubject));
  const [other] = await tx
    .select({ id: people.id })
    .from(people)
    .where(and(eq(people.role, 'owner'), ne(people.id, id), isNull(people.disabledAt), canComeIn))
    .limit(1);
  return other !== undefined;
}

async function refuseLastOwner(tx: Tx, id: string): Promise<void> {
  if (!(await hasOtherOwner(tx, id))) throw errors.conflict({ what: 'This is the last owner. Make somebody else an owner first.' });
}

export const asPerson = (row: PersonRow): Person => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  totp: row.totpSeed !== null,
  sso: row.ssoSubject !== null,
  disabled: row.disabledAt !== null,
  invited: row.passwordHash === null && row.ssoSubject === null,
  lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
});

/** The person as somebody who acts, on a session. */
export const actorOf = (row: PersonRow, session: { id: string; ip: string }): Principal => ({
  kind: 'person',
  id: row.id,
  name: row.email,
  permissions: permissionsOfRole(row.role),
  sources: 'all',
  sessionId: session.id,
  ip: session.ip,
});
