import { targetDay, type ProgramFile } from '../file/targets.ts';
import { absencesOf, type Absence, type CalendarEvent } from './absences.ts';
import { budget, type Arriving, type Budget } from './budget.ts';
import type { Moved } from './contract.ts';
import { daysBetween, mondayOf, type Day } from './days.ts';
import { inOrder, schedule, type Spans, type Task } from './schedule.ts';

/** Fixes of issues that are promised for a day. */
export type PlannedIssues = { due: Day; severity: string; count: number };

/** Work that arrived and is not done, as it is kept. */
export type OpenArrival = { key: string; kind: 'security-report' | 'incident'; title: string; hours: number | null; spent: number };

export type PlanInput = {
  file: ProgramFile;
  today: Day;
  /** Milestones that are met need no more work. */
  isMet: (milestone: string) => boolean;
  events: readonly CalendarEvent[];
  arrivals: readonly OpenArrival[];
  issues: readonly PlannedIssues[];
};

export type Plan = {
  budget: Budget;
  absences: readonly Absence[];
  /** When each milestone that has an estimate is worked on. */
  likely: Spans;
  earliest: Spans;
  latest: Spans;
  moved: readonly Moved[];
  left: { milestones: number; issues: number; issueCount: number; unestimated: number };
};

/** So far ahead work is laid out. */
const WEEKS = 104;
/** All goes a fifth faster, or takes half as long again: the band grows with what comes before. */
const FASTER = 0.8;
const SLOWER = 1.5;
const DEFAULT_REPORT_HOURS = 8;
const DEFAULT_INCIDENT_HOURS = 8;
const MOST_CAUSES = 3;

/** Lays out the work for the goals in the hours that there are; undefined where the program says nothing of them. Pure. */
export function planOf({ file, today, isMet, events, arrivals, issues }: PlanInput): Plan | undefined {
  const { capacity } = file;
  if (capacity === undefined || (capacity.people.length === 0 && capacity['hours-a-week'] === undefined)) return undefined;
  const hoursOf: Readonly<Record<OpenArrival['kind'], number>> = { 'security-report': capacity['report-hours'] ?? DEFAULT_REPORT_HOURS, incident: capacity['incident-hours'] ?? DEFAULT_INCIDENT_HOURS };
  const arriving = arrivals.map(({ key, kind, title, hours, spent }): Arriving => ({ key, title, hours: Math.max((hours ?? hoursOf[kind]) - spent, 0) }));
  const absences = absencesOf(capacity, events);
  const hours = budget(capacity, { today, weeks: WEEKS, absences, arriving });

  const milestones = milestoneTasks(file, isMet);
  const fixes = issueTasks(capacity['issue-hours'], issues);
  const ordered = inOrder([...fixes.tasks, ...milestones]);
  const days = { today, last: hours.last };
  const likely = schedule(ordered, { ...days, hoursOn: hours.goalsOn });
  const without = schedule(ordered, { ...days, hoursOn: hours.goalsOnWithout });
  return {
    budget: hours, absences, likely,
    earliest: schedule(ordered, { ...days, hoursOn: hours.goalsOn, stretch: FASTER }),
    latest: schedule(ordered, { ...days, hoursOn: hours.goalsOn, stretch: SLOWER }),
    moved: milestones.flatMap(({ id }) => movedOf(id, file.milestones[id]?.title ?? id, { likely, without, hours }) ?? []),
    left: {
      milestones: sum(milestones.map((task) => task.hours)), issues: sum(fixes.tasks.map((task) => task.hours)), issueCount: sum(issues.map(({ count }) => count)),
      unestimated: Object.entries(file.milestones).filter(([id, { estimate }]) => estimate === undefined && !isMet(id)).length,
    },
  };
}

function milestoneTasks({ milestones, releases }: ProgramFile, isMet: (id: string) => boolean): Task[] {
  const estimated = new Map(Object.entries(milestones).flatMap(([id, { estimate }]): [string, number][] => (estimate === undefined || isMet(id) ? [] : [[id, Number(estimate.slice(0, -1))]])));
  /** What comes first and has an estimate, through what has none. */
  const before = (id: string, seen: Set<string>): string[] =>
    (milestones[id]?.['depends-on'] ?? []).flatMap((one) => {
      if (!('milestone' in one) || seen.has(one.milestone)) return [];
      seen.add(one.milestone);
      return estimated.has(one.milestone) ? [one.milestone] : before(one.milestone, seen);
    });
  return [...estimated].map(([id, hours]): Task => ({ id, hours, due: targetDay(milestones[id] ?? {}, releases), after: before(id, new Set([id])) }));
}

function issueTasks(each: NonNullable<ProgramFile['capacity']>['issue-hours'], issues: readonly PlannedIssues[]): { tasks: Task[] } {
  if (each === undefined) return { tasks: [] };
  const hoursOf = ({ severity, count }: PlannedIssues): number => count * (typeof each === 'number' ? each : isGrade(severity) ? (each[severity] ?? 0) : 0);
  const byDay = Map.groupBy(issues, ({ due }) => due);
  return { tasks: [...byDay].map(([due, some]): Task => ({ id: `issues due ${due}`, hours: sum(some.map(hoursOf)), due, after: [] })).filter(({ hours }) => hours > 0) };
}

const isGrade = (severity: string): severity is 'critical' | 'high' | 'medium' | 'low' => ['critical', 'high', 'medium', 'low'].includes(severity);

/** By how many days overflow moves the end of a milestone's work, and which arrivals it is that do. */
function movedOf(milestone: string, title: string, { likely, without, hours }: { likely: Spans; without: Spans; hours: Budget }): Moved | undefined {
  const from = without.get(milestone)?.to;
  const to = likely.get(milestone)?.to ?? hours.last;
  if (from === undefined || to <= from) return undefined;
  const taken = new Map<string, { title: string; hours: number }>();
  for (const { from: monday, of } of hours.weeks) {
    if (monday > mondayOf(to)) break;
    for (const one of of) taken.set(one.key, { title: one.title, hours: one.hours + (taken.get(one.key)?.hours ?? 0) });
  }
  const because = [...taken.values()].toSorted((a, b) => b.hours - a.hours).map((one) => one.title);
  return { milestone, title, days: daysBetween(from, to), from, to, because: because.slice(0, MOST_CAUSES) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
