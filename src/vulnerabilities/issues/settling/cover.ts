import { sql } from 'drizzle-orm';
import type { Tx } from '../../../kernel/database/index.ts';
import type { Scope } from '../../contract.ts';
import { CHANGES_OF_WRITTEN, countedAs, type Change } from './counts.ts';

/** Ends the plans of issues that were resolved and are back after the day that was promised: somebody has to plan them anew. */
export async function endSpentPlans(tx: Tx, ids: readonly string[], at: Date): Promise<void> {
  await tx.execute(sql`
    UPDATE decisions d SET state = 'ended', because = 'it was resolved, and came back', ended_at = ${at.toISOString()}::timestamptz
    FROM issues i
    WHERE i.id = ANY(${sql.param(ids)}::text[]) AND i.state = 'resolved' AND d.issue_id = i.id AND d.state = 'active' AND d.kind = 'plan'
      AND d.due < (${at.toISOString()}::timestamptz AT TIME ZONE 'UTC')::date
      AND EXISTS (SELECT FROM places p WHERE p.issue_id = i.id AND p.state = 'open')`);
}

/** A decision that holds. Of several the first in the list covers a place that both could. */
export type Holding = { id: string; issueId: string; scope: Scope };

/**
 * Says of every open place of these issues which active decision covers it: one made for everywhere, or for the lineage of its
 * asset; of several the newest. Writes only what changed, and with it as what the place is counted: written apart, each place would be
 * written twice, and PostgreSQL looks all that a row refers to up again where its transaction wrote it before.
 * @param holding the active decisions of the issues, the newest first.
 * @returns by how much that changes what assets count.
 */
export async function coverPlaces(tx: Tx, ids: readonly string[], holding: readonly Holding[]): Promise<Change[]> {
  if (ids.length === 0) return [];
  const ranked = holding.map((decision, at) => ({ ...decision, rank: holding.length - at }));
  const named = ranked.flatMap(({ id, issueId, scope, rank: newest }) => (scope.is === 'known' ? scope.lineages.map((lineage) => ({ id, issueId, lineage, newest })) : []));
  const everywhere = ranked.filter(({ scope }) => scope.is === 'everywhere');
  // Decisions are given as arrays, not read from the table: of rows written a moment ago the planner thinks that there are none.
  // Places are found again by where they are, as in `countPlaces`.
  const { rows } = await tx.execute<Change>(sql`
    WITH named AS (
      SELECT DISTINCT ON (issue_id, lineage) issue_id, lineage, id, newest
      FROM unnest(${sql.param(named.map(({ issueId }) => issueId))}::text[], ${sql.param(named.map(({ lineage }) => lineage))}::text[], ${sql.param(named.map(({ id }) => id))}::text[], ${sql.param(named.map(({ newest }) => newest))}::int[]) AS n(issue_id, lineage, id, newest)
      ORDER BY issue_id, lineage, newest DESC
    ), everywhere AS (
      SELECT DISTINCT ON (issue_id) issue_id, id, newest
      FROM unnest(${sql.param(everywhere.map(({ issueId }) => issueId))}::text[], ${sql.param(everywhere.map(({ id }) => id))}::text[], ${sql.param(everywhere.map((one) => one.rank))}::int[]) AS e(issue_id, id, newest)
      ORDER BY issue_id, newest DESC
    ), wanted AS (
      SELECT q.ctid AS tid, q.issue_id, q.asset_id, q.counted, q.decision_id AS was, CASE WHEN n.id IS NULL OR e.newest > n.newest THEN e.id ELSE n.id END AS decision_id
      FROM places q JOIN assets a ON a.id = q.asset_id
      LEFT JOIN named n ON n.issue_id = q.issue_id AND n.lineage = a.lineage
      LEFT JOIN everywhere e ON e.issue_id = q.issue_id
      WHERE q.issue_id = ANY(${sql.param(ids)}::text[]) AND q.state = 'open'
    ), next AS (
      SELECT w.*, CASE WHEN w.counted > 0 THEN ${countedAs(sql`bool_or(w.decision_id IS NULL) OVER (PARTITION BY w.issue_id, w.asset_id)`)} ELSE 0 END AS next
      FROM wanted w JOIN issues i ON i.id = w.issue_id
    ), differing AS MATERIALIZED (
      SELECT tid, decision_id, counted, next FROM next WHERE was IS DISTINCT FROM decision_id OR counted <> next
    ), written AS (
      UPDATE places p SET decision_id = d.decision_id, counted = d.next FROM differing d WHERE p.ctid = ANY(ARRAY(SELECT tid FROM differing)) AND p.ctid = d.tid
      RETURNING p.asset_id, d.counted AS was, d.next AS now
    )
    ${CHANGES_OF_WRITTEN}`);
  return rows;
}
