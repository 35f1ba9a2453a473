import { and, eq, gt } from 'drizzle-orm';
import { hashToken } from '../kernel/crypto.ts';
import { inTransaction } from '../kernel/database/index.ts';
import { errors } from '../kernel/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { hashNew, setPassword } from './account.ts';
import type { Passwords } from './passwords.ts';
import type { From, Sessions } from './sessions.ts';
import type { SignedIn, SignIns } from './sign-in.ts';
import { invitations, people } from './tables.ts';

type Parts = Pick<Kernel, 'db' | 'clock' | 'audit'> & { passwords: Passwords; sessions: Sessions; signIns: SignIns };

/**
 * Follows an invitation: sets the password and signs in, unless a second factor is wanted first. Once; two that follow it
 * together get it once.
 * @throws {GlacisError} `link_spent`.
 */
export function acceptInvitations({ db, clock, audit, passwords, sessions, signIns }: Parts) {
  return async ({ token, password }: { token: string; password: string }, from: From): Promise<SignedIn> => {
    const open = and(eq(invitations.tokenHash, hashToken(token)), gt(invitations.expiresAt, new Date(clock.now())));
    const [invited] = await db.select({ person: people }).from(invitations).innerJoin(people, eq(people.id, invitations.personId)).where(open);
    if (!invited) throw errors.linkSpent();
    const passwordHash = await hashNew(passwords, password, invited.person);
    return inTransaction(db, async (tx) => {
      const [used] = await tx.delete(invitations).where(open).returning({ personId: invitations.personId });
      const [person] = await tx.select().from(people).where(eq(people.id, used?.personId ?? '')).for('update');
      if (!person || person.disabledAt !== null || person.ssoSubject !== null) throw errors.linkSpent();
      await setPassword(tx, person, passwordHash);
      await sessions.endAll(tx, person.id);
      const actor = { kind: 'unknown' as const, name: person.email, ip: from.ip };
      await audit.record({ action: 'person.accept-invitation', outcome: 'success', actor, target: { type: 'person', id: person.id } }, tx);
      if (person.totpSeed !== null) return { result: 'totp' };
      return { result: 'signed-in', person, token: await signIns.open(tx, person, 'setup', from) };
    });
  };
}
