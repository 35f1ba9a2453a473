import { sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Queryable } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Trends, TrendsQuery } from '../contract.ts';
import { currentPolicy } from './policy.ts';
import { addDays, businessDays, dayOf, type CalendarDay } from './rules/days.ts';
import { middle } from './rules/quantiles.ts';

const USUAL_DAYS = 90;
const MOST_DAYS = 732;

/** When a day begins, in UTC. */
const startOf = (day: CalendarDay) => sql`${`${day}T00:00:00Z`}::timestamptz`;

/** Writes what a day looks like now, for everybody and by owner: the last word of a day is what stands at its end. */
export async function writeDay(db: Queryable, { now, lastWorked }: { now: number; lastWorked: CalendarDay }): Promise<void> {
  const day = dayOf(now);
  const isOfDay = (column: string) => sql`${sql.raw(column)} >= ${startOf(day)} AND ${sql.raw(column)} < ${startOf(addDays(day, 1))}`;
  await db.execute(sql`
    INSERT INTO issue_days (day, owner, open, required, undecided, overdue, opened, resolved)
    SELECT ${day}::date, coalesce(o.owner, ''), count(*) FILTER (WHERE state <> 'resolved'), count(*) FILTER (WHERE state <> 'resolved' AND required),
      count(*) FILTER (WHERE required AND state IN ('open', 'triaged')), count(*) FILTER (WHERE due < ${lastWorked}::date),
      count(*) FILTER (WHERE ${isOfDay('opened_at')}), count(*) FILTER (WHERE ${isOfDay('resolved_at')})
    FROM (SELECT nullif(owner, '') AS owner, state, required, due, opened_at, resolved_at FROM listed_issues WHERE state <> 'resolved' OR resolved_at >= ${startOf(day)}) o
    GROUP BY GROUPING SETS ((), (o.owner)) HAVING GROUPING(o.owner) = 1 OR o.owner IS NOT NULL
    ON CONFLICT (day, owner) DO UPDATE SET open = excluded.open, required = excluded.required, undecided = excluded.undecided, overdue = excluded.overdue,
      opened = excluded.opened, resolved = excluded.resolved`);
}

/** How issues went, day by day, and how long things take. @throws {GlacisError} `invalid` for a range that is none or too long. */
export async function trends({ db, clock }: Pick<Kernel, 'db' | 'clock'>, query: z.infer<typeof TrendsQuery>): Promise<z.infer<typeof Trends>> {
  const now = clock.now();
  const today = dayOf(now);
  const to = query.to ?? today;
  const from = query.from ?? addDays(to, 1 - USUAL_DAYS);
  if (from > to || addDays(from, MOST_DAYS) < to) throw errors.invalid({ what: `From ${from} to ${to} is no range of at most two years.` });
  const days = businessDays(await currentPolicy(db));
  if (from <= today && to >= today) await writeDay(db, { now, lastWorked: days.lastWorked(today) });
  const ofOwner = query.owner === undefined ? sql`` : sql` AND owner = ${query.owner}`;

  const { rows } = await db.execute<z.infer<typeof Trends>['days'][number]>(sql`
    SELECT day::text, open, required, undecided, opened, resolved, overdue FROM issue_days WHERE owner = ${query.owner ?? ''} AND day BETWEEN ${from}::date AND ${to}::date ORDER BY day`);
  // Issues fall on few days: what is counted is how many there are of each.
  const spans = async (start: string, end: string, where: ReturnType<typeof sql>) => {
    const found = await db.execute<{ a: CalendarDay; b: CalendarDay; n: number }>(sql`
      SELECT a::text, b::text, n FROM (
        SELECT (${sql.raw(start)} AT TIME ZONE 'UTC')::date AS a, (${sql.raw(end)} AT TIME ZONE 'UTC')::date AS b, count(*)::int AS n FROM listed_issues WHERE ${where}${ofOwner} GROUP BY 1, 2
      ) s`);
    return middle(found.rows.map(({ a, b, n }) => ({ value: days.between(a, b), n })));
  };
  const within = (column: string) => sql`${sql.raw(column)} >= ${startOf(from)} AND ${sql.raw(column)} < ${startOf(addDays(to, 1))}`;
  const [age, plan, fix] = await Promise.all([
    spans('opened_at', `'${new Date(now).toISOString()}'::timestamptz`, sql`required AND state IN ('open', 'triaged')`),
    spans('opened_at', 'planned_at', within('planned_at')),
    spans('opened_at', 'resolved_at', within('resolved_at')),
  ]);
  return {
    days: rows,
    age: { median: age.median, oldest: age.most },
    timeToPlan: { median: plan.median, p90: plan.p90, issues: plan.count },
    timeToFix: { median: fix.median, p90: fix.p90, issues: fix.count },
  };
}
