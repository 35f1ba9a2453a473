import { sql, type SQL } from 'drizzle-orm';
import type { Tx } from '../../kernel/database/index.ts';
import type { Appearance } from '../contract.ts';
import { countedAs, type Change } from '../issues/settling/counts.ts';

/** Which places are looked at: all of some assets, or those of issues in components, wherever these are. */
export type PlaceScope = { assets: readonly string[] } | { pairs: readonly { componentId: number; issueId: string }[] };

export type PlaceCause = {
  at: Date;
  /** Why places that open were not there before. */
  appeared: Appearance;
  /** What closed those that close: `scan <id>`, `advisories`, `retired`. */
  by: string;
};

export type Aligned = { opened: string[]; closed: string[]; counts: Change[] };

/**
 * Opens and closes places so that they are what the inventory says: an issue is open in each component of an asset that has it,
 * is not set aside and whose asset is not retired. A place that was resolved before, and one of an asset that had the issue
 * before and no longer has, came back.
 * @returns the issues of which places opened and closed, each once a place; and what assets count more for it: `settle` adds that.
 */
export async function alignPlaces(tx: Tx, scope: PlaceScope, { at, appeared, by }: PlaceCause): Promise<Aligned> {
  const when = sql`${at.toISOString()}::timestamptz`;
  const { wanted, around, isWithin } = within(scope);
  // What is wanted and what is there are laid side by side and grouped, each read once: joined, the planner, which knows nothing
  // of rows that were written a moment ago, goes through all that an asset has for each place. New places of what an asset did
  // not have are counted as they are written: written once more, every key and reference of them is checked again.
  const { rows } = await tx.execute<{ is: 'opened' | 'closed' | 'counted'; id: string; counted: number }>(sql`
    WITH side_by_side AS (
      SELECT issue_id, asset_id, component_id, bool_or(is_wanted) AS is_wanted, bool_or(is_there) AS is_there, bool_or(is_open) AS is_open, bool_or(is_within) AS is_within,
        bool_or(bool_or(is_there)) OVER of_asset AS was_there, bool_or(bool_or(is_open)) OVER of_asset AS was_open, bool_or(bool_or(is_counted)) OVER of_asset AS was_counted
      FROM (
        SELECT w.issue_id, w.asset_id, w.component_id, true AS is_wanted, false AS is_there, false AS is_open, false AS is_counted, true AS is_within FROM (${wanted}) w
        UNION ALL
        SELECT p.issue_id, p.asset_id, p.component_id, false, true, p.state = 'open', p.counted > 0, ${isWithin} FROM places p WHERE ${around}
      ) u
      GROUP BY issue_id, asset_id, component_id
      WINDOW of_asset AS (PARTITION BY issue_id, asset_id)
    ), differing AS MATERIALIZED (
      SELECT d.*, row_number() OVER (PARTITION BY issue_id, asset_id ORDER BY is_wanted AND NOT is_there DESC, component_id) AS nth
      FROM side_by_side d WHERE is_wanted <> is_open AND is_within
    ), opening AS MATERIALIZED (
      SELECT d.*, CASE WHEN d.nth = 1 AND NOT d.is_there AND NOT d.was_counted THEN ${countedAs(sql`true`)} ELSE 0 END AS counted
      FROM differing d JOIN issues i ON i.id = d.issue_id WHERE d.is_wanted
    ), opened AS (
      INSERT INTO places (issue_id, asset_id, component_id, state, appeared, opened_at, counted)
      SELECT issue_id, asset_id, component_id, 'open', CASE WHEN was_there AND NOT was_open THEN 'came-back' ELSE ${appeared} END, ${when}, counted FROM opening
      ON CONFLICT (issue_id, asset_id, component_id) DO UPDATE
        SET state = 'open', appeared = 'came-back', opened_at = excluded.opened_at, resolved_at = NULL, resolved_by = NULL, decision_id = NULL
      RETURNING issue_id
    ), closed AS (
      UPDATE places p SET state = 'resolved', resolved_at = greatest(${when}, p.opened_at), resolved_by = ${by}, decision_id = NULL
      FROM differing d WHERE d.is_open AND p.issue_id = ANY(ARRAY(SELECT DISTINCT issue_id FROM differing WHERE is_open)) AND p.issue_id = d.issue_id AND p.asset_id = d.asset_id AND p.component_id = d.component_id
      RETURNING p.issue_id
    )
    SELECT 'opened' AS is, issue_id AS id, 0 AS counted FROM opened UNION ALL SELECT 'closed', issue_id, 0 FROM closed
    UNION ALL SELECT 'counted', asset_id, counted FROM opening WHERE counted > 0`);
  const idsOf = (what: 'opened' | 'closed') => rows.flatMap(({ is, id }) => (is === what ? [id] : []));
  return { opened: idsOf('opened'), closed: idsOf('closed'), counts: rows.flatMap(({ is, id, counted }) => (is === 'counted' ? [{ assetId: id, counted, by: 1 }] : [])) };
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
