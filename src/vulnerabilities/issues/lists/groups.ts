import { sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { IssueGroups, IssueGroupsQuery, Severity } from '../../contract.ts';
import { issues } from '../../tables.ts';
import { currentPolicy } from '../policy.ts';
import { issuesWhere, undecidedOnly } from './filter.ts';

type Query = z.infer<typeof IssueGroupsQuery>;

/** Counts of a group are exact up to here. */
const COUNT_TO = 10_000;
const BY_RANK: readonly Severity[] = ['unknown', 'negligible', 'low', 'medium', 'high', 'critical'];

/** What each issue is in, by a way of grouping; an issue in several (environments, assets) counts in each. */
const VALUES = {
  package: { from: sql``, value: sql`${issues.packageName}`, label: sql`${issues.packageName}` },
  vulnerability: { from: sql``, value: sql`${issues.vulnerability}`, label: sql`${issues.vulnerability}` },
  owner: { from: sql``, value: sql`coalesce(${issues.owner}, '-')`, label: sql`coalesce(${issues.owner}, 'Nobody')` },
  ecosystem: { from: sql``, value: sql`${issues.ecosystem}`, label: sql`${issues.ecosystem}` },
  severity: { from: sql``, value: sql`${issues.severity}`, label: sql`${issues.severity}` },
  state: { from: sql``, value: sql`${issues.state}`, label: sql`${issues.state}` },
  environment: { from: sql`, unnest(CASE WHEN ${issues.environments} = '{}' THEN ARRAY[NULL]::text[] ELSE ${issues.environments} END) AS e(name)`, value: sql`coalesce(e.name, '-')`, label: sql`coalesce(e.name, 'Not named')` },
  asset: {
    from: sql` JOIN (SELECT DISTINCT issue_id, asset_id FROM places WHERE state = 'open') p ON p.issue_id = ${issues.id} JOIN assets a ON a.id = p.asset_id`,
    value: sql`a.id`, label: sql`a.name`,
  },
} as const satisfies Record<Query['by'], unknown>;

/** How what a filter leaves falls into groups, the largest first. */
export async function issueGroups({ db, clock }: Pick<Kernel, 'db' | 'clock'>, { by, limit, ...filter }: Query): Promise<z.infer<typeof IssueGroups>> {
  const where = issuesWhere(filter, { now: clock.now(), policy: await currentPolicy(db) });
  const { from, value, label } = VALUES[by];
  const { rows } = await db.execute<{ value: string; label: string; issues: number; undecided: number; rank: number }>(sql`
    SELECT ${value} AS value, min(${label}) AS label, least(count(*), ${COUNT_TO})::int AS issues, least(count(*) FILTER (WHERE ${undecidedOnly}), ${COUNT_TO})::int AS undecided, max(${issues.severityRank})::int AS rank
    FROM issues${from} ${where === undefined ? sql`` : sql`WHERE ${where}`}
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${limit}`);
  return { items: rows.map(({ rank, ...row }) => ({ ...row, worst: BY_RANK[rank] ?? 'unknown' })) };
}
