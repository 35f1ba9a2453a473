const QUARTER_MS = 900_000;
const MAX_REMEMBERED = 100_000;

/** A time zone: its offset from UTC in minutes at a moment (positive to the east). */
export type Zone = { readonly name: string; offsetAt(utcMs: number): number };

const UTC: Zone = { name: 'UTC', offsetAt: () => 0 };

/**
 * The zone of an IANA name, with daylight saving. Offsets change at quarter hours at the finest, so one lookup a quarter hour
 * is remembered. A name that nobody knows counts as UTC: sources check names when they are set.
 */
export function zoneOf(name: string): Zone {
  if (name === 'UTC' || name === '') return UTC;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  } catch {
    return UTC;
  }
  const known = new Map<number, number>();
  let last = Number.NaN;
  let lastOffset = 0;
  return {
    name,
    offsetAt(utcMs) {
      const quarter = Math.floor(utcMs / QUARTER_MS);
      if (quarter === last) return lastOffset;
      let offset = known.get(quarter);
      if (offset === undefined) {
        offset = ask(format, quarter * QUARTER_MS);
        if (known.size >= MAX_REMEMBERED) known.clear();
        known.set(quarter, offset);
      }
      last = quarter;
      lastOffset = offset;
      return offset;
    },
  };
}

/** "11/23/2026, GMT+05:30" → 330. */
function ask(format: Intl.DateTimeFormat, utcMs: number): number {
  const name = format.format(utcMs);
  const at = name.lastIndexOf('GMT');
  const sign = name.charCodeAt(at + 3) === 0x2d ? -1 : 1;
  const [hours = 0, minutes = 0] = name.slice(at + 4).split(':').map(Number);
  return at < 0 ? 0 : sign * (hours * 60 + minutes) || 0;
}

/**
 * The moments that a clock on the wall shows as `wallMs` (the wall's date and time read as if it were UTC): one usually,
 * two in the hour that is repeated in autumn (earlier first). The hour that is skipped in spring is read with the offset before it.
 */
export function momentsOf(zone: Zone, wallMs: number): [number] | [number, number] {
  const before = zone.offsetAt(wallMs - 86_400_000) * 60_000;
  const after = zone.offsetAt(wallMs + 86_400_000) * 60_000;
  const early = wallMs - before;
  if (before === after) return [early];
  const late = wallMs - after;
  const earlyHolds = zone.offsetAt(early) * 60_000 === before;
  const lateHolds = zone.offsetAt(late) * 60_000 === after;
  if (earlyHolds && lateHolds && early !== late) return early < late ? [early, late] : [late, early];
  return [lateHolds && !earlyHolds ? late : early];
}
