import { asc, eq, sql } from 'drizzle-orm';
import type { Queryable } from '../../kernel/database/index.ts';
import type { IssueDetail } from '../contract.ts';
import { issueHistory } from '../tables.ts';

export type HistoryLine = { issueId: string; what: string; by: string; note: string };

/** The page of an issue shows this many lines, the newest. */
const MOST = 1_000;

/** Adds lines to the histories of issues, in order. */
export async function noteHistory(at: Queryable, when: Date, lines: readonly HistoryLine[]): Promise<void> {
  if (lines.length === 0) return;
  await at.execute(sql`
    INSERT INTO issue_history (issue_id, at, what, by, note)
    SELECT r."issueId", ${when.toISOString()}::timestamptz, r.what, r.by, r.note FROM jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) AS r("issueId" text, what text, by text, note text)`);
}

/** An issue's history, oldest first. */
export async function readHistory(at: Queryable, issueId: string): Promise<IssueDetail['history']> {
  const newest = at.select().from(issueHistory).where(eq(issueHistory.issueId, issueId)).orderBy(sql`${issueHistory.seq} DESC`).limit(MOST).as('newest');
  const rows = await at.select().from(newest).orderBy(asc(newest.seq));
  return rows.map(({ at: when, what, by, note }) => ({ at: when.toISOString(), what, by, note }));
}
