import { sql } from 'drizzle-orm';
import type { IssueCounts } from '../../../inventory/contract.ts';
import type { IssueNote } from '../../../inventory/index.ts';
import type { Tx } from '../../../kernel/database/index.ts';

/** The assets that have, or had, a place of these issues; their rows are locked, in order, until the transaction ends. */
export async function lockAssets(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    SELECT id FROM assets WHERE id IN (SELECT asset_id FROM places WHERE issue_id = ANY(${sql.param(ids)}::text[])) ORDER BY id FOR NO KEY UPDATE`);
  return rows.map(({ id }) => id);
}

/**
 * Counts each asset's open issues by severity. `undecided` is of this asset alone: what is planned elsewhere and not here
 * counts here. Ask with the assets' rows locked: who counted at the same time would write what is no longer so.
 */
export async function countIssues(tx: Tx, assetIds: readonly string[]): Promise<IssueNote[]> {
  const { rows } = await tx.execute<IssueCounts & { assetId: string; weight: number }>(sql`
    WITH each AS (
      SELECT p.asset_id, p.issue_id, bool_or(p.decision_id IS NULL) AS is_open
      FROM places p WHERE p.asset_id = ANY(${sql.param(assetIds)}::text[]) AND p.state = 'open'
      GROUP BY p.asset_id, p.issue_id
    ), counted AS (
      SELECT e.asset_id, i.severity_rank AS rank, e.is_open AND i.required AS undecided FROM each e JOIN issues i ON i.id = e.issue_id
    )
    SELECT a.id AS "assetId",
      count(*) FILTER (WHERE rank = 5)::int AS critical, count(*) FILTER (WHERE rank = 4)::int AS high, count(*) FILTER (WHERE rank = 3)::int AS medium,
      count(*) FILTER (WHERE rank = 2)::int AS low, count(*) FILTER (WHERE rank < 2)::int AS other, count(*) FILTER (WHERE undecided)::int AS undecided,
      least(coalesce(sum(CASE rank WHEN 5 THEN 1000 WHEN 4 THEN 100 WHEN 3 THEN 10 WHEN 0 THEN 10 ELSE 1 END) FILTER (WHERE undecided), 0), 2000000000)::int AS weight
    FROM unnest(${sql.param(assetIds)}::text[]) AS a(id) LEFT JOIN counted c ON c.asset_id = a.id
    GROUP BY a.id ORDER BY a.id`);
  return rows.map(({ assetId, weight, ...counts }) => ({ assetId, weight, counts }));
}
