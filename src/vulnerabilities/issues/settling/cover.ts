import { sql } from 'drizzle-orm';
import type { Tx } from '../../../kernel/database/index.ts';

/** Ends the plans of issues that were resolved and are back after the day that was promised: somebody has to plan them anew. */
export async function endSpentPlans(tx: Tx, ids: readonly string[], at: Date): Promise<void> {
  await tx.execute(sql`
    UPDATE decisions d SET state = 'ended', because = 'it was resolved, and came back', ended_at = ${at.toISOString()}::timestamptz
    FROM issues i
    WHERE i.id = ANY(${sql.param(ids)}::text[]) AND i.state = 'resolved' AND d.issue_id = i.id AND d.state = 'active' AND d.kind = 'plan'
      AND d.due < (${at.toISOString()}::timestamptz AT TIME ZONE 'UTC')::date
      AND EXISTS (SELECT FROM places p WHERE p.issue_id = i.id AND p.state = 'open')`);
}

/**
 * Says of every open place of these issues which active decision covers it: one made for everywhere, or for the lineage of its
 * asset; of several the newest. Writes only what changed.
 */
export async function coverPlaces(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.execute(sql`
    WITH held AS MATERIALIZED (
      SELECT id, issue_id, approved_at, scope FROM decisions WHERE issue_id = ANY(${sql.param(ids)}::text[]) AND state = 'active'
    ), named AS MATERIALIZED (
      SELECT DISTINCT ON (h.issue_id, l.lineage) h.issue_id, l.lineage, h.approved_at, h.id
      FROM held h, jsonb_array_elements_text(h.scope -> 'lineages') AS l(lineage)
      WHERE h.scope ->> 'is' = 'known'
      ORDER BY h.issue_id, l.lineage, h.approved_at DESC, h.id DESC
    ), everywhere AS MATERIALIZED (
      SELECT DISTINCT ON (issue_id) issue_id, approved_at, id FROM held WHERE scope ->> 'is' = 'everywhere' ORDER BY issue_id, approved_at DESC, id DESC
    ), wanted AS (
      SELECT q.issue_id, q.asset_id, q.component_id, q.decision_id AS was,
        CASE WHEN n.id IS NULL THEN e.id WHEN e.id IS NULL OR (n.approved_at, n.id) > (e.approved_at, e.id) THEN n.id ELSE e.id END AS decision_id
      FROM places q JOIN assets a ON a.id = q.asset_id
      LEFT JOIN named n ON n.issue_id = q.issue_id AND n.lineage = a.lineage
      LEFT JOIN everywhere e ON e.issue_id = q.issue_id
      WHERE q.issue_id = ANY(${sql.param(ids)}::text[]) AND q.state = 'open'
    )
    UPDATE places p SET decision_id = w.decision_id FROM wanted w
    WHERE w.was IS DISTINCT FROM w.decision_id AND p.issue_id = w.issue_id AND p.asset_id = w.asset_id AND p.component_id = w.component_id`);
}
