import type ICAL from 'ical.js';
import { addDays, daysBetween, mondayOf, type Day } from '../days.ts';

/** How an all-day event repeats: the few ways in which holidays and days off do. */
export type Repetition = { every: 'day' | 'week' | 'month' | 'year'; interval: number; /** ISO weekdays, of a week. */ weekdays: readonly number[]; count: number; until: Day | null };

const EVERY: Readonly<Record<string, Repetition['every']>> = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' };
const WEEKDAYS: Readonly<Record<string, number>> = { MO: 1, TU: 2, WE: 3, TH: 4, FR: 5, SA: 6, SU: 7 };
const MOST_INTERVAL = 1_000;

/** The repetition that a rule (RFC 5545, section 3.3.10) means; `unknown` for what is more than a step and weekdays. */
export function repetitionOf(rule: ICAL.Recur, start: Day): Repetition | 'unknown' {
  const every = EVERY[rule.freq];
  const parts = Object.entries(rule.parts).flatMap(([name, values]: [string, readonly unknown[] | undefined]): [string, readonly unknown[]][] => (values === undefined || values.length === 0 ? [] : [[name, values]]));
  const byDay = partOf(parts, 'BYDAY').map((value) => WEEKDAYS[String(value)]);
  const isSaid = parts.every(([name, values]) => {
    if (name === 'BYDAY') return every === 'week' && byDay.every((weekday) => weekday !== undefined);
    // Calendars say the day of the start once more.
    if (name === 'BYMONTHDAY') return (every === 'month' || every === 'year') && values.length === 1 && Number(values[0]) === Number(start.slice(8));
    return name === 'BYMONTH' && every === 'year' && values.length === 1 && Number(values[0]) === Number(start.slice(5, 7));
  });
  const { interval, count } = rule;
  // Months without that day do not count, which only a walk from the start would tell.
  const isSometimesSkipped = (every === 'month' && Number(start.slice(8)) > 28) || (every === 'year' && start.slice(5) === '02-29');
  if (every === undefined || !isSaid || (isSometimesSkipped && count !== null) || !Number.isSafeInteger(interval) || interval < 1 || interval > MOST_INTERVAL) return 'unknown';
  return {
    every, interval, weekdays: byDay.flatMap((weekday) => weekday ?? []),
    count: count ?? Number.POSITIVE_INFINITY, until: rule.until === null ? null : rule.until.toString().slice(0, 10),
  };
}

const partOf = (parts: readonly [string, readonly unknown[]][], wanted: string): readonly unknown[] => parts.find(([name]) => name === wanted)?.[1] ?? [];

/** Days between two on which it begins. A start that is long past costs no more than a recent one. */
export function occurrences(start: Day, repetition: Repetition | null, { first, last }: { first: Day; last: Day }): Day[] {
  if (repetition === null) return start >= first && start <= last ? [start] : [];
  const end = repetition.until !== null && repetition.until < last ? repetition.until : last;
  const days: Day[] = [];
  for (let day = start > first ? start : first; day <= end; day = addDays(day, 1)) {
    const number = numberOf(day, start, repetition);
    if (number !== undefined && number < repetition.count) days.push(day);
  }
  return days;
}

/** The how-manieth occurrence a day is, from 0; undefined where it is none. */
function numberOf(day: Day, start: Day, { every, interval, weekdays }: Repetition): number | undefined {
  const whole = (steps: number): number | undefined => (steps % interval === 0 ? steps / interval : undefined);
  switch (every) {
    case 'day': return whole(daysBetween(start, day));
    case 'week': return weekNumber(day, start, interval, weekdays);
    case 'month': return day.slice(8) === start.slice(8) ? whole(monthOf(day) - monthOf(start)) : undefined;
    case 'year': return day.slice(5) === start.slice(5) ? whole(Number(day.slice(0, 4)) - Number(start.slice(0, 4))) : undefined;
    default: return every satisfies never;
  }
}

const monthOf = (day: Day): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
const weekday = (day: Day): number => daysBetween(mondayOf(day), day) + 1;

function weekNumber(day: Day, start: Day, interval: number, given: readonly number[]): number | undefined {
  const weekdays = given.length === 0 ? [weekday(start)] : [...new Set(given)].toSorted((a, b) => a - b);
  const weeks = daysBetween(mondayOf(start), mondayOf(day)) / 7;
  const place = weekdays.indexOf(weekday(day));
  if (place < 0 || weeks % interval !== 0) return undefined;
  const skipped = weekdays.filter((one) => one < weekday(start)).length;
  return (weeks / interval) * weekdays.length + place - skipped;
}
