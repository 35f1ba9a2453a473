import { sql } from 'drizzle-orm';
import type { Tx } from '../../../kernel/database/index.ts';
import type { Made, Outcome } from '../rules/decide.ts';

/** What an action made of an issue. */
export type Taken = { id: string; outcome: Outcome };

/** Writes decisions, new ones and those that changed. */
export async function writeDecisions(tx: Tx, made: readonly (Made & { issueId: string })[], at: Date): Promise<void> {
  if (made.length === 0) return;
  await tx.execute(sql`
    INSERT INTO decisions (id, issue_id, kind, state, scope, by, by_id, at, approved_by, approved_at, owner, due, change, slips, reason, control, justification, until, because, ended_at)
    SELECT r.id, r."issueId", r.kind, r.state, r.scope, r.by, r."byId", r.at, r."approvedBy", r."approvedAt", r.owner, r.due, r.change, r.slips, r.reason, r.control,
      r.justification, r.until, r.because, CASE WHEN r.state = 'ended' THEN ${at.toISOString()}::timestamptz END
    FROM jsonb_to_recordset(${JSON.stringify(made)}::jsonb) AS r(
      id text, "issueId" text, kind text, state text, scope jsonb, by text, "byId" text, at timestamptz, "approvedBy" text, "approvedAt" timestamptz,
      owner text, due date, change text, slips jsonb, reason text, control text, justification text, until date, because text)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, approved_by = excluded.approved_by, approved_at = excluded.approved_at, due = excluded.due,
      slips = excluded.slips, because = excluded.because, ended_at = excluded.ended_at`);
}

/** Writes what actions changed of issues themselves. */
export async function writeIssues(tx: Tx, taken: readonly Taken[], at: Date): Promise<void> {
  const when = sql`${at.toISOString()}::timestamptz`;
  const looked = taken.filter(({ outcome }) => outcome.issue.triaged === true).map(({ id }) => id);
  if (looked.length > 0) await tx.execute(sql`UPDATE issues SET triaged_at = coalesce(triaged_at, ${when}) WHERE id = ANY(${sql.param(looked)}::text[])`);
  const assigned = taken.flatMap(({ id, outcome: { issue } }) => (issue.assignedTo === undefined ? [] : [{ id, owner: issue.assignedTo }]));
  if (assigned.length > 0) {
    await tx.execute(sql`
      UPDATE issues i SET assigned_to = r.owner FROM jsonb_to_recordset(${JSON.stringify(assigned)}::jsonb) AS r(id text, owner text)
      WHERE i.id = r.id AND i.assigned_to IS DISTINCT FROM r.owner`);
  }
  const noted = taken.flatMap(({ id, outcome: { issue } }) => (issue.note === undefined ? [] : [{ id, note: issue.note }]));
  if (noted.length > 0) await tx.execute(sql`UPDATE issues i SET note = r.note FROM jsonb_to_recordset(${JSON.stringify(noted)}::jsonb) AS r(id text, note text) WHERE i.id = r.id`);
}
