import type { RoadmapMilestone, Slip } from '../../../../../src/program/contract.ts';
import { sayDay } from '../../vulnerabilities/days/words.ts';

/** When a milestone is there, as short as a column has room for. */
export function whenOf({ outcome, metAt, forecast, noForecast, day }: RoadmapMilestone, today: string): string {
  if (outcome === 'met') return metAt === null ? 'met' : `met ${sayDay(metAt.slice(0, 10), today)}`;
  if (forecast !== null) return forecast.earliest === forecast.latest ? `likely ${sayDay(forecast.likely, today)}` : `likely ${sayDay(forecast.likely, today)} (${sayDay(forecast.earliest, today)} – ${sayDay(forecast.latest, today)})`;
  if (day !== null && day < today) return `was due ${sayDay(day, today)}`;
  return noForecast?.replace(/\.$/u, '').replace(/^Nothing says when: /u, 'no forecast: ') ?? '';
}

/** All that its row shows, in words. */
export function sayMilestone(milestone: RoadmapMilestone, today: string): string {
  const { day, target, slips, late } = milestone;
  const aim = day === null ? `no day yet (${target})` : `target ${target === day ? '' : `${target}, `}${sayDay(day, today)}`;
  return [aim, ...slips.map((slip) => saySlip(slip, today)), whenOf(milestone, today), ...(late ? ['later than its target'] : [])].filter((part) => part !== '').join('; ');
}

export function saySlip({ what, from, to, by }: Slip, today: string): string {
  const said = (one: Slip['from']): string => (one.day === null ? (one.words === '' ? 'no day' : one.words) : sayDay(one.day, today));
  const verb = { slipped: 'slipped', advanced: 'came earlier,', set: 'got a day,', changed: 'changed' }[what];
  return `${verb} from ${said(from)} to ${said(to)}${by === '' ? '' : `, by ${by}`}`;
}

/** `12.5 h`. */
export const sayHours = (hours: number): string => `${Math.round(hours * 10) / 10} h`;

/** `W48`. */
export const sayWeek = (week: string): string => week.slice(5);
