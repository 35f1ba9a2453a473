import { and, eq, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../../kernel/http/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Issue, IssuesQuery, ISSUE_SORTS } from '../../contract.ts';
import { issues, listedIssues, tickets } from '../../tables.ts';
import { currentPolicy } from '../policy.ts';
import { issuesWhere } from './filter.ts';
import { clockFace, LISTED, shownIssue } from './present.ts';
import { RANKS } from './ranks.ts';

/** Totals are exact up to here. */
const COUNT_TO = 10_000;
/** So many are read by their ids sooner than they are found again. */
const FEW = 2_000;

type Key = string | number;
/** Of lists and of issues: both have what a list is ordered by. */
type Table = typeof listedIssues | typeof issues;
/** How a list is ordered, and where a page goes on: each is the order of an index, from either end. */
type Sort = { order: (of: Table) => SQL; after: (key: Key, id: string) => SQL; keyOf: (issue: Issue) => Key };

type Column = 'priority' | 'openedAt' | 'openPlaces' | 'severityRank';
const descending = (column: Column, type: SQL, keyOf: Sort['keyOf']): Sort => ({
  order: (of) => sql`${of[column]} DESC, ${of.id} DESC`,
  after: (key, id) => sql`(${listedIssues[column]}, ${listedIssues.id}) < (${key}::${type}, ${id})`,
  keyOf,
});

const SORTS: Record<(typeof ISSUE_SORTS)[number], Sort> = {
  priority: descending('priority', sql`smallint`, ({ priority }) => priority),
  newest: descending('openedAt', sql`timestamptz`, ({ openedAt }) => openedAt),
  severity: descending('severityRank', sql`smallint`, ({ severity }) => RANKS[severity]),
  places: descending('openPlaces', sql`integer`, ({ places }) => places.open),
  // What has no day comes last.
  due: {
    order: (of) => sql`${of.due}, ${of.id}`,
    after: (key, id) => (key === '' ? sql`(${listedIssues.due} IS NULL AND ${listedIssues.id} > ${id})` : sql`((${listedIssues.due}, ${listedIssues.id}) > (${key}::date, ${id}) OR ${listedIssues.due} IS NULL)`),
    keyOf: ({ clock }) => clock?.due ?? '',
  },
};

/** A page of issues. @throws {GlacisError} `invalid` for a cursor of another list and for what is no state or severity. */
export async function issuesPage({ db, clock }: Pick<Kernel, 'db' | 'clock'>, { sort, limit, cursor, count: wanted, ...filter }: IssuesQuery) {
  const now = clock.now();
  const policy = await currentPolicy(db);
  const where = issuesWhere(filter, { now, policy });
  const { order, after, keyOf } = SORTS[sort];
  const from = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.literal(sort), z.union([z.string().max(40), z.number()]), z.string().max(64)]));
  const face = clockFace(policy, now);
  const counted = wanted === true ? await countedWhere(db, where) : undefined;
  const among = counted?.ids ? sql`${listedIssues.id} = ANY(${sql.param(counted.ids)}::text[])` : where;
  const first = db.select({ id: listedIssues.id }).from(listedIssues).where(and(among, from && after(from[1], from[2]))).orderBy(order(listedIssues)).limit(limit + 1).as('first');
  const rows = await db.select(LISTED).from(first).innerJoin(issues, eq(issues.id, first.id)).leftJoin(tickets, eq(tickets.issueId, issues.id)).orderBy(order(issues));
  const items = rows.slice(0, limit).map((row) => shownIssue(row, face));
  const last = items.at(-1);
  return {
    items,
    next: rows.length > limit && last ? encodeCursor([sort, keyOf(last), last.id]) : null,
    ...(counted === undefined ? {} : { total: counted.n }),
  };
}

/** How many there are, and where they are few, which: what is rare is looked for once and not again for the page. */
async function countedWhere(db: Kernel['db'], where: SQL | undefined): Promise<{ n: number; ids: string[] | null }> {
  const { rows } = await db.execute<{ n: number; ids: string[] | null }>(sql`
    SELECT count(*)::int AS n, CASE WHEN count(*) <= ${FEW} THEN coalesce(array_agg(id), '{}') END AS ids
    FROM (SELECT ${listedIssues.id} AS id FROM listed_issues WHERE ${where ?? sql`true`} LIMIT ${COUNT_TO}) s`);
  return rows[0] ?? { n: 0, ids: [] };
}
