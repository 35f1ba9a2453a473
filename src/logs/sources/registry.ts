import { asc, sql } from 'drizzle-orm';
import type { Queryable } from '../../kernel/database/index.ts';
import { reasonOf } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { SourceRef } from '../ingest/delivery.ts';
import { LOCAL_SOURCE, OWN_SOURCE, QUARANTINE } from '../contract.ts';
import { senderTable, type Arrival } from './senders.ts';
import { sources, type SourceRow } from './tables.ts';

const CHANNEL = 'glacis_sources';
const RETRY_MS = 1_000;

/** Sources that are there from the first start. */
const BUILT_IN = [
  { name: OWN_SOURCE, description: 'What people and machines did in Glacis', format: 'glacis-audit', retentionDays: 365 },
  { name: LOCAL_SOURCE, description: 'Syslog from this machine', format: null, retentionDays: 90 },
  { name: QUARANTINE, description: 'Syslog from senders that no source names: never trusted', format: null, retentionDays: 14 },
] as const;

export type Registry = ReturnType<typeof sourceRegistry>;

/**
 * The registered sources in memory, for receivers: asked for every request and read, so never from the database. All servers hear of a
 * change by NOTIFY.
 */
export function sourceRegistry({ db, database, clock, log }: Pick<Kernel, 'db' | 'database' | 'clock' | 'log'>) {
  let known = new Map<string, SourceRow>();
  let senders = senderTable([]);
  let loading: Promise<void> | undefined;
  let stale = false;
  let unlisten = async (): Promise<void> => {};
  const stop = new AbortController();

  async function load(): Promise<void> {
    const rows = await db.select().from(sources).orderBy(asc(sources.name));
    const visible = rows.filter((row) => row.hiddenAt === null);
    known = new Map(visible.map((row) => [row.name, row]));
    senders = senderTable(visible);
  }

  /** Loads until nothing has changed meanwhile. */
  async function refresh(): Promise<void> {
    stale = true;
    loading ??= (async () => {
      while (stale) {
        stale = false;
        await load();
      }
    })().finally(() => (loading = undefined));
    await loading;
  }

  async function heard(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        return await refresh();
      } catch (error) {
        log.warn({ reason: reasonOf(error) }, 'the sources could not be read again; it is tried once more');
        await clock.sleep(RETRY_MS, stop.signal);
      }
    }
  }

  return {
    /** The source of that name, unless it is deleted or not yet heard of here. */
    find: (name: string): SourceRow | undefined => known.get(name),

    /** The same, looking into the database for one that this server has not heard of yet. */
    async get(name: string): Promise<SourceRow | undefined> {
      if (!known.has(name)) await refresh();
      return known.get(name);
    },

    /** What a sender of syslog writes to. */
    sourceOf(arrival: Arrival): SourceRef {
      const name = senders(arrival);
      return known.get(name) ?? { name, format: null, timeZone: 'UTC', retentionDays: 14 };
    },

    all: (): readonly SourceRow[] => [...known.values()],
    refresh,

    /** Tells every server, if the transaction commits. */
    async announce(at: Queryable): Promise<void> {
      await at.execute(sql`SELECT pg_notify(${CHANNEL}, '')`);
    },

    async start(): Promise<void> {
      const now = new Date(clock.now());
      const usual = { createdAt: now, timeZone: 'UTC', silentAfterMinutes: null, unparsedShare: null, senders: [] };
      await db.insert(sources).values(BUILT_IN.map((one) => ({ ...usual, ...one }))).onConflictDoNothing();
      unlisten = await database.listen(CHANNEL, () => void heard());
      await refresh();
    },

    async stop(): Promise<void> {
      stop.abort();
      await unlisten();
      await loading?.catch(() => {});
    },
  };
}
