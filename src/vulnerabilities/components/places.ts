import { sql, type SQL } from 'drizzle-orm';
import type { Tx } from '../../kernel/database/index.ts';
import type { Appearance } from '../contract.ts';

/** Which places are looked at: all of some assets, or those of issues in components, wherever these are. */
export type PlaceScope = { assets: readonly string[] } | { pairs: readonly { componentId: number; issueId: string }[] };

export type PlaceCause = {
  at: Date;
  /** Why places that open were not there before. */
  appeared: Appearance;
  /** What closed those that close: `scan <id>`, `advisories`, `retired`. */
  by: string;
};

/**
 * Opens and closes places so that they are what the inventory says: an issue is open in each component of an asset that has it,
 * is not set aside and whose asset is not retired. A place that was resolved before, and one of an asset that had the issue
 * before and no longer has, came back.
 * @returns the issues of which places opened and closed, each once a place.
 */
export async function alignPlaces(tx: Tx, scope: PlaceScope, { at, appeared, by }: PlaceCause): Promise<{ opened: string[]; closed: string[] }> {
  const when = sql`${at.toISOString()}::timestamptz`;
  const { wanted, present } = within(scope);
  const opened = await tx.execute<{ id: string }>(sql`
    INSERT INTO places (issue_id, asset_id, component_id, state, appeared, opened_at, priority)
    SELECT DISTINCT w.issue_id, w.asset_id, w.component_id, 'open',
      CASE WHEN EXISTS (SELECT FROM places q WHERE q.issue_id = w.issue_id AND q.asset_id = w.asset_id AND q.state = 'resolved')
        AND NOT EXISTS (SELECT FROM places q WHERE q.issue_id = w.issue_id AND q.asset_id = w.asset_id AND q.state = 'open') THEN 'came-back' ELSE ${appeared} END,
      ${when}, i.priority
    FROM (${wanted}) w JOIN issues i ON i.id = w.issue_id
    WHERE NOT EXISTS (SELECT FROM places q WHERE q.issue_id = w.issue_id AND q.asset_id = w.asset_id AND q.component_id = w.component_id AND q.state = 'open')
    ON CONFLICT (issue_id, asset_id, component_id) DO UPDATE
      SET state = 'open', appeared = 'came-back', opened_at = excluded.opened_at, resolved_at = NULL, resolved_by = NULL, decision_id = NULL, priority = excluded.priority
    RETURNING issue_id AS id`);
  const closed = await tx.execute<{ id: string }>(sql`
    UPDATE places p SET state = 'resolved', resolved_at = greatest(${when}, p.opened_at), resolved_by = ${by}, decision_id = NULL
    WHERE ${present} AND p.state = 'open' AND NOT EXISTS (SELECT FROM (${wanted}) w WHERE w.issue_id = p.issue_id AND w.asset_id = p.asset_id AND w.component_id = p.component_id)
    RETURNING p.issue_id AS id`);
  return { opened: opened.rows.map(({ id }) => id), closed: closed.rows.map(({ id }) => id) };
}

function within(scope: PlaceScope): { wanted: SQL; present: SQL } {
  const wanted = (which: SQL) => sql`
    SELECT f.issue_id, ac.asset_id, ac.component_id FROM asset_components ac
    JOIN component_findings f ON f.component_id = ac.component_id JOIN assets a ON a.id = ac.asset_id
    WHERE a.retired_at IS NULL AND ac.set_aside IS NULL AND ${which}`;
  if ('assets' in scope) {
    const ids = sql`${sql.param(scope.assets)}::text[]`;
    return { wanted: wanted(sql`ac.asset_id = ANY(${ids})`), present: sql`p.asset_id = ANY(${ids})` };
  }
  const pairs = sql`(SELECT n."componentId", n."issueId" FROM jsonb_to_recordset(${JSON.stringify(scope.pairs)}::jsonb) AS n("componentId" bigint, "issueId" text))`;
  return { wanted: wanted(sql`(f.component_id, f.issue_id) IN ${pairs}`), present: sql`(p.component_id, p.issue_id) IN ${pairs}` };
}
