import { utc } from './civil.ts';
import { four, two } from './digits.ts';

/** A date and time as read from text: reused from line to line, so that reading makes no garbage. */
export type Stamp = {
  /** The wall's date and time read as if it were UTC, in ms. */
  wallMs: number;
  /** Minutes east of UTC that the text names; NaN when it names none. */
  offset: number;
  /** Where the text goes on. */
  end: number;
};

/**
 * Reads an ISO 8601 / RFC 3339 date and time at `at`: `2023-10-06T09:45:15.664648+02:00`, also with a space, slashes, a comma before
 * the fraction, no colon in the offset, or no offset. Digits beyond milliseconds are cut off. False when there is none.
 */
export function readIso(text: string, at: number, into: Stamp): boolean {
  const separator = text.charCodeAt(at + 4);
  if ((separator !== 0x2d && separator !== 0x2f) || text.charCodeAt(at + 7) !== separator) return false;
  const t = text.charCodeAt(at + 10);
  if (t !== 0x54 && t !== 0x20 && t !== 0x74) return false;
  if (text.charCodeAt(at + 13) !== 0x3a || text.charCodeAt(at + 16) !== 0x3a) return false;
  let end = at + 19;
  let ms = 0;
  const mark = text.charCodeAt(end);
  if (mark === 0x2e || mark === 0x2c) {
    const digits = countDigits(text, end + 1);
    if (digits === 0) return false;
    for (let i = 1; i <= 3; i++) ms = ms * 10 + (i <= digits ? text.charCodeAt(end + i) - 48 : 0);
    end += digits + 1;
  }
  const wall = utc(four(text, at), two(text, at + 5), two(text, at + 8), two(text, at + 11), two(text, at + 14), two(text, at + 17), ms);
  if (Number.isNaN(wall)) return false;
  into.wallMs = wall;
  into.end = end;
  into.offset = Number.NaN;
  readOffset(text, end, into);
  return true;
}

/** Reads `Z`, `+02:00`, `+0200` or ` +0200` at `at`, where there is one. */
export function readOffset(text: string, at: number, into: Stamp): void {
  let i = at;
  const first = text.charCodeAt(i);
  if (first === 0x5a || first === 0x7a) {
    into.offset = 0;
    into.end = i + 1;
    return;
  }
  if (first === 0x20) i++;
  const sign = text.charCodeAt(i);
  if (sign !== 0x2b && sign !== 0x2d) return;
  const colon = text.charCodeAt(i + 3) === 0x3a ? 1 : 0;
  const hours = two(text, i + 1);
  const minutes = two(text, i + 3 + colon);
  if (!(hours <= 18 && minutes <= 59)) return;
  into.offset = (sign === 0x2d ? -1 : 1) * (hours * 60 + minutes) || 0;
  into.end = i + 5 + colon;
}

/** The month of the three letters at `at`, in any case, from 1; 0 when they are none. */
export const monthAt = (text: string, at: number): number => month(text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2));

/** The same of three characters. */
export function month(first: number, second: number, third: number): number {
  switch (((first & 0xdf) << 16) | ((second | 0x20) << 8) | (third | 0x20)) {
    case 0x4a616e: return 1;
    case 0x466562: return 2;
    case 0x4d6172: return 3;
    case 0x417072: return 4;
    case 0x4d6179: return 5;
    case 0x4a756e: return 6;
    case 0x4a756c: return 7;
    case 0x417567: return 8;
    case 0x536570: return 9;
    case 0x4f6374: return 10;
    case 0x4e6f76: return 11;
    case 0x446563: return 12;
    default: return 0;
  }
}

function countDigits(text: string, at: number): number {
  let i = at;
  while (text.charCodeAt(i) - 48 >= 0 && text.charCodeAt(i) - 48 <= 9) i++;
  return i - at;
}
