import { asc, eq } from 'drizzle-orm';
import type { Queryable } from '../../../kernel/database/index.ts';
import { errors } from '../../../kernel/errors.ts';
import type { Decision, IssueDetail } from '../../contract.ts';
import { decisions, issues, tickets } from '../../tables.ts';
import { readHistory } from '../history.ts';
import { currentPolicy } from '../policy.ts';
import { clockFace, LISTED, shownIssue } from './present.ts';

/** One issue with all that is known of it but its places. @throws {GlacisError} `not_found`. */
export async function issueDetail(at: Queryable, id: string, now: number): Promise<IssueDetail> {
  const [row] = await at
    .select({ ...LISTED, factors: issues.factors, clocks: issues.clocks, ratings: issues.ratings, references: issues.references, note: issues.note })
    .from(issues).leftJoin(tickets, eq(tickets.issueId, issues.id)).where(eq(issues.id, id));
  if (!row) throw errors.notFound({ what: 'issue' });
  const face = clockFace(await currentPolicy(at), now);
  const made = await at.select().from(decisions).where(eq(decisions.issueId, id)).orderBy(asc(decisions.at), asc(decisions.id));
  const issue = shownIssue(row, face);
  return {
    ...issue,
    factors: row.factors,
    clocks: row.clocks.map(face),
    decisions: made.map(shownDecision),
    history: await readHistory(at, id),
    ratings: row.ratings,
    references: row.references,
    remedy: remedyOf(issue),
    note: row.note,
  };
}

export const shownDecision = ({ issueId: _issue, byId: _by, endedAt: _ended, toldLate: _told, at, approvedAt, ...row }: typeof decisions.$inferSelect): Decision => ({
  ...row,
  at: at.toISOString(),
  approvedAt: approvedAt?.toISOString() ?? null,
});

/** What a change has to bring, in words. */
export function remedyOf({ package: { name, ecosystem }, fix }: Pick<IssueDetail, 'package' | 'fix'>): string {
  switch (fix.is) {
    case 'fixed':
      return `${name} ${fix.versions.join(' or ')} in ${ecosystem}`;
    case 'unfixed':
      return `There is no fixed ${name} in ${ecosystem} yet.`;
    case 'wont-fix':
      return `${ecosystem} does not intend to fix ${name}.`;
    case 'end-of-life':
      return `${ecosystem} no longer fixes ${name}: it has to be replaced by a release that is supported.`;
  }
}
