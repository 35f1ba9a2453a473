/** A calendar day in UTC, `2026-12-24`; compares as text. */
export type Day = string;

export const DAY_MS = 86_400_000;

export const dayOf = (at: Date | number): Day => new Date(at).toISOString().slice(0, 10);
const timeOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`);
export const addDays = (day: Day, days: number): Day => dayOf(timeOf(day) + days * DAY_MS);

/** Days from one to the other; negative where `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => Math.round((timeOf(to) - timeOf(from)) / DAY_MS);

/** 1 is Monday, 7 Sunday (ISO 8601). */
const weekdayOf = (day: Day): number => new Date(timeOf(day)).getUTCDay() || 7;

/** Monday to Friday. */
export const isWorkday = (day: Day): boolean => weekdayOf(day) <= 5;

export const mondayOf = (day: Day): Day => addDays(day, 1 - weekdayOf(day));

/** `2026-W48`: the week belongs to the year of its Thursday (ISO 8601). */
export function weekOf(day: Day): string {
  const thursday = addDays(mondayOf(day), 3);
  const year = thursday.slice(0, 4);
  return `${year}-W${String(Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) + 1).padStart(2, '0')}`;
}

/** The Monday of `2026-W48`; undefined for a week that no year has. */
export function mondayOfWeek(week: string): Day | undefined {
  const found = /^(\d{4})-W(\d{2})$/.exec(week);
  if (!found) return undefined;
  // The 4th of January is always in week 1.
  const monday = addDays(mondayOf(`${found[1] ?? ''}-01-04`), (Number(found[2]) - 1) * 7);
  return weekOf(monday) === week ? monday : undefined;
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const;

/** `12 December`, with the year where it is another than that of `near`. */
export function dayWords(day: Day, near: Day): string {
  const words = `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1] ?? ''}`;
  return day.slice(0, 4) === near.slice(0, 4) ? words : `${words} ${day.slice(0, 4)}`;
}
