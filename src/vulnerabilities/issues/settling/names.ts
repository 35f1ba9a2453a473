import { sql } from 'drizzle-orm';
import type { Tx } from '../../../kernel/database/index.ts';

/** Of these issues, those that have no history yet: they are being settled for the first time. */
export async function newAmong(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    SELECT id FROM unnest(${sql.param(ids)}::text[]) AS i(id) WHERE NOT EXISTS (SELECT FROM issue_history h WHERE h.issue_id = i.id)`);
  return new Set(rows.map(({ id }) => id));
}

/** Of each issue, the asset of its newest open place that no decision covers. */
export async function namesOfUndecided(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.execute<{ id: string; name: string }>(sql`
    SELECT DISTINCT ON (p.issue_id) p.issue_id AS id, a.name FROM places p JOIN assets a ON a.id = p.asset_id
    WHERE p.issue_id = ANY(${sql.param(ids)}::text[]) AND p.state = 'open' AND p.decision_id IS NULL
    ORDER BY p.issue_id, p.opened_at DESC, a.name`);
  return new Map(rows.map(({ id, name }) => [id, name.slice(0, 500)]));
}
