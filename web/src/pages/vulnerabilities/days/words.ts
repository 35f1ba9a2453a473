import { addBusinessDays, addDays, addMonths, businessDaysTo, weekdayOf, type Calendar } from './calendar.ts';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const;
/** Where `begun` is the beginning of a name, at least three letters of it: which, from 1; else 0. */
const nameFrom = (names: readonly string[], begun: string): number => (begun.length < 3 ? 0 : names.findIndex((name) => name.toLowerCase().startsWith(begun)) + 1);
const short = (name: string | undefined): string => name?.slice(0, 3) ?? '';
const MOST = 4_000;

type From = { today: string; calendar: Calendar; /** The day that policy wants, for the word `due`. */ due?: string | undefined };

/**
 * The day that is meant: `2026-12-24`, `24 dec`, `+10bd` (business days), `+10d`, `+2w`, `+3m`, `today`, `tomorrow`, `fri`
 * (the next one), `eow`, `eom`, `due`. Undefined where it says none.
 */
export function readDay(typed: string, { today, calendar, due }: From): string | undefined {
  const words = typed.trim().toLowerCase();
  if (/^\d{4}-\d\d-\d\d$/.test(words)) return isDay(words) ? words : undefined;
  const [, amount, unit] = /^\+?\s*(\d{1,4})\s*(bd|d|w|m)$/.exec(words) ?? [];
  if (amount !== undefined && unit !== undefined) return inUnits(Number(amount), unit, today, calendar);
  switch (words) {
    case 'today': return today;
    case 'tomorrow': return addDays(today, 1);
    case 'due': return due;
    case 'eow': return addDays(today, 7 - weekdayOf(today));
    case 'eom': return addDays(`${addMonths(today, 1).slice(0, 7)}-01`, -1);
    default: return readWeekday(words, today) ?? readMonthDay(words, today);
  }
}

const isDay = (day: string): boolean => !Number.isNaN(Date.parse(`${day}T00:00:00Z`)) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);

function inUnits(amount: number, unit: string, today: string, calendar: Calendar): string | undefined {
  if (amount > MOST) return undefined;
  if (unit === 'bd') return addBusinessDays(today, amount, calendar);
  if (unit === 'm') return amount > 120 ? undefined : addMonths(today, amount);
  return addDays(today, unit === 'w' ? Math.min(amount * 7, MOST) : amount);
}

/** `fri`, `friday`, `next fri`: the first one after today. */
function readWeekday(words: string, today: string): string | undefined {
  const wanted = nameFrom(weekdays, words.replace(/^next /, ''));
  if (wanted === 0) return undefined;
  return addDays(today, (wanted - weekdayOf(today) + 7) % 7 || 7);
}

/** `24 dec`, `dec 24`: the next one. */
function readMonthDay(words: string, today: string): string | undefined {
  const [, before, name = '', after] = /^(?:(\d{1,2})\.? )?([a-z]{3,9})(?: (\d{1,2}))?$/.exec(words) ?? [];
  const month = nameFrom(months, name);
  const number = before ?? after;
  if (month === 0 || number === undefined || (before !== undefined && after !== undefined)) return undefined;
  const rest = `${String(month).padStart(2, '0')}-${number.padStart(2, '0')}`;
  const year = Number(today.slice(0, 4));
  return [`${year}-${rest}`, `${year + 1}-${rest}`].find((day) => isDay(day) && day >= today);
}

const monthOf = (day: string): string => short(months[Number(day.slice(5, 7)) - 1]);

/** `24 Dec`, with its year where that is another than today's. */
export const sayDay = (day: string, today: string): string => `${Number(day.slice(8))} ${monthOf(day)}${day.slice(0, 4) === today.slice(0, 4) ? '' : ` ${day.slice(0, 4)}`}`;

/** `Thu 24 Dec 2026`. */
export const sayFullDay = (day: string): string => `${short(weekdays[weekdayOf(day) - 1])} ${Number(day.slice(8))} ${monthOf(day)} ${day.slice(0, 4)}`;

export const businessDays = (days: number): string => `${Math.abs(days)} business ${Math.abs(days) === 1 ? 'day' : 'days'}`;

/** `today`, `in 10 business days`, `3 business days ago`. */
export function sayDistance(day: string, today: string, calendar: Calendar): string {
  if (day === today) return 'today';
  const days = businessDaysTo(today, day, calendar);
  return days < 0 || day < today ? `${businessDays(days)} ago` : `in ${businessDays(days)}`;
}
