import { z } from 'zod';

const line = z.string().trim().min(1).max(300);
const day = z.iso.date();
const hours = z.number().min(0).max(10_000);

/** All of a team, where somebody is named. */
export const EVERYONE = 'everyone';
/** Of a calendar whose events say in their titles whom they are about. */
export const BY_NAME = 'by-name';

const IssueHours = z.union([hours, z.strictObject({ critical: hours, high: hours, medium: hours, low: hours }).partial()]);

/** What the team can do in a week, and what its work takes. Hours a week are spread over Monday to Friday. */
export const CapacityFile = z.strictObject({
  share: z.number().min(0).max(1).optional().describe('Share of the time that is for the goals, 0.7 where nothing is said; the rest is for what arrives'),
  goals: z.number().min(0).max(1).optional().describe('The same, by the name that it had before'),
  people: z.array(z.strictObject({ name: line, hours: hours.describe('A week') })).max(200).default([]),
  'hours-a-week': hours.optional().describe('Of the whole team, where nobody is named'),
  away: z.array(z.strictObject({ name: line.describe(`One of the people, or ${EVERYONE}`), from: day, to: day.optional().describe('The last day; the first one where nothing is said'), what: line.optional() })).max(2_000).default([]),
  calendars: z.record(z.string().max(64), line).default({}).describe(`Of each calendar that was sent, whom it is about: one of the people, ${EVERYONE}, or ${BY_NAME}`),
  'issue-hours': IssueHours.optional().describe('What the fix of a planned issue takes, or of one of each severity; planned issues are left out where nothing is said'),
  'report-hours': hours.optional().describe('What a security report takes that came without an estimate, 8 where nothing is said'),
  'incident-hours': hours.optional().describe('What an incident takes; where this is said, an acknowledged critical alert is one'),
});
export type CapacityFile = z.infer<typeof CapacityFile>;

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** When the summary of the last week is sent. */
export const WeeklyFile = z.strictObject({
  day: z.enum(WEEKDAYS).default('monday'),
  hour: z.int().min(0).max(23).default(8),
  zone: z.string().max(64).refine(isZone, 'a time zone is a name such as Europe/Berlin').default('UTC'),
});
export type WeeklyFile = z.infer<typeof WeeklyFile>;

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

type Tell = (path: readonly string[], words: string) => void;

/** What a shape cannot say: names that are nobody's, and spans that end before they begin. */
export function checkCapacity({ people, away, calendars }: CapacityFile, { tell, warn }: { tell: Tell; warn: Tell }): void {
  const names = new Set([...people.map(({ name }) => name), EVERYONE]);
  if (names.size !== people.length + 1) tell(['capacity', 'people'], `Each of the people has a name of their own, and nobody is called ${EVERYONE}.`);
  for (const [index, { name, from, to }] of away.entries()) {
    if (to !== undefined && to < from) tell(['capacity', 'away', String(index)], `It ends on ${to}, before it begins on ${from}.`);
    if (!names.has(name)) warn(['capacity', 'away', String(index)], `Nobody of the people is called ${name}: this takes no hours from anybody.`);
  }
  for (const [calendar, name] of Object.entries(calendars)) if (name !== BY_NAME && !names.has(name)) warn(['capacity', 'calendars', calendar], `Nobody of the people is called ${name}.`);
}
