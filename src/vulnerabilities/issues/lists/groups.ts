import { sql } from 'drizzle-orm';
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
  asset: {
    from: sql` JOIN (SELECT DISTINCT issue_id, asset_id FROM places WHERE state = 'open') p ON p.issue_id = ${listedIssues.id} JOIN assets a ON a.id = p.asset_id`,
    value: sql`a.id`, label: sql`a.name`,
  },
} as const satisfies Record<Query['by'], unknown>;

/** How what a filter leaves falls into groups, the largest first. */
export async function issueGroups({ db, clock }: Pick<Kernel, 'db' | 'clock'>, { by, limit, ...filter }: Query): Promise<z.infer<typeof IssueGroups>> {
  const where = issuesWhere(filter, { now: clock.now(), policy: await currentPolicy(db) });
  const { from, value, label } = VALUES[by];
  const { rows } = await db.execute<{ value: string; label: string; issues: number; undecided: number; rank: number }>(sql`
    SELECT ${value} AS value, min(${label}) AS label, least(count(*), ${COUNT_TO})::int AS issues, least(count(*) FILTER (WHERE ${undecidedOnly}), ${COUNT_TO})::int AS undecided, max(${listedIssues.severityRank})::int AS rank
    FROM listed_issues${from} ${where === undefined ? sql`` : sql`WHERE ${where}`}
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${limit}`);
  return { items: rows.map(({ rank, ...row }) => ({ ...row, worst: BY_RANK[rank] ?? 'unknown' })) };
}
