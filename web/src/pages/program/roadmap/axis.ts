import type { RoadmapAnswer } from '../../../../../src/program/contract.ts';
import { addDays, addMonths } from '../../vulnerabilities/days/calendar.ts';

/** The stretch of days that a roadmap shows, both ends included. */
export type Axis = { from: string; to: string };

/** Before today little is asked for; far beyond it nobody looks. */
const BACK_DAYS = 60;
const AHEAD_DAYS = 400;
const LEAST_BACK_DAYS = 10;
const LEAST_AHEAD_DAYS = 60;
const DAY_MS = 86_400_000;

/** Holds every target, slip, forecast and met mark, as far as they are not too far away, with room at both ends. */
export function axisOf({ today, releases, milestones }: Pick<RoadmapAnswer, 'today' | 'releases' | 'milestones'>): Axis {
  const days = [
    ...[...releases, ...milestones].flatMap(({ day, slips }) => [day, ...slips.flatMap(({ from, to }) => [from.day, to.day])]),
    ...milestones.flatMap(({ forecast, metAt, work }) => [forecast?.latest ?? null, metAt?.slice(0, 10) ?? null, work?.to ?? null]),
  ].filter((day) => day !== null);
  const inside = days.filter((day) => day >= addDays(today, -BACK_DAYS) && day <= addDays(today, AHEAD_DAYS));
  const from = [addDays(today, -LEAST_BACK_DAYS), ...inside].reduce((a, b) => (a < b ? a : b));
  const to = [addDays(today, LEAST_AHEAD_DAYS), ...inside].reduce((a, b) => (a > b ? a : b));
  const room = Math.ceil(between(from, to) / 24);
  return { from: addDays(from, -room), to: addDays(to, room * 2) };
}

const between = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;

/** Where a day lies on a width, in pixels; days outside lie at the ends. */
export const placeOf = (day: string, { from, to }: Axis, width: number): number => Math.round(Math.max(0, Math.min(1, between(from, day) / Math.max(1, between(from, to)))) * width);

export const isInside = (day: string, { from, to }: Axis): boolean => day >= from && day <= to;

/** First days of months inside, so many that their names do not meet. */
export function monthsOf(axis: Axis, width: number, room = 56): string[] {
  const first = `${axis.from.slice(0, 7)}-01`;
  const all: string[] = [];
  for (let day = addMonths(first, 1); day <= axis.to; day = addMonths(day, 1)) all.push(day);
  const every = Math.max(1, Math.ceil((all.length * room) / Math.max(1, width)));
  return all.filter((_, index) => index % every === 0);
}
