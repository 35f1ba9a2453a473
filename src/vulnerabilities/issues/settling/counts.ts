import { sql, type SQL } from 'drizzle-orm';
import type { IssueNote } from '../../../inventory/index.ts';
import type { Tx } from '../../../kernel/database/index.ts';

/** So many places more of an asset, or fewer, are counted as `counted` says. */
export type Change = { assetId: string; counted: number; by: number };

/** `places.counted` of an issue `i` that `isUndecided` in an asset. */
export const countedAs = (isUndecided: SQL): SQL => sql`1 + 2 * i.severity_rank + (i.required AND ${isUndecided})::int`;

/** Of places that were `written` with what they `was` and `now` are counted as: the changes that follow. */
export const CHANGES_OF_WRITTEN = sql`
    SELECT asset_id AS "assetId", counted, sum(n)::int AS by
    FROM (SELECT asset_id, was AS counted, -1 AS n FROM written UNION ALL SELECT asset_id, now, 1 FROM written) each
    WHERE counted > 0 GROUP BY asset_id, counted HAVING sum(n) <> 0`;

/** The inverse of it. */
const meaningOf = (counted: number): { rank: number; isUndecided: boolean } => ({ rank: Math.floor((counted - 1) / 2), isUndecided: counted % 2 === 0 });

const NAMES = ['other', 'other', 'low', 'medium', 'high', 'critical'] as const;
/** What an undecided issue weighs in the order of assets, by the rank of its severity: unknown is as medium. */
const WEIGHTS = [10, 1, 1, 10, 100, 1_000] as const;

/**
 * Writes of the places of issues as what their assets count them. An issue counts once an asset, by the worst that is known of it; `undecided` is of this asset alone: what
 * is planned elsewhere and not here counts here. Ask with the issues' rows locked: nobody else changes what their places carry then.
 * @returns by how much that changes what assets count.
 */
export async function countPlaces(tx: Tx, ids: readonly string[]): Promise<Change[]> {
  // Found again by where they are: by the keys the planner would go through the whole table. One that somebody else changed
  // meanwhile is passed over here, and settled by them once this is done.
  const { rows } = await tx.execute<Change>(sql`
    WITH found AS (
      SELECT p.ctid AS tid, p.counted,
        CASE WHEN p.state = 'open' AND row_number() OVER (PARTITION BY p.issue_id, p.asset_id ORDER BY p.state <> 'open', p.counted DESC, p.component_id) = 1
          THEN ${countedAs(sql`bool_or(p.state = 'open' AND p.decision_id IS NULL) OVER (PARTITION BY p.issue_id, p.asset_id)`)} ELSE 0 END AS next
      FROM places p JOIN issues i ON i.id = p.issue_id
      WHERE p.issue_id = ANY(${sql.param(ids)}::text[]) AND (p.state = 'open' OR p.counted > 0)
    ), differing AS MATERIALIZED (
      SELECT * FROM found WHERE counted <> next
    ), written AS (
      UPDATE places p SET counted = d.next FROM differing d WHERE p.ctid = ANY(ARRAY(SELECT tid FROM differing)) AND p.ctid = d.tid
      RETURNING p.asset_id, d.counted AS was, d.next AS now
    )
    ${CHANGES_OF_WRITTEN}`);
  return rows;
}

/** Adds changes up, by asset. */
export function notesOf(changes: readonly Change[]): IssueNote[] {
  const notes = new Map<string, IssueNote>();
  for (const { assetId, counted, by } of changes) {
    const note = notes.get(assetId) ?? { assetId, counts: { critical: 0, high: 0, medium: 0, low: 0, other: 0, undecided: 0 }, weight: 0 };
    const { rank, isUndecided } = meaningOf(counted);
    note.counts[NAMES[rank] ?? 'other'] += by;
    if (isUndecided) {
      note.counts.undecided += by;
      note.weight += by * (WEIGHTS[rank] ?? 0);
    }
    notes.set(assetId, note);
  }
  return [...notes.values()].filter(({ counts, weight }) => weight !== 0 || Object.values(counts).some((count) => count !== 0));
}
