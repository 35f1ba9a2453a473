import { and, desc, eq, gte, inArray, isNotNull, isNull, lt, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import { decodeCursor, encodeCursor } from '../../kernel/http/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import { accountKey } from '../account-key.ts';
import type { ReviewSignIn, SignIn, SignInsQuery } from '../contract.ts';
import { detectionFound } from '../runner.ts';
import { signIns, type SignInRow } from '../tables.ts';
import { knownIdentities, learnPlaces, type Learned } from './places.ts';
import { unexpectedSignIn } from './unexpected.ts';

export type SignInDesk = ReturnType<typeof signInDesk>;

/** The judged sign-ins as people see and review them. Nobody is shown those of a source that is not theirs to see. */
export function signInDesk({ db, clock, audit, outbox }: Pick<Kernel, 'db' | 'clock' | 'audit' | 'outbox'>) {
  const visible = (by: Principal): SQL | undefined => (by.sources === 'all' ? undefined : inArray(signIns.source, [...by.sources]));

  return {
    /** The newest first. */
    async page({ expected, reviewed, account, from, to, limit, cursor }: z.infer<typeof SignInsQuery>, by: Principal): Promise<{ items: SignIn[]; next: string | null }> {
      const before = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.iso.datetime(), z.string()]));
      const conditions: (SQL | undefined)[] = [
        visible(by),
        expected === undefined ? undefined : expected ? sql`${signIns.expected}` : sql`NOT ${signIns.expected}`,
        reviewed === undefined ? undefined : reviewed ? isNotNull(signIns.verdict) : isNull(signIns.verdict),
        account === undefined ? undefined : eq(signIns.accountKey, accountKey(account)),
        from === undefined ? undefined : gte(signIns.at, new Date(from)),
        to === undefined ? undefined : lt(signIns.at, new Date(to)),
        before && sql`(${signIns.at}, ${signIns.id}) < (${before[0]}::timestamptz, ${before[1]})`,
      ];
      const rows = await db.select().from(signIns).where(and(...conditions)).orderBy(desc(signIns.at), desc(signIns.id)).limit(limit + 1);
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return { items: items.map(shown), next: rows.length > limit && last ? encodeCursor([last.at.toISOString(), last.id]) : null };
    },

    /**
     * Says what somebody made of a sign-in. Confirmed: its network and country count as known for the identity that has the
     * account. Alerted: it becomes an alert. @throws {GlacisError} `not_found`
     */
    async review(id: string, { verdict, note }: ReviewSignIn, by: Principal): Promise<SignIn> {
      return inTransaction(db, async (tx) => {
        const reviewedAt = new Date(clock.now());
        const [row] = await tx.update(signIns).set({ verdict, note, reviewedBy: by.name, reviewedAt }).where(and(eq(signIns.id, id), visible(by))).returning();
        if (!row) throw errors.notFound({ what: 'sign-in' });
        if (verdict === 'confirmed') await learnPlaces(tx, confirmedPlaces(row, (await knownIdentities(tx, [row.accountKey])).get(row.accountKey)?.id, reviewedAt));
        else await outbox.publish(tx, detectionFound, { findings: [unexpectedSignIn(row, by.name, note)] });
        await audit.record({ action: 'signin.review', outcome: 'success', actor: by, target: { type: 'sign-in', id }, detail: { verdict, note, account: row.account } }, tx);
        return shown(row);
      });
    },
  };
}

function confirmedPlaces({ network, country }: SignInRow, identityId: string | undefined, since: Date): Learned[] {
  if (identityId === undefined) return [];
  const places = [{ kind: 'network' as const, place: network }, { kind: 'country' as const, place: country.toUpperCase() }];
  return places.filter(({ place }) => place !== '').map((place) => ({ ...place, identityId, how: 'confirmed', since }));
}

const shown = (row: SignInRow): SignIn => ({
  id: row.id,
  at: row.at.toISOString(),
  account: row.account,
  identity: row.identityId === null || row.identityName === null || row.identityKind === null ? null : { id: row.identityId, name: row.identityName, kind: row.identityKind },
  product: row.product,
  source: row.source,
  host: row.host,
  ip: row.ip,
  network: row.network,
  means: row.means,
  actor: row.actor,
  expected: row.expected,
  reasons: row.reasons,
  review: row.verdict === null || row.reviewedAt === null ? null : { verdict: row.verdict, by: row.reviewedBy ?? '', at: row.reviewedAt.toISOString(), note: row.note ?? '' },
});
