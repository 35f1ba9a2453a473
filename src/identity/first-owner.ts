import { count, eq, lt } from 'drizzle-orm';
import { hashToken, newToken } from '../kernel/crypto.ts';
import { inTransaction, type Queryable } from '../kernel/database/index.ts';
import { errors } from '../kernel/errors.ts';
import { uuidv7 } from '../kernel/ids.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { systemPrincipal } from '../kernel/principal.ts';
import { hashNew } from './account.ts';
import type { Passwords } from './passwords.ts';
import { insertPerson, lockPeople } from './people.ts';
import type { From } from './sessions.ts';
import type { SignedIn, SignIns } from './sign-in.ts';
import { people, setupLinks, tokens } from './tables.ts';
import { BOOTSTRAP_ID } from './tokens.ts';

/** Servers that start together may each print a link; one of an earlier start stops working. */
const SAME_START_MS = 5 * 60_000;

export type FirstOwner = ReturnType<typeof firstOwner>;

type Parts = Pick<Kernel, 'db' | 'clock' | 'random' | 'audit' | 'config'> & { passwords: Passwords; signIns: SignIns };

/** How the first owner comes in without a default password: by a link printed at the terminal, or by a token given to the server. */
export function firstOwner({ db, clock, random, audit, config, passwords, signIns }: Parts) {
  const isNeeded = async (at: Queryable = db): Promise<boolean> => {
    if (config.bootstrapToken !== undefined) return false;
    const [row] = await at.select({ people: count() }).from(people);
    return row?.people === 0;
  };

  return {
    /** Whether nobody can come in yet. */
    isNeeded,

    /** A new link, or undefined when it is not needed. The token is in the fragment, which browsers send to nobody. */
    async link(base: string): Promise<string | undefined> {
      if (!(await isNeeded())) return undefined;
      const token = newToken('setup', random);
      await inTransaction(db, async (tx) => {
        await tx.delete(setupLinks).where(lt(setupLinks.createdAt, new Date(clock.now() - SAME_START_MS)));
        await tx.insert(setupLinks).values({ tokenHash: hashToken(token), createdAt: new Date(clock.now()) });
      });
      return `${base.replace(/\/$/, '')}/setup#token=${token}`;
    },

    /** Makes the first owner and signs in. However many try at once, on however many servers, one succeeds. @throws {GlacisError} `link_spent`. */
    async setUp({ token, email, name, password }: { token: string; email: string; name: string; password: string }, from: From): Promise<SignedIn> {
      const theLink = eq(setupLinks.tokenHash, hashToken(token));
      const [known] = await db.select().from(setupLinks).where(theLink);
      if (!known) throw errors.linkSpent();
      const passwordHash = await hashNew(passwords, password, { email, name });
      return inTransaction(db, async (tx) => {
        await lockPeople(tx);
        const [link] = await tx.select().from(setupLinks).where(theLink);
        if (!link || !(await isNeeded(tx))) throw errors.linkSpent();
        await tx.delete(setupLinks);
        const person = await insertPerson(tx, { id: uuidv7(clock.now(), random), email, name, role: 'owner', passwordHash, createdAt: new Date(clock.now()) });
        const actor = { kind: 'unknown' as const, name: person.email, ip: from.ip };
        await audit.record({ action: 'person.set-up', outcome: 'success', actor, target: { type: 'person', id: person.id } }, tx);
        return { result: 'signed-in', person, token: await signIns.open(tx, person, 'setup', from) };
      });
    },

    /**
     * Makes GLACIS_BOOTSTRAP_TOKEN the owner's API token. Another value than before replaces it, and without the variable
     * it is revoked: the token lives exactly as long as the server is given it.
     */
    async syncBootstrapToken(): Promise<void> {
      const wanted = config.bootstrapToken === undefined ? undefined : hashToken(config.bootstrapToken);
      await inTransaction(db, async (tx) => {
        await lockPeople(tx);
        const [present] = await tx.select().from(tokens).where(eq(tokens.id, BOOTSTRAP_ID));
        if (present?.tokenHash === wanted) return;
        await tx.delete(tokens).where(eq(tokens.id, BOOTSTRAP_ID));
        const actor = systemPrincipal('start');
        const target = { type: 'token', id: BOOTSTRAP_ID };
        if (present) await audit.record({ action: 'token.revoke', outcome: 'success', actor, target }, tx);
        if (wanted === undefined) return;
        await tx.insert(tokens).values({ id: BOOTSTRAP_ID, name: 'bootstrap', tokenHash: wanted, scopes: ['owner'], createdBy: actor.name, createdAt: new Date(clock.now()) });
        await audit.record({ action: 'token.create', outcome: 'success', actor, target, detail: { scopes: ['owner'] } }, tx);
      });
    },
  };
}
