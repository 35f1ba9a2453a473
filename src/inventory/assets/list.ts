import { and, asc, desc, eq, inArray, isNotNull, isNull, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../kernel/http/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Asset, AssetsQuery } from '../contract.ts';
import { scanStateSql, type Freshness } from '../freshness.ts';
import { agents, assets } from '../tables.ts';
import { shown, type AssetRow } from './shown.ts';

/** Totals are exact up to here. */
const COUNT_TO = 10_000;

type Sort = {
  order: SQL[];
  /** Where a page begins, given where the one before it ended. */
  after: (cursor: string) => SQL;
  cursorOf: (row: AssetRow) => (string | number)[];
};

const At = z.union([z.iso.datetime(), z.literal('')]);

/** Each order is one that an index has. */
const SORTS: Record<AssetsQuery['sort'], Sort> = {
  priority: {
    order: [desc(assets.weight), desc(assets.id)],
    after: (cursor) => {
      const [weight, id] = decodeCursor(cursor, z.tuple([z.number().int(), z.string()]));
      return sql`(${assets.weight}, ${assets.id}) < (${weight}, ${id})`;
    },
    cursorOf: ({ weight, id }) => [weight, id],
  },
  name: {
    order: [asc(assets.name), asc(assets.id)],
    after: (cursor) => {
      const [name, id] = decodeCursor(cursor, z.tuple([z.string(), z.string()]));
      return sql`(${assets.name}, ${assets.id}) > (${name}, ${id})`;
    },
    cursorOf: ({ name, id }) => [name, id],
  },
  lastSeen: {
    order: [desc(assets.lastSeenAt), desc(assets.id)],
    after: (cursor) => {
      const [at, id] = decodeCursor(cursor, z.tuple([z.iso.datetime(), z.string()]));
      return sql`(${assets.lastSeenAt}, ${assets.id}) < (${at}::timestamptz, ${id})`;
    },
    cursorOf: ({ lastSeenAt, id }) => [lastSeenAt.toISOString(), id],
  },
  /** Those that were never scanned first, then the longest unseen. */
  scanned: {
    order: [sql`${assets.scannedAt} ASC NULLS FIRST`, asc(assets.id)],
    after: (cursor) => {
      const [at, id] = decodeCursor(cursor, z.tuple([At, z.string()]));
      return at === ''
        ? sql`(${assets.scannedAt} IS NOT NULL OR ${assets.id} > ${id})`
        : sql`(${assets.scannedAt}, ${assets.id}) > (${at}::timestamptz, ${id})`;
    },
    cursorOf: ({ scannedAt, id }) => [scannedAt?.toISOString() ?? '', id],
  },
};

const isSilent = sql`EXISTS (SELECT FROM agents WHERE agents.node_id = ${assets.id} AND agents.silent_since IS NOT NULL)`;
const either = (wanted: boolean | undefined, condition: SQL): SQL | undefined => (wanted === undefined ? undefined : wanted ? condition : sql`NOT ${condition}`);
/** `%`, `_` and `\` are letters like others to who searches. */
const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

function filterOf({ kind, search, owner, environment, silent, exposed, running, scan, retired }: AssetsQuery, hours: Freshness, now: number): SQL | undefined {
  return and(
    kind === undefined ? undefined : eq(assets.kind, kind),
    search === undefined || search === '' ? undefined : sql`(${assets.name} ILIKE ${containing(search)} OR ${assets.key} ILIKE ${containing(search)})`,
    owner === undefined ? undefined : owner === '-' ? isNull(assets.owner) : eq(assets.owner, owner),
    environment === undefined ? undefined : environment === '-' ? isNull(assets.environment) : eq(assets.environment, environment),
    either(silent, isSilent),
    exposed === undefined ? undefined : eq(assets.exposed, exposed),
    either(running, sql`(${assets.running} > 0)`),
    scan === undefined ? undefined : sql`${scanStateSql(hours, now)} = ${scan}`,
    retired ? isNotNull(assets.retiredAt) : isNull(assets.retiredAt),
  );
}

/** The ids of nodes whose silence was told, among some. */
export async function silentAmong({ db }: Pick<Kernel, 'db'>, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db.select({ id: agents.nodeId }).from(agents).where(and(inArray(agents.nodeId, [...ids]), isNotNull(agents.silentSince)));
  return new Set(rows.map(({ id }) => id));
}

/** A page of assets. */
export async function listAssets({ db, clock }: Pick<Kernel, 'db' | 'clock'>, query: AssetsQuery, hours: Freshness): Promise<{ items: Asset[]; next: string | null; total?: number }> {
  const now = clock.now();
  const filter = filterOf(query, hours, now);
  const { order, after, cursorOf } = SORTS[query.sort];
  const rows = await db.select().from(assets).where(and(filter, query.cursor === undefined ? undefined : after(query.cursor))).orderBy(...order).limit(query.limit + 1);
  const some = rows.slice(0, query.limit);
  const silent = await silentAmong({ db }, some.flatMap(({ id, kind }) => (kind === 'node' ? [id] : [])));
  const last = some.at(-1);
  const total = query.count === true ? await db.$count(db.select({ id: assets.id }).from(assets).where(filter).limit(COUNT_TO).as('first')) : undefined;
  return {
    items: some.map((row) => shown(row, { hours, now, silent: silent.has(row.id) })),
    next: rows.length > query.limit && last ? encodeCursor(cursorOf(last)) : null,
    ...(total === undefined ? {} : { total }),
  };
}
