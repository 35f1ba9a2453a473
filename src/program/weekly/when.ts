import { addDays, DAY_MS, dayOf, mondayOf, mondayOfWeek, weekOf, type Day } from '../capacity/days.ts';
import { WEEKDAYS, WeeklyFile } from '../file/plan.ts';

/** A week as a program counts it: from Monday midnight of its time zone to the next one. Milliseconds since the epoch. */
export type Week = { week: string; monday: Day; from: number; to: number };

const HOUR_MS = 3_600_000;
export const DEFAULT_WEEKLY: WeeklyFile = WeeklyFile.parse({});

/** The day and hour of a time zone at a moment. */
function wallOf(at: number, zone: string): { day: Day; hour: number } {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit' }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return { day: `${part('year')}-${part('month')}-${part('day')}`, hour: Number(part('hour')) };
}

/** The first moment of a day in a time zone: where clocks are put forward at midnight, the day begins an hour late. */
function startOf(day: Day, zone: string): number {
  const noon = Date.parse(`${day}T12:00:00Z`);
  // Zones are whole quarters of an hour away from UTC, at most 14 hours.
  for (let at = noon - 26 * HOUR_MS; at <= noon + 14 * HOUR_MS; at += HOUR_MS / 4) if (wallOf(at, zone).day === day) return at;
  return noon;
}

/** The week of a name; undefined for one that no year has. */
export function weekNamed(week: string, { zone }: WeeklyFile): Week | undefined {
  const monday = mondayOfWeek(week);
  return monday === undefined ? undefined : { week, monday, from: startOf(monday, zone), to: startOf(addDays(monday, 7), zone) };
}

/** The last week that is over. */
export function lastWeek(now: number, weekly: WeeklyFile): Week {
  const monday = addDays(mondayOf(wallOf(now, weekly.zone).day), -7);
  return { week: weekOf(monday), monday, from: startOf(monday, weekly.zone), to: startOf(addDays(monday, 7), weekly.zone) };
}

/**
 * The week whose summary is due: that of before, from the day and hour of the program on until its week is over. Where nobody
 * ran at that hour, it is sent as soon as somebody does.
 */
export function dueWeek(now: number, weekly: WeeklyFile): Week | undefined {
  const { day, hour } = wallOf(now, weekly.zone);
  const wanted = addDays(mondayOf(day), WEEKDAYS.indexOf(weekly.day));
  return day > wanted || (day === wanted && hour >= weekly.hour) ? lastWeek(now, weekly) : undefined;
}

/** Days of a week, for people: `23 to 29 November`. */
export const weekDays = ({ from, to }: Week): { first: Day; last: Day } => ({ first: dayOf(from + DAY_MS / 2), last: dayOf(to - DAY_MS / 2) });
