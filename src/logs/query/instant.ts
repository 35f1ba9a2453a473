/** The times that a literal stands for, from its first ms to its last: `2026-11-23` is a whole day. */
export type Instants = { readonly first: number; readonly last: number };

const FORM = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[Tt_ ](\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?)?)?)?([Zz]|[+-]\d{2}:?\d{2})?$/;

/** What DateTime64(3) holds with room to spare: 1970 to 2261. */
const EARLIEST = 0;
const LATEST = Date.UTC(2262, 0, 1) - 1;

/**
 * Reads a time as ISO 8601 writes it, as coarse or fine as it is given: a year, month, day, hour, minute, second or fraction
 * (digits after the millisecond are dropped). Without a zone it is UTC. Ten or thirteen digits are seconds or ms since 1970.
 */
export function readInstants(text: string): Instants | undefined {
  if (/^\d{10}$/.test(text)) return within(Number(text) * 1_000, Number(text) * 1_000 + 999);
  if (/^\d{13}$/.test(text)) return within(Number(text), Number(text));
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const parts = [year, month, day, hour, minute, second].map((part) => (part === undefined ? undefined : Number(part)));
  const given = parts.findIndex((part) => part === undefined);
  const count = given < 0 ? 6 : given;
  if (zone !== undefined && count < 4) return undefined;
  const at = (carry: number) =>
    utc(parts.map((part, index) => (part ?? (index === 1 || index === 2 ? 1 : 0)) + (index === count - 1 ? carry : 0)));
  const start = at(0);
  if (!isReal(start, parts)) return undefined;
  const offset = zoneOffset(zone);
  if (offset === undefined) return undefined;
  if (fraction === undefined) return within(start - offset, at(1) - 1 - offset);
  const width = 10 ** Math.max(0, 3 - fraction.length);
  const ms = start - offset + Number(fraction.padEnd(3, '0').slice(0, 3));
  return within(ms, ms + width - 1);
}

const within = (first: number, last: number): Instants | undefined => (first >= EARLIEST && last <= LATEST ? { first, last } : undefined);

const utc = ([year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0]: number[]): number =>
  Date.UTC(year, month - 1, day, hour, minute, second);

/** `Date.UTC` carries over what does not exist, such as the 31st of April; that is no time. */
function isReal(at: number, [year, month, day, hour, minute, second]: (number | undefined)[]): boolean {
  const date = new Date(at);
  return (
    year === date.getUTCFullYear() &&
    (month === undefined || month === date.getUTCMonth() + 1) &&
    (day === undefined || day === date.getUTCDate()) &&
    (hour === undefined || hour === date.getUTCHours()) &&
    (minute === undefined || minute === date.getUTCMinutes()) &&
    (second === undefined || second === date.getUTCSeconds())
  );
}

function zoneOffset(zone: string | undefined): number | undefined {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 15 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
