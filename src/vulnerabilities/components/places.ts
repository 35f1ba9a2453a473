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
  const { wanted, around, isWithin } = within(scope);
  // What is wanted and what is there are laid side by side and grouped, each read once: joined, the planner, which knows nothing
  // of rows that were written a moment ago, goes through all that an asset has for each place.
  const { rows } = await tx.execute<{ id: string; isOpen: boolean }>(sql`
    WITH side_by_side AS (
      SELECT issue_id, asset_id, component_id, bool_or(is_wanted) AS is_wanted, bool_or(is_open) AS is_open, bool_or(is_within) AS is_within,
        bool_or(bool_or(is_there)) OVER of_asset AND NOT bool_or(bool_or(is_open)) OVER of_asset AS came_back
      FROM (
        SELECT w.issue_id, w.asset_id, w.component_id, true AS is_wanted, false AS is_there, false AS is_open, true AS is_within FROM (${wanted}) w
        UNION ALL
        SELECT p.issue_id, p.asset_id, p.component_id, false, true, p.state = 'open', ${isWithin} FROM places p WHERE ${around}
      ) u
      GROUP BY issue_id, asset_id, component_id
      WINDOW of_asset AS (PARTITION BY issue_id, asset_id)
    ), differing AS MATERIALIZED (
      SELECT * FROM side_by_side WHERE is_wanted <> is_open AND is_within
    ), opened AS (
      INSERT INTO places (issue_id, asset_id, component_id, state, appeared, opened_at)
      SELECT d.issue_id, d.asset_id, d.component_id, 'open', CASE WHEN d.came_back THEN 'came-back' ELSE ${appeared} END, ${when}
      FROM differing d WHERE d.is_wanted
      ON CONFLICT (issue_id, asset_id, component_id) DO UPDATE
        SET state = 'open', appeared = 'came-back', opened_at = excluded.opened_at, resolved_at = NULL, resolved_by = NULL, decision_id = NULL
      RETURNING issue_id
    ), closed AS (
      UPDATE places p SET state = 'resolved', resolved_at = greatest(${when}, p.opened_at), resolved_by = ${by}, decision_id = NULL
      FROM differing d WHERE d.is_open AND p.issue_id = ANY(ARRAY(SELECT DISTINCT issue_id FROM differing WHERE is_open)) AND p.issue_id = d.issue_id AND p.asset_id = d.asset_id AND p.component_id = d.component_id
      RETURNING p.issue_id
    )
    SELECT issue_id AS id, true AS "isOpen" FROM opened UNION ALL SELECT issue_id, false FROM closed`);
  const idsOf = (isOpen: boolean) => rows.flatMap((row) => (row.isOpen === isOpen ? [row.id] : []));
  return { opened: idsOf(true), closed: idsOf(false) };
}

/** `around`: the places that tell what is there, and what was there before; of them those `isWithin` are brought into line. */
function within(scope: PlaceScope): { wanted: SQL; around: SQL; isWithin: SQL } {
  const wanted = (which: SQL) => sql`
    SELECT f.issue_id, ac.asset_id, ac.component_id FROM asset_components ac
    JOIN component_findings f ON f.component_id = ac.component_id JOIN assets a ON a.id = ac.asset_id
    WHERE a.retired_at IS NULL AND ac.set_aside IS NULL AND ${which}`;
  if ('assets' in scope) {
    const ids = sql`${sql.param(scope.assets)}::text[]`;
    return { wanted: wanted(sql`ac.asset_id = ANY(${ids})`), around: sql`p.asset_id = ANY(${ids})`, isWithin: sql`true` };
  }
  const pairs = sql`(SELECT n."componentId", n."issueId" FROM jsonb_to_recordset(${JSON.stringify(scope.pairs)}::jsonb) AS n("componentId" bigint, "issueId" text))`;
  const issues = [...new Set(scope.pairs.map(({ issueId }) => issueId))];
  return {
    wanted: wanted(sql`(f.component_id, f.issue_id) IN ${pairs}`),
    around: sql`p.issue_id = ANY(${sql.param(issues)}::text[])`,
    isWithin: sql`(p.component_id, p.issue_id) IN ${pairs}`,
  };
}
