import type { ProgramFile } from '../file/schema.ts';
import { shareOf, type BudgetWeek } from './budget.ts';
import type { CapacityAnswer, CapacityWeek } from './contract.ts';
import { addDays, mondayOf, type Day } from './days.ts';
import type { Plan } from './plan.ts';

const MOST_AWAY = 50;

/** The next weeks: what there is, what it is for, what overflows, and what that moves. */
export function capacityAnswer({ capacity }: ProgramFile, plan: Plan | undefined, { today, weeks }: { today: Day; weeks: number }): CapacityAnswer {
  const share = shareOf(capacity ?? {});
  if (plan === undefined) return { today, known: false, share, weeks: [], moved: [], left: { milestones: 0, issues: 0, issueCount: 0, unestimated: 0 } };
  const { budget, moved, left } = plan;
  const shown = budget.weeks.slice(0, weeks).map((week): CapacityWeek => ({ ...rounded(week), away: awayIn(week.from, plan), moves: moved.filter(({ to }) => mondayOf(to) === week.from).map(({ milestone }) => milestone) }));
  return { today, known: true, share, weeks: shown, moved: moved.map((one) => ({ ...one, because: [...one.because] })), left: { ...left, milestones: tenths(left.milestones), issues: tenths(left.issues) } };
}

function rounded({ week, from, hours, goals, arriving, drawn, overflow, of }: BudgetWeek): Omit<CapacityWeek, 'away' | 'moves'> {
  return {
    week, from, hours: tenths(hours), goals: tenths(goals), arriving: tenths(arriving), drawn: tenths(drawn), overflow: tenths(overflow),
    of: of.map((one) => ({ ...one, hours: tenths(one.hours) })),
  };
}

function awayIn(from: Day, { absences }: Plan): CapacityWeek['away'] {
  const friday = addDays(from, 4);
  return absences.filter((one) => one.from <= friday && one.to >= from).slice(0, MOST_AWAY).map(({ name, from: first, to, what }) => ({ name, from: first, to, what }));
}

const tenths = (hours: number): number => Math.round(hours * 10) / 10;
