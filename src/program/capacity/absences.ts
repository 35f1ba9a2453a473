import { BY_NAME, EVERYONE, type CapacityFile } from '../file/plan.ts';
import { addDays, type Day } from './days.ts';

/** Somebody, or everyone, is away from the first to the last of these days. */
export type Absence = { name: string; from: Day; to: Day; what: string; calendar: string | null };

/** An all-day event of a calendar, as it was sent. */
export type CalendarEvent = { calendar: string; title: string; people: readonly string[]; from: Day; to: Day };

/** What the program says itself, and what calendars say of its people. An event that names nobody whom the program knows takes no hours. */
export function absencesOf({ people, away, calendars }: CapacityFile, events: readonly CalendarEvent[]): Absence[] {
  const said = away.map(({ name, from, to, what }): Absence => ({ name, from, to: to ?? from, what: what ?? 'away', calendar: null }));
  const matchers = people.map(({ name }) => ({ name, isIn: nameIn(name) }));
  const sent = events.flatMap(({ calendar, title, people: named, from, to }): Absence[] => {
    const whom = calendars[calendar] ?? BY_NAME;
    const names = whom === BY_NAME ? matchers.filter(({ isIn }) => isIn(title) || named.some(isIn)).map(({ name }) => name) : [whom];
    return names.map((name) => ({ name, from, to, what: title || 'away', calendar }));
  });
  return [...said, ...sent];
}

/** Whether a text holds a name as words of its own, whatever its case. */
function nameIn(name: string): (text: string) => boolean {
  const wanted = wordsOf(name);
  return (text) => wanted !== '' && ` ${wordsOf(text)} `.includes(` ${wanted} `);
}

const wordsOf = (text: string): string => text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '').join(' ');

/** On which days a person is away, of those from the first to the last. */
export function awayDays(absences: readonly Absence[], { first, last }: { first: Day; last: Day }): (name: string, day: Day) => boolean {
  const days = new Map<string, Set<Day>>();
  for (const { name, from, to } of absences) {
    const own = days.get(name) ?? new Set<Day>();
    days.set(name, own);
    const end = to < last ? to : last;
    for (let day = from > first ? from : first; day <= end; day = addDays(day, 1)) own.add(day);
  }
  const all = days.get(EVERYONE);
  return (name, day) => all?.has(day) === true || days.get(name)?.has(day) === true;
}
