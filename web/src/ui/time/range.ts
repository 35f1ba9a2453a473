import { minuteTime, type Zone } from './instant.ts';

/** What a view looks at. Absolute times are RFC 3339; an open end is null. */
export type Range =
  | { kind: 'last'; span: string }
  | { kind: 'between'; from: string | null; to: string | null }
  | { kind: 'all' };

/** A range at an instant, as the API takes it: half-open, absent ends mean all time. */
export type Window = { from: string | undefined; to: string | undefined };

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const unitName = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' } as const;
const isUnit = (unit: string | undefined): unit is keyof typeof unitMs => unit !== undefined && unit in unitMs;

/** Offered in the picker. */
export const usualSpans = ['15m', '1h', '6h', '24h', '7d', '30d'] as const;

/** Length of `15m`, `24h`, `7d` in ms; null for anything else. */
export function spanMs(text: string): number | null {
  const match = /^(\d{1,5})\s*([smhdw])$/.exec(text.trim().toLowerCase());
  const unit = match?.[2];
  const amount = Number(match?.[1]);
  return isUnit(unit) && amount > 0 ? amount * unitMs[unit] : null;
}

/** Fixes a range at `now`, so that list, histogram and facets speak of the same events. */
export function windowOf(range: Range, now: number): Window {
  switch (range.kind) {
    case 'all':
      return { from: undefined, to: undefined };
    case 'between':
      return { from: range.from ?? undefined, to: range.to ?? undefined };
    case 'last':
      return { from: new Date(now - (spanMs(range.span) ?? unitMs.d)).toISOString(), to: new Date(now).toISOString() };
  }
}

/** `Last 24 hours`, `2026-11-23 07:00 – 08:00`, `All time`. */
export function rangeName(range: Range, zone: Zone): string {
  switch (range.kind) {
    case 'all':
      return 'All time';
    case 'last':
      return `Last ${spanName(range.span)}`;
    case 'between': {
      const from = range.from === null ? 'the beginning' : minuteTime(Date.parse(range.from), zone);
      const to = range.to === null ? 'now' : minuteTime(Date.parse(range.to), zone);
      return `${from} – ${from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to}`;
    }
  }
}

function spanName(text: string): string {
  const match = /^(\d+)([smhdw])$/.exec(text);
  const unit = match?.[2];
  if (!isUnit(unit)) return text;
  const amount = Number(match?.[1]);
  return amount === 1 ? unitName[unit] : `${amount} ${unitName[unit]}s`;
}

/**
 * What somebody typed: `15m`, `last 3h`, `all`, `today`, `yesterday`, a day, or two times with `..`, `to` or ` - ` between them.
 * Times without a zone are on the wall clock of `zone`. Null when it is none of these.
 */
export function readRange(typed: string, now: number, zone: Zone): Range | null {
  const text = typed.trim().toLowerCase();
  if (text === 'all' || text === 'all time') return { kind: 'all' };
  const relative = text.replace(/^last\s+/, '').replace(/\s+/g, '');
  if (spanMs(relative) !== null) return { kind: 'last', span: relative };
  const named = namedDay(text, now, zone);
  if (named !== null) return named;
  const [left, right, ...more] = typed.trim().split(/\s*\.\.\s*|\s+to\s+|\s+[-–]\s+/i);
  if (left === undefined || more.length > 0) return null;
  const start = readTime(left, zone, now);
  if (start === null) return null;
  if (right === undefined) return between(start.at, start.at + start.length);
  // A bare clock time on the right is on the day of the left one.
  const end = right === '' || right === 'now' ? { at: now, length: 0 } : readTime(right, zone, start.at);
  if (end === null) return null;
  // Through a day means to its end; to a minute means to its beginning.
  const until = end.length === unitMs.d ? end.at + unitMs.d : end.at;
  return until <= start.at ? null : between(start.at, until);
}

const between = (from: number, to: number): Range => ({ kind: 'between', from: new Date(from).toISOString(), to: new Date(to).toISOString() });

function namedDay(text: string, now: number, zone: Zone): Range | null {
  if (text !== 'today' && text !== 'yesterday') return null;
  const midnight = fromWall(minuteTime(now, zone).slice(0, 10), '00:00:00', zone);
  return text === 'today' ? between(midnight, midnight + unitMs.d) : between(midnight - unitMs.d, midnight);
}

/** A time as typed, and how long the thing named lasts: a day, a minute or a second. */
function readTime(text: string, zone: Zone, dayOf: number): { at: number; length: number } | null {
  if (/^\d{4}-\d\d-\d\dt.*(z|[+-]\d\d:?\d\d)$/i.test(text)) return finite(Date.parse(text), unitMs.s);
  const match = /^(?:(\d{4}-\d\d-\d\d)[ t]?)?(\d\d?:\d\d(?::\d\d(?:\.\d{1,3})?)?)?$/i.exec(text);
  if (match === null || (match[1] === undefined && match[2] === undefined)) return null;
  const day = match[1] ?? minuteTime(dayOf, zone).slice(0, 10);
  const clock = match[2];
  if (clock === undefined) return finite(fromWall(day, '00:00:00', zone), unitMs.d);
  const full = clock.indexOf(':') === 1 ? `0${clock}` : clock;
  return full.length > 5 ? finite(fromWall(day, full, zone), unitMs.s) : finite(fromWall(day, `${full}:00`, zone), unitMs.m);
}

const finite = (at: number, length: number) => (Number.isFinite(at) ? { at, length } : null);
const fromWall = (day: string, clock: string, zone: Zone): number => Date.parse(`${day}T${clock}${zone === 'utc' ? 'Z' : ''}`);

/** The same length of time, one step earlier or later; what has no ends cannot step. */
export function stepped(range: Range, direction: -1 | 1, now: number): Range {
  const { from, to } = windowOf(range, now);
  if (from === undefined) return range;
  const start = Date.parse(from);
  const end = to === undefined ? now : Date.parse(to);
  const shift = (end - start) * direction;
  return between(start + shift, end + shift);
}

/** `?range=24h`, or `?from=…&to=…`; the usual range is not written. */
export function rangeToSearch(range: Range, usual: string): { range?: string; from?: string; to?: string } {
  if (range.kind === 'between') return { ...(range.from === null ? {} : { from: range.from }), ...(range.to === null ? {} : { to: range.to }) };
  const name = range.kind === 'all' ? 'all' : range.span;
  return name === usual ? {} : { range: name };
}

/** Reads what `rangeToSearch` wrote; anything else is the usual range. */
export function rangeFromSearch(search: Readonly<Record<string, unknown>>, usual: string): Range {
  const from = instantIn(search['from']);
  const to = instantIn(search['to']);
  if (from !== null || to !== null) return { kind: 'between', from, to };
  const { range } = search;
  if (range === 'all') return { kind: 'all' };
  if (typeof range === 'string' && spanMs(range) !== null) return { kind: 'last', span: range };
  return usual === 'all' ? { kind: 'all' } : { kind: 'last', span: usual };
}

const instantIn = (value: unknown): string | null =>
  typeof value === 'string' && Number.isFinite(Date.parse(value)) ? new Date(value).toISOString() : null;
