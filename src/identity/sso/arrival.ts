import { and, eq } from 'drizzle-orm';
import { inTransaction, type Tx } from '../../kernel/database/index.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Role, SsoRefusal } from '../contract.ts';
import type { Factors } from '../factors.ts';
import { hasOtherOwner, insertPerson, lockPeople } from '../people.ts';
import type { From, Sessions } from '../sessions.ts';
import type { SignIns } from '../sign-in.ts';
import { invitations, people, type PersonRow } from '../tables.ts';

/** Who the provider says has come. */
export type Arrival = {
  issuer: string;
  subject: string;
  email: string | undefined;
  /** True, false, or not told. */
  emailVerified: boolean | undefined;
  name: string | undefined;
  /** What the groups give; undefined when none is mapped. */
  role: Role | undefined;
};

export type Admitted = { token: string } | { refused: SsoRefusal };

export type Arrivals = (arrival: Arrival, from: From) => Promise<Admitted>;

type Parts = Pick<Kernel, 'db' | 'clock' | 'random' | 'audit'> & { sessions: Sessions; factors: Factors; signIns: SignIns };

/**
 * Lets in who the provider vouches for (docs/security/single-sign-on.md): known by issuer and subject; else a local account
 * of the same verified address, which is linked for good; else a new account. The role follows the groups each time.
 */
export function ssoArrivals({ db, clock, random, audit, sessions, factors, signIns }: Parts): Arrivals {
  return (arrival, from) =>
    inTransaction(db, async (tx) => {
      await lockPeople(tx);
      const admitted = await admit(tx, arrival);
      if ('refused' in admitted) {
        const actor = { kind: 'unknown' as const, name: arrival.email ?? arrival.subject, ip: from.ip };
        await audit.record({ action: 'session.create', outcome: 'failure', actor, detail: { means: 'sso', reason: admitted.refused, issuer: arrival.issuer } }, tx);
        return admitted;
      }
      const { person, how } = admitted;
      return { token: await signIns.open(tx, person, 'sso', from, { how, role: person.role, issuer: arrival.issuer }) };
    });

  async function admit(tx: Tx, arrival: Arrival): Promise<{ person: PersonRow; how: string } | { refused: SsoRefusal }> {
    const { issuer, subject, role } = arrival;
    const [known] = await tx.select().from(people).where(and(eq(people.ssoIssuer, issuer), eq(people.ssoSubject, subject)));
    if (known && (known.disabledAt !== null || role === undefined)) {
      await sessions.endAll(tx, known.id);
      return { refused: known.disabledAt === null ? 'no-role' : 'disabled' };
    }
    if (role === undefined) return { refused: 'no-role' };
    if (known) return { person: await follow(tx, known, role), how: 'known' };

    const email = arrival.email?.toLowerCase();
    if (email === undefined) return { refused: 'no-email' };
    const [local] = await tx.select().from(people).where(eq(people.email, email));
    if (!local) {
      const values = { id: uuidv7(clock.now(), random), email, name: arrival.name ?? email, role, ssoIssuer: issuer, ssoSubject: subject, createdAt: new Date(clock.now()) };
      return { person: await insertPerson(tx, values), how: 'new' };
    }
    if (local.disabledAt !== null) return { refused: 'disabled' };
    // An owner's local account is the way in when the provider fails or falls: no provider takes it over.
    if (local.ssoSubject !== null || local.role === 'owner' || arrival.emailVerified !== true) return { refused: 'account-exists' };
    return { person: await link(tx, local, arrival, role), how: 'linked' };
  }

  /** The account belongs to the provider from here on: its password and second factor would let in who the provider no longer does. */
  async function link(tx: Tx, local: PersonRow, { issuer, subject }: Arrival, role: Role): Promise<PersonRow> {
    await factors.remove(tx, local);
    await tx.delete(invitations).where(eq(invitations.personId, local.id));
    await sessions.endAll(tx, local.id);
    const [row = local] = await tx.update(people).set({ passwordHash: null, ssoIssuer: issuer, ssoSubject: subject, role }).where(eq(people.id, local.id)).returning();
    return row;
  }

  async function follow(tx: Tx, known: PersonRow, role: Role): Promise<PersonRow> {
    if (known.role === role) return known;
    if (known.role === 'owner' && !(await hasOtherOwner(tx, known.id))) return known;
    await sessions.endAll(tx, known.id);
    const [row = known] = await tx.update(people).set({ role }).where(eq(people.id, known.id)).returning();
    return row;
  }
}
