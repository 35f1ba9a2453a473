import { and, desc, eq, gt, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import { hashToken, newToken } from '../kernel/crypto.ts';
import { inTransaction, type Tx } from '../kernel/database/index.ts';
import { errors, reasonOf } from '../kernel/errors.ts';
import { uuidv7 } from '../kernel/ids.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Principal } from '../kernel/principal.ts';
import type { Token, TokenScope } from './contract.ts';
import { missing, permissionsOfScopes } from './permissions.ts';
import { tokenCache } from './token-cache.ts';
import { tokens, type TokenRow } from './tables.ts';

const DAY_MS = 24 * 3_600_000;
/** Use is noted this often, not at each request. */
const USED_EVERY_MS = 60_000;
/** The token that GLACIS_BOOTSTRAP_TOKEN gives; the next start would make it again. */
export const BOOTSTRAP_ID = 'bootstrap';
/** Says to all servers which token was revoked. */
const CHANNEL = 'glacis_tokens';

export type NewToken = {
  name: string;
  scopes: readonly TokenScope[];
  /** The one source that a token with the scope `ingest` or `agent` writes; these want one and stand alone. */
  source?: string | undefined;
  /** The one node that a token with the scope `agent` reports. */
  node?: string | undefined;
  expiresInDays?: number | undefined;
};

export type Tokens = ReturnType<typeof tokenDesk>;

/** Tokens of machines: random, told once, stored hashed, with narrow scopes. They belong to the house, not to who made them. */
export function tokenDesk({ db, database, clock, random, audit, log }: Pick<Kernel, 'db' | 'database' | 'clock' | 'random' | 'audit' | 'log'>) {
  const cache = tokenCache(clock);
  const used = new Set<string>();
  let unlisten = async (): Promise<void> => {};
  let timer: NodeJS.Timeout | undefined;

  async function noteUse(): Promise<void> {
    const ids = [...used];
    used.clear();
    if (ids.length > 0) await db.update(tokens).set({ lastUsedAt: new Date(clock.now()) }).where(inArray(tokens.id, ids));
  }

  async function load(hash: string): Promise<{ principal: Principal; until: number } | undefined> {
    const now = new Date(clock.now());
    const [row] = await db.select().from(tokens).where(and(eq(tokens.tokenHash, hash), or(isNull(tokens.expiresAt), gt(tokens.expiresAt, now))));
    return row && { principal: principalOf(row), until: row.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY };
  }

  return {
    /** Who a token is, or null. Asked hundreds of times a second by shippers, so the answer is kept for seconds. */
    async authenticate(secret: string): Promise<Principal | null> {
      const principal = await cache.get(hashToken(secret), load);
      if (principal) used.add(principal.id);
      return principal;
    },

    /**
     * Makes a token; `secret` is told this once. Pass `tx` to make it with something else or not at all.
     * @throws {GlacisError} `forbidden` when `by` lacks what a scope allows, `invalid` when scopes and source do not fit.
     */
    async create({ name, scopes, source, node, expiresInDays, by }: NewToken & { by: Principal }, at?: Tx): Promise<{ token: Token; secret: string }> {
      refuseMisfit({ scopes, source, node });
      const lacking = missing(by, permissionsOfScopes(scopes));
      if (lacking !== undefined) throw errors.forbidden({ permission: lacking });
      const secret = newToken(scopes.find(isBound) ?? 'api', random);
      const now = clock.now();
      const row: TokenRow = {
        id: uuidv7(now, random),
        name,
        tokenHash: hashToken(secret),
        scopes: [...new Set(scopes)],
        source: source ?? null,
        node: node ?? null,
        createdBy: by.name,
        createdAt: new Date(now),
        expiresAt: expiresInDays === undefined ? null : new Date(now + expiresInDays * DAY_MS),
        lastUsedAt: null,
      };
      const insert = async (tx: Tx): Promise<void> => {
        await tx.insert(tokens).values(row);
        const detail = { name, scopes: row.scopes, ...(source === undefined ? {} : { source }), ...(node === undefined ? {} : { node }), ...(row.expiresAt === null ? {} : { expiresAt: row.expiresAt.toISOString() }) };
        await audit.record({ action: 'token.create', outcome: 'success', actor: by, target: { type: 'token', id: row.id }, detail }, tx);
      };
      await (at ? insert(at) : inTransaction(db, insert));
      return { token: asToken(row), secret };
    },

    /** The newest first, from before `before` (an id). */
    async list({ limit, before }: { limit: number; before?: string | undefined }): Promise<Token[]> {
      const rows = await db.select().from(tokens).where(before === undefined ? undefined : lt(tokens.id, before)).orderBy(desc(tokens.id)).limit(limit);
      return rows.map(asToken);
    },

    /**
     * Ends a token on all servers at once. Pass `tx` to end it with something else or not at all.
     * @throws {GlacisError} `not_found`; `forbidden` for an owner's token by others.
     */
    async revoke(id: string, by: Principal, at?: Tx): Promise<void> {
      if (id === BOOTSTRAP_ID) throw errors.conflict({ what: 'This token is GLACIS_BOOTSTRAP_TOKEN: change or remove the variable and start again.' });
      const end = async (tx: Tx): Promise<void> => {
        const [row] = await tx.delete(tokens).where(eq(tokens.id, id)).returning();
        if (!row) throw errors.notFound({ what: 'token' });
        if (row.scopes.includes('owner') && by.permissions !== 'all') throw errors.forbidden({ permission: 'owner.all' });
        await tx.execute(sql`SELECT pg_notify(${CHANNEL}, ${id})`);
        await audit.record({ action: 'token.revoke', outcome: 'success', actor: by, target: { type: 'token', id }, detail: { name: row.name } }, tx);
      };
      await (at ? end(at) : inTransaction(db, end));
      // Within another transaction it may be looked up again before the commit; every server, this one too, is told of that.
      cache.forget(id);
    },

    async start(): Promise<void> {
      // An empty payload means that the listening connection was lost for a while: anything may have been missed.
      unlisten = await database.listen(CHANNEL, (id) => (id === '' ? cache.clear() : cache.forget(id)));
      timer = setInterval(() => {
        noteUse().catch((error: unknown) => log.warn({ reason: reasonOf(error) }, 'the use of tokens could not be noted'));
      }, USED_EVERY_MS).unref();
    },

    async stop(): Promise<void> {
      clearInterval(timer);
      await unlisten();
      await noteUse();
    },
  };
}

/** Such a token lies on a machine that sends, and can do that for one source (and node) only. */
const isBound = (scope: TokenScope): boolean => scope === 'ingest' || scope === 'agent';

function refuseMisfit({ scopes, source, node }: Pick<NewToken, 'scopes' | 'source' | 'node'>): void {
  const bound = scopes.find(isBound);
  if (bound !== undefined && scopes.length > 1) throw errors.invalid({ what: `The scope ${bound} stands alone: such a token lies on machines that send logs.` });
  if ((bound !== undefined) !== (source !== undefined)) throw errors.invalid({ what: 'The scopes ingest and agent, and only they, name the source that they write.' });
  if ((bound === 'agent') !== (node !== undefined)) throw errors.invalid({ what: 'The scope agent, and only it, names the node that it reports.' });
}

function principalOf({ id, name, scopes, source, node }: TokenRow): Principal {
  const bound = { ...(source === null ? {} : { ingestSource: source }), ...(node === null ? {} : { node }) };
  return { kind: 'machine', id, name, permissions: permissionsOfScopes(scopes), sources: source === null ? 'all' : [source], ...bound };
}

const asToken = (row: TokenRow): Token => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes,
  source: row.source,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  createdBy: row.createdBy,
});
