import { asc, inArray, sql } from 'drizzle-orm';
import type { Tx } from '../../../kernel/database/index.ts';
import { decisions, issues } from '../../tables.ts';
import { shownDecision } from '../lists/detail.ts';
import type { Made, Subject } from '../rules/decide.ts';

/** Issues as actions look at them; their rows are locked, in order, until the transaction ends. */
export async function loadSubjects(tx: Tx, ids: readonly string[]): Promise<Map<string, Subject>> {
  const all = sql`${sql.param(ids)}::text[]`;
  const rows = await tx
    .select({ id: issues.id, state: issues.state, severity: issues.severity, assignedTo: issues.assignedTo, triagedAt: issues.triagedAt, clocks: issues.clocks })
    .from(issues).where(sql`${issues.id} = ANY(${all})`).orderBy(asc(issues.id)).for('no key update');
  const held = await tx.select().from(decisions).where(sql`${decisions.issueId} = ANY(${all}) AND ${inArray(decisions.state, ['active', 'proposed'])}`).orderBy(asc(decisions.at), asc(decisions.id));
  const byIssue = Map.groupBy(held, ({ issueId }) => issueId);
  const { rows: found } = await tx.execute<{ id: string; lineages: string[] }>(sql`
    SELECT p.issue_id AS id, array_agg(DISTINCT a.lineage) AS lineages FROM places p JOIN assets a ON a.id = p.asset_id
    WHERE p.issue_id = ANY(${all}) AND p.state = 'open' GROUP BY p.issue_id`);
  const lineages = new Map(found.map((one) => [one.id, one.lineages]));
  return new Map(rows.map(({ id, clocks, ...row }) => [id, {
    ...row,
    remediateBy: clocks.find(({ what }) => what === 'remediate')?.due ?? null,
    decisions: (byIssue.get(id) ?? []).map((one): Made => ({ ...shownDecision(one), byId: one.byId })),
    lineages: lineages.get(id) ?? [],
  }]));
}
