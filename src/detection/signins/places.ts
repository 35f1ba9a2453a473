import { eq, inArray, sql } from 'drizzle-orm';
import type { Queryable, Tx } from '../../kernel/database/index.ts';
import { identities, identityAccounts, identityPlaces } from '../tables.ts';
import type { KnownIdentity } from './judge.ts';

const CHUNK = 1_000;

type Known = KnownIdentity & { knownNetworks: Set<string>; knownCountries: Set<string> };

/** The identities of these accounts (as `accountKey` writes them), by account, each with the places it is known from. */
export async function knownIdentities(db: Queryable, keys: readonly string[]): Promise<Map<string, Known>> {
  const byAccount = new Map<string, Known>();
  const byId = new Map<string, Known>();
  for (let at = 0; at < keys.length; at += CHUNK) {
    const rows = await db
      .select()
      .from(identityAccounts)
      .innerJoin(identities, eq(identities.id, identityAccounts.identityId))
      .where(inArray(identityAccounts.key, keys.slice(at, at + CHUNK)));
    for (const { identities: row, identity_accounts: account } of rows) {
      const known = byId.get(row.id) ?? {
        id: row.id,
        name: row.name,
        kind: row.kind,
        departedAt: row.departedAt?.getTime() ?? null,
        hours: row.hours,
        networks: row.networks,
        firstSignInAt: row.firstSignInAt?.getTime() ?? null,
        knownNetworks: new Set<string>(),
        knownCountries: new Set<string>(),
      };
      byId.set(row.id, known);
      byAccount.set(account.key, known);
    }
  }
  const ids = [...byId.keys()];
  for (let at = 0; at < ids.length; at += CHUNK) {
    const places = await db.select().from(identityPlaces).where(inArray(identityPlaces.identityId, ids.slice(at, at + CHUNK)));
    for (const { identityId, kind, place } of places) {
      const known = byId.get(identityId);
      (kind === 'network' ? known?.knownNetworks : known?.knownCountries)?.add(place);
    }
  }
  return byAccount;
}

export type Learned = { identityId: string; kind: 'network' | 'country'; place: string; how: 'learned' | 'confirmed'; since: Date };

/** Keeps that identities are known from these places. What somebody confirmed stays confirmed; who was deleted meanwhile is left out. */
export async function learnPlaces(tx: Tx, learned: readonly Learned[]): Promise<void> {
  for (const { identityId, kind, place, how, since } of learned) {
    await tx.execute(sql`
      INSERT INTO ${identityPlaces} (identity_id, kind, place, how, since)
      SELECT id, ${kind}, ${place}, ${how}, ${since} FROM ${identities} WHERE id = ${identityId}
      ON CONFLICT (identity_id, kind, place) DO UPDATE SET how = excluded.how WHERE excluded.how = 'confirmed'`);
  }
}

/** Keeps when identities signed in first. */
export async function noteFirstSignIns(tx: Tx, firsts: ReadonlyMap<string, number>): Promise<void> {
  for (const [id, at] of firsts) await tx.update(identities).set({ firstSignInAt: new Date(at) }).where(eq(identities.id, id));
}
