import { sql, type SQL } from 'drizzle-orm';
import type { z } from 'zod';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { IssueGroups, IssueGroupsQuery } from '../../contract.ts';
import { listedIssues } from '../../tables.ts';
import { currentPolicy } from '../policy.ts';
import { issuesWhere, undecidedOnly } from './filter.ts';
import { BY_RANK } from './ranks.ts';

type Query = z.infer<typeof IssueGroupsQuery>;

/** Counts of a group are exact up to here. */
const COUNT_TO = 10_000;

const RANK_NAMES = sql.raw(`(ARRAY['${BY_RANK.join("', '")}'])`);

/** What each issue is in, by a way of grouping; an issue in several (environments, assets) counts in each. */
const VALUES = {
  package: { from: sql``, value: sql`${listedIssues.packageName}`, label: sql`${listedIssues.packageName}` },
  vulnerability: { from: sql``, value: sql`${listedIssues.vulnerability}`, label: sql`${listedIssues.vulnerability}` },
  owner: { from: sql``, value: sql`coalesce(${listedIssues.owner}, '-')`, label: sql`coalesce(${listedIssues.owner}, 'Nobody')` },
  ecosystem: { from: sql``, value: sql`${listedIssues.ecosystem}`, label: sql`${listedIssues.ecosystem}` },
  severity: { from: sql``, value: sql`${RANK_NAMES}[${listedIssues.severityRank} + 1]`, label: sql`${RANK_NAMES}[${listedIssues.severityRank} + 1]` },
  state: { from: sql``, value: sql`${listedIssues.state}`, label: sql`${listedIssues.state}` },
  environment: { from: sql`, unnest(CASE WHEN ${listedIssues.environments} = '{}' THEN ARRAY[NULL]::text[] ELSE ${listedIssues.environments} END) AS e(name)`, value: sql`coalesce(e.name, '-')`, label: sql`coalesce(e.name, 'Not named')` },
} as const satisfies Record<Exclude<Query['by'], 'asset'>, unknown>;

type Row = { value: string; label: string; issues: number; undecided: number; rank: number };

/** How what a filter leaves falls into groups, the largest first. Of an asset, what is undecided there is counted as such. */
export async function issueGroups({ db, clock }: Pick<Kernel, 'db' | 'clock'>, { by, limit, ...filter }: Query): Promise<z.infer<typeof IssueGroups>> {
  const isNarrowed = Object.values(filter).some((value) => value !== undefined);
  const where = issuesWhere(filter, { now: clock.now(), policy: await currentPolicy(db) }) ?? sql`true`;
  const { rows } = await db.execute<Row>(by !== 'asset' ? ofIssues(VALUES[by], where, limit) : isNarrowed ? ofPlaces(where, limit) : ofAssets(limit));
  return { items: rows.map(({ rank, ...row }) => ({ ...row, worst: BY_RANK[rank] ?? 'unknown' })) };
}

const counted = (what: SQL, undecided: SQL): SQL => sql`least(${what}, ${COUNT_TO})::int AS issues, least(${undecided}, ${COUNT_TO})::int AS undecided`;

const ofIssues = ({ from, value, label }: (typeof VALUES)[keyof typeof VALUES], where: SQL, limit: number): SQL => sql`
  SELECT ${value} AS value, min(${label}) AS label, ${counted(sql`count(*)`, sql`count(*) FILTER (WHERE ${undecidedOnly})`)}, max(${listedIssues.severityRank})::int AS rank
  FROM listed_issues${from} WHERE ${where} GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${limit}`;

/** Of the places of an issue in an asset one is counted, by a number that says what as (see `places.counted`). */
const RANK_OF_PLACES = sql`max((p.counted - 1) / 2)::int`;

const ofPlaces = (where: SQL, limit: number): SQL => sql`
  SELECT g.value, a.name AS label, g.issues, g.undecided, g.rank FROM (
    SELECT p.asset_id AS value, count(*) AS n, ${counted(sql`count(*)`, sql`count(*) FILTER (WHERE p.counted % 2 = 0)`)}, ${RANK_OF_PLACES} AS rank
    FROM listed_issues JOIN places p ON p.issue_id = ${listedIssues.id} AND p.counted > 0 WHERE ${where} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${limit}
  ) g JOIN assets a ON a.id = g.value ORDER BY g.n DESC, 1`;

/** All that is open is what assets count of themselves: nobody goes through a million places for it. */
const ofAssets = (limit: number): SQL => sql`
  SELECT g.value, g.label, ${counted(sql`g.n`, sql`g.undecided`)}, (SELECT ${RANK_OF_PLACES} FROM places p WHERE p.asset_id = g.value AND p.state = 'open' AND p.counted > 0) AS rank
  FROM (
    SELECT a.id AS value, a.name AS label, (a.issues ->> 'undecided')::int AS undecided,
      (a.issues ->> 'critical')::int + (a.issues ->> 'high')::int + (a.issues ->> 'medium')::int + (a.issues ->> 'low')::int + (a.issues ->> 'other')::int AS n
    FROM assets a
  ) g WHERE g.n > 0 ORDER BY g.n DESC, 1 LIMIT ${limit}`;
