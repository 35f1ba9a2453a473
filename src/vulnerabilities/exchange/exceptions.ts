import { and, asc, eq, gte, inArray, isNotNull, isNull, lte, or, gt } from 'drizzle-orm';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Justification, Severity } from '../contract.ts';
import { decisions, issues } from '../tables.ts';

/** A vulnerability that was let stand, by whom and why: accepted for a time, or not affecting. Times are RFC 3339, days `2026-12-18`. */
export type IssueException = {
  id: string; issue: string; vulnerability: string; package: string; ecosystem: string; severity: Severity;
  kind: 'accept' | 'not-affected'; state: 'proposed' | 'active' | 'ended';
  by: string; at: string; approvedBy: string | null; approvedAt: string | null; endedAt: string | null;
  reason: string | null; control: string | null; justification: Justification | null;
  /** The last day on which it holds; null for what does not affect. */
  until: string | null;
};

const PAGE = 500;

/** What was approved and held at some time from `from` to `to` (milliseconds since the epoch), a page at a time, by id. */
export async function* issueExceptions({ db }: Pick<Kernel, 'db'>, { from, to }: { from: number; to: number }): AsyncGenerator<IssueException[], void, undefined> {
  let after: string | undefined;
  for (;;) {
    const rows = await db
      .select({ decision: decisions, vulnerability: issues.vulnerability, package: issues.packageName, ecosystem: issues.ecosystem, severity: issues.severity })
      .from(decisions).innerJoin(issues, eq(issues.id, decisions.issueId))
      .where(and(
        inArray(decisions.kind, ['accept', 'not-affected']), isNotNull(decisions.approvedAt), lte(decisions.approvedAt, new Date(to)),
        or(isNull(decisions.endedAt), gte(decisions.endedAt, new Date(from))), after === undefined ? undefined : gt(decisions.id, after),
      ))
      .orderBy(asc(decisions.id)).limit(PAGE);
    if (rows.length > 0) yield rows.map(exceptionOf);
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.decision.id;
  }
}

type Row = { decision: typeof decisions.$inferSelect; vulnerability: string; package: string; ecosystem: string; severity: Severity };

const exceptionOf = ({ decision, ...of }: Row): IssueException => ({
  id: decision.id, issue: decision.issueId, ...of, kind: decision.kind === 'accept' ? 'accept' : 'not-affected', state: decision.state,
  by: decision.by, at: decision.at.toISOString(), approvedBy: decision.approvedBy, approvedAt: decision.approvedAt?.toISOString() ?? null, endedAt: decision.endedAt?.toISOString() ?? null,
  reason: decision.reason, control: decision.control, justification: decision.justification, until: decision.until,
});
