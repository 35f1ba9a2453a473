import type { Identity } from '../contract.ts';

export type Hours = NonNullable<Identity['hours']>;

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether the IANA zone is known here. */
export function isZone(zone: string): boolean {
  try {
    formatIn(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether a moment lies in usual hours: [from, to) on one of the days, on the clock of the zone. Where `to` is not after `from` the hours
 * go on past midnight and belong to the day on which they begin.
 */
export function isWithinHours(at: number, { zone, from, to, days }: Hours): boolean {
  const { day, minute } = clockIn(zone, at);
  const before = day === 1 ? 7 : day - 1;
  if (from < to) return days.includes(day) && minute >= from && minute < to;
  return (days.includes(day) && minute >= from) || (days.includes(before) && minute < to);
}

/** Minute of the day and ISO weekday (1 = Monday) in a zone. */
function clockIn(zone: string, at: number): { day: number; minute: number } {
  const parts = new Map(formatIn(zone).formatToParts(at).map(({ type, value }) => [type, value]));
  return { day: DAYS.indexOf(parts.get('weekday') ?? '') + 1, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
}

function formatIn(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  formats.set(zone, made);
  return made;
}
