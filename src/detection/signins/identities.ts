import { and, asc, count, eq, inArray, isNotNull, isNull, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction, type Queryable, type Tx } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import { decodeCursor, encodeCursor } from '../../kernel/http/index.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import { accountKey, storable } from '../account-key.ts';
import type { Identity, IdentitiesQuery, SaveIdentity } from '../contract.ts';
import { identities, identityAccounts, type IdentityRow } from '../tables.ts';
import { isZone } from './hours.ts';
import { canonicalNetwork } from './network.ts';

/** As many as the largest of companies, and no more than memory bears. */
const MOST_IDENTITIES = 100_000;

export type Identities = ReturnType<typeof identityDesk>;

/** The people and service accounts of the company, each with the accounts that are theirs. */
export function identityDesk({ db, clock, random, audit }: Pick<Kernel, 'db' | 'clock' | 'random' | 'audit'>) {
  const record = (tx: Tx, action: string, { id, name }: { id: string; name: string }, by: Principal) =>
    audit.record({ action: `identity.${action}`, outcome: 'success', actor: by, target: { type: 'identity', id }, detail: { name } }, tx);

  async function shown(at: Queryable, rows: readonly IdentityRow[]): Promise<Identity[]> {
    if (rows.length === 0) return [];
    const accounts = await at.select().from(identityAccounts).where(inArray(identityAccounts.identityId, rows.map(({ id }) => id))).orderBy(asc(identityAccounts.position));
    const byIdentity = Map.groupBy(accounts, ({ identityId }) => identityId);
    return rows.map((row) => show(row, (byIdentity.get(row.id) ?? []).map(({ account }) => account)));
  }

  async function setAccounts(tx: Tx, identityId: string, accounts: readonly string[]): Promise<void> {
    await tx.delete(identityAccounts).where(eq(identityAccounts.identityId, identityId));
    const rows = [...new Map(accounts.map((account) => [accountKey(account), account]))].map(([key, account], position) => ({ key, identityId, account: storable(account), position }));
    if (rows.length === 0) return;
    const made = await tx.insert(identityAccounts).values(rows).onConflictDoNothing().returning({ key: identityAccounts.key });
    const taken = rows.find(({ key }) => !made.some((row) => row.key === key));
    if (taken) throw errors.conflict({ what: `The account ${taken.account} belongs to somebody else already.` });
  }

  async function insert(tx: Tx, given: SaveIdentity, origin: Identity['origin']): Promise<IdentityRow> {
    const [held] = await tx.select({ n: count() }).from(identities);
    if ((held?.n ?? 0) >= MOST_IDENTITIES) throw errors.conflict({ what: `There are ${MOST_IDENTITIES} identities; delete some first.` });
    const [row] = await tx
      .insert(identities)
      .values({ id: uuidv7(clock.now(), random), ...columnsOf(given), origin, createdAt: new Date(clock.now()) })
      .returning();
    if (!row) throw errors.internal();
    await setAccounts(tx, row.id, given.accounts);
    return row;
  }

  async function change(tx: Tx, id: string, given: SaveIdentity): Promise<IdentityRow> {
    const [changed] = await tx.update(identities).set(columnsOf(given)).where(eq(identities.id, id)).returning();
    if (!changed) throw errors.notFound({ what: 'identity' });
    await setAccounts(tx, id, given.accounts);
    return changed;
  }

  const showOne = async (tx: Tx, row: IdentityRow): Promise<Identity> => {
    const [identity] = await shown(tx, [row]);
    if (!identity) throw errors.internal();
    return identity;
  };

  return {
    /** By name. */
    async page({ search, kind, departed, limit, cursor }: z.infer<typeof IdentitiesQuery>): Promise<{ items: Identity[]; next: string | null }> {
      const after = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.string(), z.string()]));
      const conditions: (SQL | undefined)[] = [
        kind === undefined ? undefined : eq(identities.kind, kind),
        departed === undefined ? undefined : departed ? isNotNull(identities.departedAt) : isNull(identities.departedAt),
        search === undefined || search === '' ? undefined : matching(search),
        after && sql`(${identities.name}, ${identities.id}) > (${after[0]}, ${after[1]})`,
      ];
      const rows = await db.select().from(identities).where(and(...conditions)).orderBy(asc(identities.name), asc(identities.id)).limit(limit + 1);
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return { items: await shown(db, items), next: rows.length > limit && last ? encodeCursor([last.name, last.id]) : null };
    },

    /** @throws {GlacisError} `invalid` for a zone or network that is none; `conflict` when an account is somebody else's. */
    create: (given: SaveIdentity, by: Principal): Promise<Identity> =>
      inTransaction(db, async (tx) => {
        const row = await insert(tx, checked(given), 'manual');
        await record(tx, 'create', row, by);
        return showOne(tx, row);
      }),

    /** @throws {GlacisError} `not_found`, and as `create`. */
    update: (id: string, given: SaveIdentity, by: Principal): Promise<Identity> =>
      inTransaction(db, async (tx) => {
        const row = await change(tx, id, checked(given));
        await record(tx, 'update', row, by);
        return showOne(tx, row);
      }),

    /** Forgets it with its accounts and learned places; its sign-ins stay as they were judged. @throws {GlacisError} `not_found` */
    delete: (id: string, by: Principal): Promise<void> =>
      inTransaction(db, async (tx) => {
        const [row] = await tx.delete(identities).where(eq(identities.id, id)).returning();
        if (!row) throw errors.notFound({ what: 'identity' });
        await record(tx, 'delete', row, by);
      }),

    /** For importers, which write many in one transaction. */
    within: { insert, change, shown },
  };
}

const matching = (search: string): SQL => {
  const part = `%${storable(search).replace(/[\\%_]/g, '\\$&')}%`;
  return sql`(${identities.name} ILIKE ${part} OR EXISTS (SELECT FROM ${identityAccounts} WHERE ${identityAccounts.identityId} = ${identities.id} AND ${identityAccounts.account} ILIKE ${part}))`;
};

/** @throws {GlacisError} `invalid` */
function checked(given: SaveIdentity): SaveIdentity {
  if (given.hours && !isZone(given.hours.zone)) throw errors.invalid({ what: `hours.zone: there is no time zone "${given.hours.zone}".` });
  const networks = given.networks.map((text) => {
    const network = canonicalNetwork(text);
    if (network === null) throw errors.invalid({ what: `networks: "${text}" is no network such as 192.0.2.0/24.` });
    return network;
  });
  return { ...given, networks };
}

const columnsOf = ({ kind, name, departedAt, hours, networks }: SaveIdentity) => ({
  kind, name: storable(name), departedAt: departedAt === null ? null : new Date(departedAt), hours, networks,
});

const show = ({ id, kind, name, departedAt, hours, networks, origin }: IdentityRow, accounts: string[]): Identity => ({
  id, kind, name, accounts, departedAt: departedAt?.toISOString() ?? null, hours, networks, origin,
});
