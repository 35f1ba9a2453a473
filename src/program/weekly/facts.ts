import { and, asc, eq, gt, gte, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import type { Queryable } from '../../kernel/database/index.ts';
import { decisions, issues } from '../../vulnerabilities/tables.ts';
import { addDays, dayOf } from '../capacity/days.ts';
import { overrides } from '../tables.ts';
import { SOON_DAYS, type GateTurn, type SummaryInput } from './summary.ts';

type Span = { from: Date; to: Date };
const MOST = 200;

/** Gates that became another; each day makes a decision, so that the one before is at most two days older. */
export async function turnsWithin(at: Queryable, { from, to }: Span, titleOf: (gate: string) => string): Promise<GateTurn[]> {
  const { rows } = await at.execute<{ gate: string; before: string | null; state: string; at: string }>(sql`
    WITH seen AS (
      SELECT gate, state, at, seq, lag(state) OVER (PARTITION BY gate ORDER BY seq) AS before
      FROM program_decisions WHERE at >= ${new Date(from.getTime() - 2 * 86_400_000).toISOString()}::timestamptz AND at < ${to.toISOString()}::timestamptz
    )
    SELECT gate, before, state, at FROM seen WHERE before IS NOT NULL AND before <> state AND at >= ${from.toISOString()}::timestamptz ORDER BY seq LIMIT ${MOST}`);
  return rows.map(({ gate, before, state, at: time }) => ({ gate, title: titleOf(gate), from: before ?? '', to: state, at: new Date(time) }));
}

/** Exceptions that a second person approved in a time, and those in force at its end. */
export async function overridesWithin(at: Queryable, { from, to }: Span, now: Date): Promise<SummaryInput['overrides']> {
  const made = await at.select().from(overrides).where(and(gte(overrides.approvedAt, from), lt(overrides.approvedAt, to))).orderBy(asc(overrides.approvedAt)).limit(MOST);
  const inForce = await at.select().from(overrides).where(and(isNotNull(overrides.approvedAt), isNull(overrides.endedAt), gt(overrides.until, now))).orderBy(asc(overrides.until)).limit(MOST);
  return { made, inForce };
}

/** What was decided about issues, and what of it is at risk. */
export async function issuesWithin(at: Queryable, { from, to }: Span, now: number): Promise<SummaryInput['issues']> {
  const span = (column: ReturnType<typeof sql>) => sql`${column} >= ${from.toISOString()}::timestamptz AND ${column} < ${to.toISOString()}::timestamptz`;
  // A decision that was since replaced or withdrawn was a decision of the week all the same, where it ever was in force.
  const inForce = sql`${decisions.state} <> 'proposed' AND (${decisions.state} = 'active' OR ${decisions.approvedAt} IS NOT NULL) AND ${span(sql`coalesce(${decisions.approvedAt}, ${decisions.at})`)}`;
  const [made] = await at.select({
    planned: sql<number>`count(DISTINCT ${decisions.issueId}) FILTER (WHERE ${decisions.kind} = 'plan' AND ${inForce})::int`,
    accepted: sql<number>`count(DISTINCT ${decisions.issueId}) FILTER (WHERE ${decisions.kind} = 'accept' AND ${inForce})::int`,
    notAffected: sql<number>`count(DISTINCT ${decisions.issueId}) FILTER (WHERE ${decisions.kind} = 'not-affected' AND ${inForce})::int`,
    putOff: sql<number>`count(*) FILTER (WHERE ${decisions.kind} = 'plan' AND EXISTS (SELECT FROM jsonb_array_elements(${decisions.slips}) s WHERE ${span(sql`(s->>'at')::timestamptz`)}))::int`,
    endingSoon: sql<number>`count(*) FILTER (WHERE ${decisions.kind} = 'accept' AND ${decisions.state} = 'active' AND ${decisions.until} BETWEEN ${dayOf(now)}::date AND ${addDays(dayOf(now), SOON_DAYS)}::date)::int`,
  }).from(decisions);
  const late = await at.$count(issues, and(eq(issues.state, 'planned'), sql`(${issues.plan}->>'due')::date < ${dayOf(now)}::date`));
  return { planned: made?.planned ?? 0, accepted: made?.accepted ?? 0, notAffected: made?.notAffected ?? 0, putOff: made?.putOff ?? 0, endingSoon: made?.endingSoon ?? 0, late };
}
