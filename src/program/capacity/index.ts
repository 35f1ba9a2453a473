import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Api } from '../../kernel/http/index.ts';
import type { Queryable } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { issues } from '../../vulnerabilities/tables.ts';
import type { ProgramFile } from '../file/schema.ts';
import type { Evaluation } from '../gate/evaluate.ts';
import { arrivalDesk } from './arrivals.ts';
import { capacityAnswer } from './answer.ts';
import { calendarDesk } from './calendars.ts';
import { dayOf } from './days.ts';
import { incidentsOfAlerts } from './incidents.ts';
import { planOf, type Plan, type PlannedIssues } from './plan.ts';
import { capacityRoutes } from './routes.ts';

/** More days with promised fixes than two years have are not looked at. */
const MOST_ISSUE_DAYS = 4_000;

/** What the program was when it was last looked at, as far as its work is laid out by it. */
export type Planned = { file: ProgramFile; evaluation: Evaluation };

/** The hours that there are, what draws on them, and when the work for the goals ends. */
export function capacityRoom(kernel: Pick<Kernel, 'db' | 'clock' | 'random' | 'audit' | 'jobs'>, { current, changed }: { current: () => Promise<Planned>; /** Something changed that plans rest on. */ changed: () => void }) {
  const { db, jobs } = kernel;
  const arrivals = arrivalDesk(kernel);
  const calendars = calendarDesk(kernel);
  const takeIncidents = incidentsOfAlerts(kernel, { arrivals });

  const plan = async ({ file, evaluation }: Planned, at: Queryable = db): Promise<Plan | undefined> => {
    if (file.capacity === undefined) return undefined;
    const met = new Set(evaluation.milestones.flatMap(({ id, outcome }) => (outcome === 'met' ? [id] : [])));
    return planOf({
      file, today: dayOf(evaluation.at), isMet: (id) => met.has(id),
      events: await calendars.events(at), arrivals: await arrivals.open(at), issues: file.capacity['issue-hours'] === undefined ? [] : await plannedIssues(at),
    });
  };

  /** Where the program says what an incident takes, acknowledged critical alerts become arrivals. */
  const incidents = async (): Promise<void> => {
    const { file } = await current();
    if (file.capacity?.['incident-hours'] !== undefined) await takeIncidents();
  };
  jobs.every('program-incidents', '*/5 * * * *', incidents);

  return {
    arrivals,
    calendars,
    incidents,
    plan,
    routes: (app: Api) =>
      capacityRoutes(app, {
        arrivals, calendars, changed,
        capacity: async (weeks) => {
          const now = await current();
          return capacityAnswer(now.file, await plan(now), { today: dayOf(now.evaluation.at), weeks });
        },
      }),
  };
}
export type CapacityRoom = ReturnType<typeof capacityRoom>;

/** Issues whose fix is promised, by its day and severity. */
async function plannedIssues(at: Queryable): Promise<PlannedIssues[]> {
  const due = sql<string>`${issues.plan}->>'due'`;
  return at.select({ due, severity: issues.severity, count: sql<number>`count(*)::int` }).from(issues)
    .where(and(eq(issues.state, 'planned'), isNotNull(due))).groupBy(due, issues.severity).orderBy(due, issues.severity).limit(MOST_ISSUE_DAYS);
}
