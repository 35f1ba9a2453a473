import { and, count, eq, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../../kernel/http/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Issue, IssuesQuery, ISSUE_SORTS } from '../../contract.ts';
import { issues, tickets } from '../../tables.ts';
import { currentPolicy } from '../policy.ts';
import { issuesWhere } from './filter.ts';
import { clockFace, LISTED, shownIssue } from './present.ts';

/** Totals are exact up to here. */
const COUNT_TO = 10_000;

type Key = string | number;
/** How a list is ordered, and where a page goes on: each is the order of an index, from either end. */
type Sort = { order: SQL; after: (key: Key, id: string) => SQL; keyOf: (issue: Issue) => Key };

const descending = (column: SQL, type: SQL, keyOf: Sort['keyOf']): Sort => ({
  order: sql`${column} DESC, ${issues.id} DESC`,
  after: (key, id) => sql`(${column}, ${issues.id}) < (${key}::${type}, ${id})`,
  keyOf,
});

const RANKS: Record<Issue['severity'], number> = { critical: 5, high: 4, medium: 3, low: 2, negligible: 1, unknown: 0 };

const SORTS: Record<(typeof ISSUE_SORTS)[number], Sort> = {
  priority: descending(sql`${issues.priority}`, sql`smallint`, ({ priority }) => priority),
  newest: descending(sql`${issues.openedAt}`, sql`timestamptz`, ({ openedAt }) => openedAt),
  severity: descending(sql`${issues.severityRank}`, sql`smallint`, ({ severity }) => RANKS[severity]),
  places: descending(sql`${issues.openPlaces}`, sql`integer`, ({ places }) => places.open),
  // What has no day comes last.
  due: {
    order: sql`${issues.due}, ${issues.id}`,
    after: (key, id) => (key === '' ? sql`(${issues.due} IS NULL AND ${issues.id} > ${id})` : sql`((${issues.due}, ${issues.id}) > (${key}::date, ${id}) OR ${issues.due} IS NULL)`),
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
  const rows = await db.select(LISTED).from(issues).leftJoin(tickets, eq(tickets.issueId, issues.id)).where(and(where, from && after(from[1], from[2]))).orderBy(order).limit(limit + 1);
  const items = rows.slice(0, limit).map((row) => shownIssue(row, face));
  const last = items.at(-1);
  const counted = wanted === true ? await db.select({ n: count() }).from(db.select({ one: sql`1` }).from(issues).where(where).limit(COUNT_TO).as('first')) : [];
  return {
    items,
    next: rows.length > limit && last ? encodeCursor([sort, keyOf(last), last.id]) : null,
    ...(counted[0] === undefined ? {} : { total: counted[0].n }),
  };
}
