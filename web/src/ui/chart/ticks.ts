import { tickTime, type Zone } from '../time/instant.ts';

export type Tick = { at: number; label: string };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const steps = [1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE).concat([1, 2, 3, 6, 12].map((hours) => hours * HOUR), [1, 2, 7, 14, 30, 90, 365].map((days) => days * DAY));

/** Round times inside `[from, to)`, at most `most`, on the wall clock of `zone`. */
export function ticksOf(from: number, to: number, most: number, zone: Zone): Tick[] {
  const length = to - from;
  if (!(length > 0) || most < 1) return [];
  const step = steps.find((candidate) => length / candidate <= most) ?? Math.ceil(length / most / DAY) * DAY;
  const shift = zone === 'utc' ? 0 : new Date(from).getTimezoneOffset() * MINUTE;
  const ticks: Tick[] = [];
  for (let at = Math.ceil((from - shift) / step) * step + shift; at < to; at += step) {
    ticks.push({ at, label: labelOf(at, step, zone) });
  }
  return ticks;
}

/** Midnight and whole days are told by their date, everything else by the clock. */
function labelOf(at: number, step: number, zone: Zone): string {
  const clock = tickTime(at, zone, false);
  return step >= DAY || clock === '00:00' ? tickTime(at, zone, true).slice(0, 5) : clock;
}
