import ICAL from 'ical.js';
import { addDays, dayOf, type Day } from '../days.ts';
import type { CalendarEvent } from '../absences.ts';
import { occurrences, repetitionOf, type Repetition } from './repetition.ts';

export type CalendarRead =
  | { is: 'calendar'; events: Omit<CalendarEvent, 'calendar'>[]; /** Events that repeat in a way that is not understood, by title. */ skipped: string[] }
  | { is: 'problem'; words: string };

const MAX_BYTES = 1_048_576;
/** A line that is longer, its continuations included, is nobody's calendar, and takes time to read. */
const LONGEST_LINE = 16_384;
const MOST_EVENTS = 5_000;
const LONGEST_TITLE = 300;
const MOST_PEOPLE = 50;
/** Longer than a year, nobody is on holiday. */
const LONGEST_DAYS = 400;

/**
 * The all-day events of an iCalendar file (RFC 5545) between two days. Events at an hour are appointments, not absences; so
 * are those that were cancelled.
 */
export function readCalendar(text: string, { first, last }: { first: Day; last: Day }): CalendarRead {
  if (Buffer.byteLength(text) > MAX_BYTES) return problem('A calendar has at most 1 MiB.');
  if (longestLine(text) > LONGEST_LINE) return problem(`A line of a calendar has at most ${LONGEST_LINE} characters.`);
  try {
    return eventsIn(text, { first, last });
  } catch {
    // What is not sound is found while it is parsed, or when a value of it is asked for.
    return NO_CALENDAR;
  }
}

const problem = (words: string): CalendarRead => ({ is: 'problem', words });
const NO_CALENDAR = problem('This is no iCalendar file.');

function eventsIn(text: string, { first, last }: { first: Day; last: Day }): CalendarRead {
  const roots = componentsOf(text);
  if (roots.length === 0) return NO_CALENDAR;
  const parts = roots.flatMap((root) => root.getAllSubcomponents('vevent'));
  const moved = new Map<string, Set<Day>>();
  for (const part of parts) {
    const at = dayIn(part, 'recurrence-id');
    if (at !== undefined) moved.set(textIn(part, 'uid'), (moved.get(textIn(part, 'uid')) ?? new Set()).add(at));
  }
  const events: Omit<CalendarEvent, 'calendar'>[] = [];
  const skipped: string[] = [];
  for (const part of parts) {
    const event = eventOf(part);
    if (event === undefined) continue;
    const { title, people, from, days, repetition } = event;
    if (repetition === 'unknown') {
      skipped.push(title);
      continue;
    }
    const without = dayIn(part, 'recurrence-id') === undefined ? new Set([...(moved.get(textIn(part, 'uid')) ?? []), ...exceptionsOf(part)]) : new Set<Day>();
    for (const day of occurrences(from, repetition, { first: addDays(first, 1 - days), last })) {
      if (without.has(day)) continue;
      events.push({ title, people, from: day, to: addDays(day, days - 1) });
      if (events.length > MOST_EVENTS) return problem(`A calendar has at most ${MOST_EVENTS} all-day events in the time that is looked at.`);
    }
  }
  return { is: 'calendar', events, skipped: skipped.slice(0, 20) };
}

function componentsOf(text: string): ICAL.Component[] {
  const parsed: unknown = ICAL.parse(text);
  if (!Array.isArray(parsed)) return [];
  // Several calendars in one file are a list of lists; one is the list itself.
  const all: unknown[] = Array.isArray(parsed[0]) ? parsed : [parsed];
  return all.flatMap((one) => (Array.isArray(one) && one[0] === 'vcalendar' ? [new ICAL.Component(one)] : []));
}

type AllDay = { title: string; people: string[]; from: Day; days: number; repetition: Repetition | 'unknown' | null };

/** An event of whole days; undefined for what is none, and for what is not sound. */
function eventOf(part: ICAL.Component): AllDay | undefined {
  const from = dayIn(part, 'dtstart');
  if (from === undefined || textIn(part, 'status').toUpperCase() === 'CANCELLED') return undefined;
  const end = dayIn(part, 'dtend');
  const duration: unknown = part.getFirstPropertyValue('duration');
  const days = end !== undefined ? (Date.parse(end) - Date.parse(from)) / 86_400_000 : duration instanceof ICAL.Duration ? Math.round(duration.toSeconds() / 86_400) : 1;
  if (!(days >= 0 && days <= LONGEST_DAYS)) return undefined;
  const people = ['attendee', 'organizer'].flatMap((name) => part.getAllProperties(name)).slice(0, MOST_PEOPLE).flatMap((property) => {
    const name: unknown = property.getFirstParameter('cn');
    const address: unknown = property.getFirstValue();
    return [name, address].flatMap((one) => (typeof one === 'string' && one !== '' ? [one.slice(0, LONGEST_TITLE)] : []));
  });
  const rules = part.getAllProperties('rrule');
  const rule: unknown = rules[0]?.getFirstValue();
  const isPlain = rules.length <= 1 && part.getFirstProperty('rdate') === null && part.getFirstProperty('exrule') === null;
  const repetition = rules.length === 0 ? null : rule instanceof ICAL.Recur && isPlain ? repetitionOf(rule, from) : 'unknown';
  return { title: textIn(part, 'summary').trim().slice(0, LONGEST_TITLE), people, from, days: Math.max(days, 1), repetition };
}

function textIn(part: ICAL.Component, name: string): string {
  const value: unknown = part.getFirstPropertyValue(name);
  return typeof value === 'string' ? value : '';
}

function dayIn(part: ICAL.Component, name: string): Day | undefined {
  return asDay(part.getFirstPropertyValue(name));
}

function asDay(value: unknown): Day | undefined {
  if (!(value instanceof ICAL.Time) || !value.isDate || !(value.year >= 1970 && value.year <= 9_000)) return undefined;
  const at = Date.UTC(value.year, value.month - 1, value.day);
  return Number.isFinite(at) ? dayOf(at) : undefined;
}

const exceptionsOf = (part: ICAL.Component): Day[] =>
  part.getAllProperties('exdate').flatMap((property): Day[] => {
    const values: unknown[] = property.getValues();
    return values.flatMap((value) => asDay(value) ?? []);
  });

/** The longest line when continuations (a line that begins with a space or tab) are put to what they continue. */
function longestLine(text: string): number {
  let longest = 0;
  let length = 0;
  for (let from = 0; from < text.length; ) {
    const found = text.indexOf('\n', from);
    const end = found < 0 ? text.length : found;
    const goesOn = text[from] === ' ' || text[from] === '\t';
    length = (goesOn ? length : 0) + (end - from);
    if (length > longest) longest = length;
    from = end + 1;
  }
  return longest;
}
