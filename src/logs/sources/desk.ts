import { and, asc, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { tokens } from '../../identity/tables.ts';
import type { Identity } from '../../identity/index.ts';
import { inTransaction, type Tx } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { may, type Principal } from '../../kernel/principal.ts';
import { isBuiltIn, isOwn, OWN_SOURCE, QUARANTINE, SourceSettings, UpdateSource, type CreateSource, type Source } from '../contract.ts';
import type { Ingest, SourceLedger } from '../ingest/index.ts';
import type { Authority, ClientCredentials } from '../receive/tls/authority.ts';
import type { Episode } from './health.ts';
import type { Registry } from './registry.ts';
import { checkSenders, checkSettings } from './settings.ts';
import { sourceHealth, sources, type SourceRow } from './tables.ts';

/** A house has tens; a token that may create sources must not make millions. */
const MOST_SOURCES = 10_000;

/** Held while sources are written, so that no two come to own the same sender. */
const WRITE_LOCK = sql`SELECT pg_advisory_xact_lock(x'61c17'::int)`;

export type SourceDesk = ReturnType<typeof sourceDesk>;

/** The sources as people and programs see and change them. Who may not see one is told that there is none. */
export function sourceDesk(
  { db, clock, audit }: Pick<Kernel, 'db' | 'clock' | 'audit'>,
  { registry, identity, ledger, formats, authority }: {
    registry: Registry;
    identity: { tokens: Identity['tokens'] };
    ledger: Ingest['ledger'];
    /** Ids of the normalizers that a source may be said to have. */
    formats: ReadonlySet<string>;
    authority: () => Authority;
  },
) {
  const sees = (by: Principal, name: string): boolean => by.sources === 'all' || by.sources.includes(name);

  async function troubles(names: readonly string[]): Promise<Map<string, Episode | null>> {
    const rows = await db.select().from(sourceHealth).where(inArray(sourceHealth.source, [...names]));
    return new Map(rows.map(({ source, trouble }) => [source, trouble]));
  }

  async function shown(row: SourceRow): Promise<Source> {
    return show(row, await ledger.of(row.name), (await troubles([row.name])).get(row.name) ?? null);
  }

  /** One that is there and may be seen, locked for a change. */
  async function locked(tx: Tx, name: string, by: Principal): Promise<SourceRow> {
    await tx.execute(WRITE_LOCK);
    const [row] = await tx.select().from(sources).where(and(eq(sources.name, name), isNull(sources.hiddenAt)));
    if (!row || !sees(by, name)) throw errors.notFound({ what: 'source' });
    return row;
  }

  const visible = (tx: Tx): Promise<SourceRow[]> => tx.select().from(sources).where(isNull(sources.hiddenAt));

  async function write(work: (tx: Tx) => Promise<SourceRow>): Promise<Source> {
    const row = await inTransaction(db, async (tx) => {
      const written = await work(tx);
      await registry.announce(tx);
      return written;
    });
    await registry.refresh();
    return shown(row);
  }

  async function insert(tx: Tx, { name, ...given }: z.input<typeof CreateSource>, by: Principal): Promise<SourceRow> {
    const settings = SourceSettings.parse(given);
    await tx.execute(WRITE_LOCK);
    const all = await visible(tx);
    if (all.some((one) => one.name === name)) throw errors.conflict({ what: `There is a source ${name} already.` });
    if (all.length >= MOST_SOURCES) throw errors.conflict({ what: `There are ${MOST_SOURCES} sources; delete some first.` });
    checkSenders(name, settings.senders, all);
    const values = { ...settings, createdAt: new Date(clock.now()), hiddenAt: null };
    const [row] = await tx.insert(sources).values({ name, ...values }).onConflictDoUpdate({ target: sources.name, set: values }).returning();
    if (!row) throw errors.internal();
    await audit.record({ action: 'source.create', outcome: 'success', actor: by, target: { type: 'source', id: name }, detail: given }, tx);
    return row;
  }

  async function update(tx: Tx, name: string, changes: z.infer<typeof UpdateSource>, by: Principal): Promise<SourceRow> {
    const before = await locked(tx, name, by);
    const isKept = (key: 'format' | 'retentionDays'): boolean => changes[key] === undefined || changes[key] === before[key];
    if (name === OWN_SOURCE && !(isKept('format') && isKept('retentionDays'))) {
      throw errors.conflict({ what: `Format and retention of the source ${name} belong to Glacis and cannot be changed.` });
    }
    checkSenders(name, changes.senders ?? [], await visible(tx));
    const [row] = await tx.update(sources).set({ ...changes, name }).where(eq(sources.name, name)).returning();
    if (!row) throw errors.internal();
    const pick = (from: SourceRow) => Object.fromEntries(Object.entries(from).filter(([key]) => key in changes));
    const detail = { before: pick(before), after: pick(row) };
    await audit.record({ action: 'source.update', outcome: 'success', actor: by, target: { type: 'source', id: name }, detail }, tx);
    return row;
  }

  return {
    /** By name, from after `after`. */
    async list({ limit, after }: { limit: number; after?: string | undefined }, by: Principal): Promise<Source[]> {
      const scope = by.sources === 'all' ? undefined : inArray(sources.name, [...by.sources]);
      const from = after === undefined ? undefined : gt(sources.name, after);
      const rows = await db.select().from(sources).where(and(isNull(sources.hiddenAt), scope, from)).orderBy(asc(sources.name)).limit(limit);
      if (rows.length === 0) return [];
      const [ledgers, trouble] = await Promise.all([ledger.all(), troubles(rows.map(({ name }) => name))]);
      return Promise.all(rows.map(async (row) => show(row, ledgers.get(row.name) ?? (await ledger.of(row.name)), trouble.get(row.name) ?? null)));
    },

    /** @throws {GlacisError} `not_found` */
    async read(name: string, by: Principal): Promise<Source> {
      const [row] = sees(by, name) ? await db.select().from(sources).where(and(eq(sources.name, name), isNull(sources.hiddenAt))) : [];
      if (!row) throw errors.notFound({ what: 'source' });
      return shown(row);
    },

    /** Registers a source; one that was deleted comes back with its events. @throws {GlacisError} `conflict`, `invalid`. */
    async create(given: z.input<typeof CreateSource>, by: Principal): Promise<Source> {
      checkSettings(given, formats);
      return write((tx) => insert(tx, given, by));
    },

    /** Changes settings. Retention holds for what is received from now on. @throws {GlacisError} `not_found`, `conflict`, `invalid`. */
    async change(name: string, changes: z.infer<typeof UpdateSource>, by: Principal): Promise<Source> {
      // The format of Glacis's own log is nobody's to choose, but may be sent back with the rest as it is.
      checkSettings(name === OWN_SOURCE ? { ...changes, format: undefined } : changes, formats);
      return write((tx) => update(tx, name, changes, by));
    },

    /**
     * Deletes a source and its tokens; an agent's reports its node, too, and stays. One with events goes only by force, and then its events stay until their retention ends.
     * @throws {GlacisError} `not_found`; `conflict` when it is built in or has events.
     */
    async remove(name: string, { force, by }: { force: boolean; by: Principal }): Promise<void> {
      await inTransaction(db, async (tx) => {
        await locked(tx, name, by);
        if (isBuiltIn(name)) throw errors.conflict({ what: `The source ${name} belongs to Glacis and cannot be deleted.` });
        const { stored, waiting } = (await ledger.of(name)).ledger;
        const isEmpty = stored + waiting === 0;
        if (!isEmpty && !force) throw errors.conflict({ what: `The source ${name} has events; delete it with force=true, and they stay until their retention ends.` });
        if (isEmpty) await tx.delete(sources).where(eq(sources.name, name));
        else await tx.update(sources).set({ hiddenAt: new Date(clock.now()), senders: [] }).where(eq(sources.name, name));
        await registry.announce(tx);
        for (const { id } of await tx.select({ id: tokens.id }).from(tokens).where(and(eq(tokens.source, name), isNull(tokens.node))).for('update')) await identity.tokens.revoke(id, by, tx);
        await audit.record({ action: 'source.delete', outcome: 'success', actor: by, target: { type: 'source', id: name }, detail: { events: stored } }, tx);
      });
      await registry.refresh();
    },

    /** A new token that can write this source and do nothing else. @throws {GlacisError} `not_found`, `forbidden`. */
    async token(name: string, { label, expiresInDays }: { label?: string | undefined; expiresInDays?: number | undefined }, by: Principal): Promise<{ id: string; token: string }> {
      refuseOwn(name);
      const { token, secret } = await inTransaction(db, async (tx) => {
        await locked(tx, name, by);
        return identity.tokens.create({ name: label ?? `ingest ${name}`, scopes: ['ingest'], source: name, expiresInDays, by }, tx);
      });
      return { id: token.id, token: secret };
    },

    /**
     * A new client certificate by which syslog over TLS is known to be of this source. The key is told once.
     * @throws {GlacisError} `forbidden` to who may not write events, as for a token; `not_found`, `conflict`.
     */
    async certificate(name: string, by: Principal): Promise<ClientCredentials & { ca: string }> {
      const issued = authority().client(name);
      await write(async (tx) => {
        const { senders } = await locked(tx, name, by);
        if (!may(by, 'events.ingest')) throw errors.forbidden({ permission: 'events.ingest' });
        const added = [...senders, { by: 'certificate' as const, fingerprint: issued.fingerprint }];
        if (!UpdateSource.safeParse({ senders: added }).success) throw errors.conflict({ what: `The source ${name} has as many senders as it can have; remove some first.` });
        return update(tx, name, { senders: added }, by);
      });
      return { ...issued, ca: authority().ca };
    },

    /**
     * What a request may write to: the one source of an ingest token, or any that the caller sees; made at first use where the caller may.
     * @throws {GlacisError} `not_found`, `conflict`.
     */
    async writable(name: string, by: Principal): Promise<SourceRow> {
      refuseOwn(name);
      if (by.ingestSource === undefined ? !sees(by, name) : by.ingestSource !== name) throw errors.notFound({ what: 'source' });
      const found = await registry.get(name);
      if (found) return found;
      // An agent's token names a source that is its node's own: nobody had to make it before.
      const mayMake = by.ingestSource === undefined ? may(by, 'sources.create') : by.node !== undefined;
      if (!mayMake) throw errors.notFound({ what: 'source' });
      try {
        await write((tx) => insert(tx, { name }, by));
      } catch (error) {
        // Somebody made it at the same moment.
        if ((await registry.get(name)) === undefined) throw error;
      }
      const made = await registry.get(name);
      if (!made) throw errors.notFound({ what: 'source' });
      return made;
    },
  };
}

/** Nobody puts words into the mouth of Glacis, and the quarantine is not a place to write to. */
function refuseOwn(name: string): void {
  if (isOwn(name)) throw errors.conflict({ what: `The source ${name} is written by Glacis alone.` });
}

function show(row: SourceRow, { ledger, lastSeen, lagMs, hourly, kinds }: SourceLedger, trouble: Episode | null): Source {
  const state = row.name === QUARANTINE ? 'quarantine' : (trouble?.kind ?? (lastSeen === null ? 'new' : 'active'));
  return {
    ...SourceSettings.parse(row),
    name: row.name,
    createdAt: row.createdAt.toISOString(),
    state,
    ledger,
    lastSeen: lastSeen === null ? null : new Date(lastSeen).toISOString(),
    lagMs,
    hourly,
    // What somebody has said of a source holds while anything comes.
    sends: row.kinds === null ? kinds : hourly.some((lines) => lines > 0) ? row.kinds : [],
  };
}
