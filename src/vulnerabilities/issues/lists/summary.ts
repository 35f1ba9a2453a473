import { sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { IssuesSummary, IssueState } from '../../contract.ts';
import { currentPolicy } from '../policy.ts';
import { businessDays, dayOf } from '../rules/days.ts';
import { BY_RANK } from './ranks.ts';

type Row = { state: IssueState; rank: number; issues: number; required: number; overdue: number; proposed: number; kev: number; slipped: number; soon: number };

/** How soon a plan's day is soon, in business days. */
const SOON = 5;

/** How many issues there are, and of what kind; everything but `byState` without those that are resolved. */
export async function issuesSummary({ db, clock }: Pick<Kernel, 'db' | 'clock'>): Promise<z.infer<typeof IssuesSummary>> {
  const days = businessDays(await currentPolicy(db));
  const today = dayOf(clock.now());
  const lastWorked = days.lastWorked(today);
  const { rows } = await db.execute<Row>(sql`
    SELECT state, severity_rank AS rank, count(*)::int AS issues, count(*) FILTER (WHERE required)::int AS required,
      count(*) FILTER (WHERE due < ${lastWorked}::date)::int AS overdue, count(*) FILTER (WHERE proposed IS NOT NULL)::int AS proposed, count(*) FILTER (WHERE kev)::int AS kev,
      count(*) FILTER (WHERE clock_what = 'plan' AND due < ${lastWorked}::date)::int AS slipped,
      count(*) FILTER (WHERE clock_what = 'plan' AND due BETWEEN ${lastWorked}::date AND ${days.add(today, SOON)}::date)::int AS soon
    FROM listed_issues GROUP BY state, severity_rank`);
  const open = rows.filter(({ state }) => state !== 'resolved');
  const sum = (some: readonly Row[], of: 'issues' | 'required' | 'overdue' | 'proposed' | 'kev' | 'slipped' | 'soon'): number => some.reduce((total, row) => total + row[of], 0);
  const counted = (some: readonly Row[], key: (row: Row) => string) => Object.fromEntries([...Map.groupBy(some, key)].map(([name, group]) => [name, sum(group, 'issues')]));
  return {
    open: sum(open, 'issues'),
    required: sum(open, 'required'),
    undecided: sum(open.filter(({ state }) => state === 'open' || state === 'triaged'), 'required'),
    overdue: sum(open, 'overdue'),
    proposed: sum(open, 'proposed'),
    kev: sum(open, 'kev'),
    byState: counted(rows, ({ state }) => state),
    bySeverity: counted(open, ({ rank }) => BY_RANK[rank] ?? 'unknown'),
    slipped: sum(open, 'slipped'),
    dueSoon: sum(open, 'soon'),
  };
}
