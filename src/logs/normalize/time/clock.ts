import { utc } from './civil.ts';
import { momentsOf, zoneOf } from './zone.ts';
import type { Zone } from './zone.ts';

const DAY_MS = 86_400_000;
export const YEAR_2000 = Date.UTC(2000, 0, 1);

/** Whether a line's own time is believed: a clock before 2000, or more than a day ahead of the receipt, is plainly wrong. */
export const isPlausible = (time: number, receivedAt: number): boolean => time >= YEAR_2000 && time <= receivedAt + DAY_MS;

/**
 * Reads times that lack something: the year (BSD syslog) or the zone. It remembers the last minute, since neighbouring
 * lines mostly share it.
 */
export type WallClock = {
  /**
   * A time without a year: the year that puts it nearest to the receipt and not more than a day after it.
   * NaN when there is no such day within eight years before.
   */
  yearless(month: number, day: number, hour: number, minute: number, second: number, receivedAt: number, zone: string): number;
  /** A time without a zone; NaN stays NaN. In the hour that is repeated in autumn the moment nearest to the receipt is meant. */
  zoneless(wallMs: number, receivedAt: number, zone: string): number;
  /** Minutes east of UTC that the zone had at the moment. */
  offsetAt(utcMs: number, zone: string): number;
};

export function wallClock(): WallClock {
  const zones = new Map<string, Zone>();
  const zoneNamed = (name: string): Zone => {
    let zone = zones.get(name);
    if (!zone) {
      if (zones.size >= 1_000) zones.clear();
      zone = zoneOf(name);
      zones.set(name, zone);
    }
    return zone;
  };

  // The minute read last: valid for receipts in [from, to), where the choice of the year stays the same.
  const minuteSeen = { key: -1, zone: '', from: 0, to: 0, utcMs: 0 };

  function zoneless(wallMs: number, receivedAt: number, zoneName: string): number {
    // No zone has an offset at a time that does not exist: asking for it throws.
    if (Number.isNaN(wallMs)) return Number.NaN;
    const moments = momentsOf(zoneNamed(zoneName), wallMs);
    if (moments.length === 1) return moments[0];
    return Math.abs(receivedAt - moments[0]) < Math.abs(receivedAt - moments[1]) ? moments[0] : moments[1];
  }

  return {
    yearless(month, day, hour, minute, second, receivedAt, zone) {
      if (second > 60) return Number.NaN;
      const key = ((month * 32 + day) * 32 + hour) * 64 + minute;
      if (key === minuteSeen.key && zone === minuteSeen.zone && receivedAt >= minuteSeen.from && receivedAt < minuteSeen.to) {
        return minuteSeen.utcMs + second * 1_000;
      }
      const newest = new Date(receivedAt + DAY_MS).getUTCFullYear() + 1;
      for (let year = newest; year > newest - 10; year--) {
        const wall = utc(year, month, day, hour, minute, 0, 0);
        if (Number.isNaN(wall)) continue;
        const moment = zoneless(wall, receivedAt, zone);
        if (moment + second * 1_000 > receivedAt + DAY_MS) continue;
        const ambiguous = momentsOf(zoneNamed(zone), wall).length > 1;
        minuteSeen.key = ambiguous ? -1 : key;
        minuteSeen.zone = zone;
        // Nearer to the edges, where seconds decide or the next year may be meant, the choice is made anew.
        minuteSeen.from = moment + 60_000 - DAY_MS;
        minuteSeen.to = moment + 363 * DAY_MS;
        minuteSeen.utcMs = moment;
        return moment + second * 1_000;
      }
      return Number.NaN;
    },
    zoneless,
    offsetAt: (utcMs, zone) => zoneNamed(zone).offsetAt(utcMs),
  };
}
