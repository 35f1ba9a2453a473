import { isDeepStrictEqual } from 'node:util';
import { and, count, eq, inArray, isNull, sql } from 'drizzle-orm';
import { inTransaction, type Tx } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import { accountKey } from '../account-key.ts';
import type { Identity, ImportAnswer, SaveIdentity } from '../contract.ts';
import { identities, identityAccounts } from '../tables.ts';
import type { Identities } from './identities.ts';
import type { Incoming, ReadRows } from './identity-rows.ts';

const CHUNK = 1_000;
/** Reasons of rejected rows that are listed. */
const MOST_REASONS = 100;
const MOST_ACCOUNTS = 50;
/** So many may leave at once without a doubt. */
const FEW = 5;

/** Why a row cannot be taken. */
class Refused extends Error {}

/**
 * Takes a list of identities into the directory. One that has any of the accounts already is brought up to date, where the list says
 * something: accounts are added, never taken away. `complete` lists are all there are of their origin: who is missing has left.
 */
export function identityImport({ db, clock, audit, desk }: Pick<Kernel, 'db' | 'clock' | 'audit'> & { desk: Identities }) {
  async function ownersOf(tx: Tx, rows: readonly Incoming[]): Promise<Map<string, string>> {
    const keys = [...new Set(rows.flatMap(({ accounts }) => accounts.map(accountKey)))];
    const owners = new Map<string, string>();
    for (let at = 0; at < keys.length; at += CHUNK) {
      const found = await tx.select().from(identityAccounts).where(inArray(identityAccounts.key, keys.slice(at, at + CHUNK)));
      for (const { key, identityId } of found) owners.set(key, identityId);
    }
    return owners;
  }

  async function current(tx: Tx, ids: readonly string[]): Promise<Map<string, Identity>> {
    const found = new Map<string, Identity>();
    for (let at = 0; at < ids.length; at += CHUNK) {
      const rows = await tx.select().from(identities).where(inArray(identities.id, ids.slice(at, at + CHUNK))).for('update');
      for (const identity of await desk.within.shown(tx, rows)) found.set(identity.id, identity);
    }
    return found;
  }

  /** Takes one, and says who it is now. @throws {Refused} */
  async function take(tx: Tx, row: Incoming, origin: Identity['origin'], owners: ReadonlyMap<string, string>, known: ReadonlyMap<string, Identity>) {
    const [id, ...others] = new Set(row.accounts.flatMap((account) => owners.get(accountKey(account)) ?? []));
    if (others.length > 0) throw new Refused('its accounts belong to different identities already');
    const before = id === undefined ? undefined : known.get(id);
    if (!before) {
      const given: SaveIdentity = { kind: 'person', departedAt: null, networks: [], hours: null, ...row.said, name: row.name, accounts: row.accounts };
      const made = await desk.within.insert(tx, given, origin);
      return { became: 'created' as const, identity: { ...given, id: made.id, origin } };
    }
    const had = new Set(before.accounts.map(accountKey));
    const accounts = [...before.accounts, ...row.accounts.filter((account) => !had.has(accountKey(account)))];
    if (accounts.length > MOST_ACCOUNTS) throw new Refused(`it would have more than ${MOST_ACCOUNTS} accounts`);
    const after: Identity = { ...before, ...row.said, accounts };
    if (isDeepStrictEqual(after, before)) return { became: 'unchanged' as const, identity: before };
    await desk.within.change(tx, before.id, after);
    return { became: 'updated' as const, identity: after };
  }

  /**
   * Those of an origin that is listed completely and are not on the list leave now.
   * @throws {GlacisError} `conflict` when that would be more than half of them: rather the list is wrong.
   */
  async function depart(tx: Tx, origin: Identity['origin'], present: readonly string[]): Promise<number> {
    const here = and(eq(identities.origin, origin), isNull(identities.departedAt));
    const [held] = await tx.select({ n: count() }).from(identities).where(here);
    const gone = await tx
      .update(identities)
      .set({ departedAt: new Date(clock.now()) })
      .where(and(here, sql`${identities.id} <> ALL (${sql.param(present)}::text[])`))
      .returning({ id: identities.id });
    if (gone.length > FEW && gone.length * 2 > (held?.n ?? 0)) {
      throw errors.conflict({ what: `${gone.length} of ${held?.n ?? 0} would have left at once; nothing was imported. Check that the list is whole.` });
    }
    return gone.length;
  }

  return async function importAll({ rows, rejected }: ReadRows, { origin, complete }: { origin: Identity['origin']; complete: boolean }, by: Principal): Promise<ImportAnswer> {
    const answer: ImportAnswer = { created: 0, updated: 0, unchanged: 0, rejected: [...rejected] };
    await inTransaction(db, async (tx) => {
      const owners = await ownersOf(tx, rows);
      const known = await current(tx, [...new Set(owners.values())]);
      const present: string[] = [];
      for (const row of rows) {
        try {
          const { became, identity } = await take(tx, row, origin, owners, known);
          answer[became] += 1;
          present.push(identity.id);
          known.set(identity.id, identity);
          for (const account of row.accounts) owners.set(accountKey(account), identity.id);
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          answer.rejected.push({ line: row.line, reason: error.message });
        }
      }
      if (complete) answer.updated += await depart(tx, origin, present);
      const { created, updated, unchanged } = answer;
      // The house asks every hour; only what came of it is worth an entry.
      if (by.kind === 'system' && created + updated === 0) return;
      await audit.record({ action: 'identity.import', outcome: 'success', actor: by, detail: { origin, created, updated, unchanged, rejected: answer.rejected.length } }, tx);
    });
    return { ...answer, rejected: answer.rejected.sort((a, b) => a.line - b.line).slice(0, MOST_REASONS) };
  };
}
