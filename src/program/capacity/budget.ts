import type { CapacityFile } from '../file/plan.ts';
import { awayDays, type Absence } from './absences.ts';
import { addDays, isWorkday, mondayOf, weekOf, type Day } from './days.ts';

/** Work that came in and is not done: what is left of it. */
export type Arriving = { key: string; title: string; hours: number };

export type BudgetWeek = {
  /** `2026-W48`. */
  week: string;
  from: Day;
  /** Of all people that are there, in hours; the first week from today on. */
  hours: number;
  /** What is meant for the goals, and for what arrives. */
  goals: number;
  arriving: number;
  /** What arrived takes, within its share and beyond it. */
  drawn: number;
  overflow: number;
  /** What does the overflowing, the last to come first to overflow. */
  of: readonly { key: string; title: string; hours: number }[];
};

export type Budget = {
  weeks: readonly BudgetWeek[];
  /** Hours for the goals on a day: what is left of them after the overflow, and what it would be without. */
  goalsOn(day: Day): number;
  goalsOnWithout(day: Day): number;
  /** The last day that was looked at. */
  last: Day;
};

const DEFAULT_SHARE = 0.7;
/** Hours below this are a matter of rounding. */
const NOTHING = 1e-6;

export const shareOf = ({ share, goals }: Pick<CapacityFile, 'share' | 'goals'>): number => share ?? goals ?? DEFAULT_SHARE;

/**
 * The hours of the weeks from today on, in two shares. What arrives is not put off: it takes its own share of the week, then
 * what it lacks from the goals' hours of that week, and what even these do not hold goes on to the next.
 */
export function budget(file: CapacityFile, { today, weeks: count, absences, arriving }: { today: Day; weeks: number; absences: readonly Absence[]; arriving: readonly Arriving[] }): Budget {
  const monday = mondayOf(today);
  const last = addDays(monday, count * 7 - 1);
  const isAway = awayDays(absences, { first: today, last });
  const people = file.people.length > 0 ? file.people : [{ name: '', hours: file['hours-a-week'] ?? 0 }];
  const share = shareOf(file);
  const known = new Map<Day, number>();
  const hoursOn = (day: Day): number => {
    const before = known.get(day);
    if (before !== undefined) return before;
    const hours = day < today || day > last || !isWorkday(day) ? 0 : people.reduce((total, one) => total + (isAway(one.name, day) ? 0 : one.hours / 5), 0);
    known.set(day, hours);
    return hours;
  };
  const left = arriving.map((one) => ({ ...one }));
  const weeks: BudgetWeek[] = [];
  for (let index = 0; index < count; index += 1) {
    const from = addDays(monday, index * 7);
    let hours = 0;
    for (let day = 0; day < 5; day += 1) hours += hoursOn(addDays(from, day));
    weeks.push(weekOfHours({ from, hours, share, left }));
  }
  const kept = new Map(weeks.map(({ from, goals, overflow }) => [from, goals > NOTHING ? 1 - overflow / goals : 0]));
  const goalsOnWithout = (day: Day): number => hoursOn(day) * share;
  return { weeks, goalsOnWithout, goalsOn: (day) => goalsOnWithout(day) * (kept.get(mondayOf(day)) ?? 1), last };
}

/** Takes what it can out of `left`, the oldest first. */
function weekOfHours({ from, hours, share, left }: { from: Day; hours: number; share: number; left: { key: string; title: string; hours: number }[] }): BudgetWeek {
  const goals = hours * share;
  const arriving = hours - goals;
  const of: { key: string; title: string; hours: number }[] = [];
  let [own, borrowed] = [arriving, goals];
  for (const one of left) {
    const within = Math.min(one.hours, own);
    const beyond = Math.min(one.hours - within, borrowed);
    own -= within;
    borrowed -= beyond;
    one.hours -= within + beyond;
    if (beyond > NOTHING) of.unshift({ key: one.key, title: one.title, hours: beyond });
  }
  return { week: weekOf(from), from, hours, goals, arriving, drawn: arriving - own, overflow: goals - borrowed, of };
}
