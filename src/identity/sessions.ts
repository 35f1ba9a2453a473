import { and, desc, eq, gt, lt, ne, or, sql } from 'drizzle-orm';
import { hashToken, newToken } from '../kernel/crypto.ts';
import type { Queryable, Tx } from '../kernel/database/index.ts';
import { uuidv7 } from '../kernel/ids.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Session } from './contract.ts';
import { people, sessions, type PersonRow } from './tables.ts';

const HOUR_MS = 3_600_000;
/** A session ends after this long without a request, */
const IDLE_MS = 12 * HOUR_MS;
/** and after this long whatever happens. */
export const ABSOLUTE_MS = 7 * 24 * HOUR_MS;
/** Being seen is noted this often, not at each request. */
const SEEN_EVERY_MS = 60_000;
/** The oldest go when somebody opens more. */
const MAX_SESSIONS = 50;

/** Where a request came from, as a session remembers it. */
export type From = { ip: string; userAgent: string };

/** A session that was found: still open, of somebody who is not disabled. */
export type OpenSession = { id: string; person: PersonRow };

export type Sessions = ReturnType<typeof sessionDesk>;

/** Sessions of people. The token is told once, to the browser, and stored hashed. */
export function sessionDesk({ db, clock, random }: Pick<Kernel, 'db' | 'clock' | 'random'>) {
  const opened = () => and(gt(sessions.lastSeenAt, new Date(clock.now() - IDLE_MS)), gt(sessions.createdAt, new Date(clock.now() - ABSOLUTE_MS)));

  return {
    /** Opens a session; returns its id and the token for the cookie. */
    async open(tx: Tx, personId: string, means: Session['means'], { ip, userAgent }: From): Promise<{ id: string; token: string }> {
      const token = newToken('session', random);
      const id = uuidv7(clock.now(), random);
      const at = new Date(clock.now());
      await tx.insert(sessions).values({ id, tokenHash: hashToken(token), personId, means, ip, userAgent: userAgent.slice(0, 300), createdAt: at, lastSeenAt: at });
      await tx.update(people).set({ lastSeenAt: at }).where(eq(people.id, personId));
      await tx.execute(sql`
        DELETE FROM ${sessions} WHERE id IN (
          SELECT id FROM ${sessions} WHERE person_id = ${personId} ORDER BY last_seen_at DESC, id DESC OFFSET ${MAX_SESSIONS})`);
      return { id, token };
    },

    /** Whose session this is, or null. */
    async find(token: string): Promise<OpenSession | null> {
      const now = clock.now();
      const [row] = await db
        .select({ id: sessions.id, lastSeenAt: sessions.lastSeenAt, person: people })
        .from(sessions)
        .innerJoin(people, eq(people.id, sessions.personId))
        .where(and(eq(sessions.tokenHash, hashToken(token)), opened()));
      if (!row || row.person.disabledAt !== null) return null;
      if (now - row.lastSeenAt.getTime() >= SEEN_EVERY_MS) {
        await db.update(sessions).set({ lastSeenAt: new Date(now) }).where(eq(sessions.id, row.id));
        await db.update(people).set({ lastSeenAt: new Date(now) }).where(eq(people.id, row.person.id));
      }
      return { id: row.id, person: row.person };
    },

    async list(personId: string, current: string | undefined): Promise<Session[]> {
      const rows = await db.select().from(sessions).where(and(eq(sessions.personId, personId), opened())).orderBy(desc(sessions.lastSeenAt));
      return rows.map(({ id, means, ip, userAgent, createdAt, lastSeenAt }) => ({
        id, means, ip, userAgent, createdAt: createdAt.toISOString(), lastSeenAt: lastSeenAt.toISOString(), current: id === current,
      }));
    },

    /** A new token for the same session, after its holder's rights or secrets changed. */
    async rotate(tx: Tx, id: string): Promise<string> {
      const token = newToken('session', random);
      await tx.update(sessions).set({ tokenHash: hashToken(token) }).where(eq(sessions.id, id));
      return token;
    },

    /** Ends one session of a person. Returns whether there was one. */
    async end(at: Queryable, personId: string, id: string): Promise<boolean> {
      const ended = await at.delete(sessions).where(and(eq(sessions.id, id), eq(sessions.personId, personId))).returning({ id: sessions.id });
      return ended.length > 0;
    },

    /** Ends all sessions of a person, or all but one. Returns how many. */
    async endAll(tx: Tx, personId: string, except?: string): Promise<number> {
      const ended = await tx
        .delete(sessions)
        .where(and(eq(sessions.personId, personId), except === undefined ? undefined : ne(sessions.id, except)))
        .returning({ id: sessions.id });
      return ended.length;
    },

    async sweep(): Promise<void> {
      const now = clock.now();
      await db.delete(sessions).where(or(lt(sessions.lastSeenAt, new Date(now - IDLE_MS)), lt(sessions.createdAt, new Date(now - ABSOLUTE_MS))));
    },
  };
}
