/** Which days are worked: ISO weekdays (1 is Monday), less the holidays. As policy has it. */
export type Calendar = { week: readonly number[]; holidays: readonly string[] };

/** Monday to Friday: until the policy is known. */
export const usualCalendar: Calendar = { week: [1, 2, 3, 4, 5], holidays: [] };

const DAY_MS = 86_400_000;
/** Nobody counts business days beyond this, in either direction. */
const FARTHEST = 4_000;

const msOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** The calendar day in UTC, in which all clocks count: `2026-12-24`. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** ISO weekday: 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: string): number => new Date(msOf(day)).getUTCDay() || 7;

export const addDays = (day: string, days: number): string => dayOf(msOf(day) + days * DAY_MS);

/** The same day of a later month, or its last where that month is shorter. */
export function addMonths(day: string, months: number): string {
  const at = new Date(msOf(day));
  const first = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1);
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months + 1, 0)).getUTCDate();
  return dayOf(first + (Math.min(at.getUTCDate(), last) - 1) * DAY_MS);
}

export const isWorked = (day: string, { week, holidays }: Calendar): boolean => week.includes(weekdayOf(day)) && !holidays.includes(day);

/** The day on which so many business days have passed after `day`; with 0 the day itself. */
export function addBusinessDays(day: string, days: number, calendar: Calendar): string {
  const step = days < 0 ? -1 : 1;
  let at = day;
  for (let left = Math.abs(days), walked = 0; left > 0 && walked < FARTHEST; walked += 1) {
    at = addDays(at, step);
    if (isWorked(at, calendar)) left -= 1;
  }
  return at;
}

/** How many business days lie after `from` up to and with `to`; negative where `to` is before. */
export function businessDaysTo(from: string, to: string, calendar: Calendar): number {
  if (to < from) return -businessDaysTo(to, from, calendar);
  let found = 0;
  for (let at = from, walked = 0; at < to && walked < FARTHEST; walked += 1) {
    at = addDays(at, 1);
    if (isWorked(at, calendar)) found += 1;
  }
  return found;
}
