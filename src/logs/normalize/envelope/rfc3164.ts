import { setWallTime } from '../line.ts';
import type { Line } from '../line.ts';
import { four, two, wholeNumber } from '../time/digits.ts';
import { monthAt, readIso } from '../time/stamp.ts';
import type { Stamp } from '../time/stamp.ts';
import { levelWord } from '../level.ts';
import { utc } from '../time/civil.ts';

const SPACE = 0x20;
const COLON = 0x3a;
const MAX_TAG = 128;

/**
 * Reads `Nov 23 07:33:47 ` at `at` (also one-digit days, and a year as Cisco writes it: `Nov 23 2026 07:33:47`).
 * @returns where the text goes on, behind the space; -1 when there is no such time.
 */
export function readBsdTime(text: string, at: number, line: Line): number {
  const month = monthAt(text, at);
  if (month === 0 || text.charCodeAt(at + 3) !== SPACE) return -1;
  let i = at + 4;
  let day = two(text, i);
  if (Number.isNaN(day)) {
    day = text.charCodeAt(i) - 48;
    i -= 1;
  }
  i += 3;
  let year = -1;
  if (text.charCodeAt(i + 2) !== COLON && text.charCodeAt(i + 4) === SPACE) {
    year = four(text, i);
    i += 5;
  }
  if (text.charCodeAt(i + 2) !== COLON || text.charCodeAt(i + 5) !== COLON) return -1;
  const hour = two(text, i);
  const minute = two(text, i + 3);
  const second = two(text, i + 6);
  const time = year < 0
    ? line.clock.yearless(month, day, hour, minute, second, line.receivedAt, line.zone)
    : line.clock.zoneless(utc(year, month, day, hour, minute, second, 0), line.receivedAt, line.zone);
  if (Number.isNaN(time)) return -1;
  let end = i + 8;
  let ms = 0;
  if (text.charCodeAt(end) === 0x2e) {
    const from = end + 1;
    end = from;
    while (text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++;
    ms = Math.floor(Number(`0.${text.slice(from, end)}`) * 1_000) || 0;
  }
  const next = text.charCodeAt(end);
  if (next !== SPACE && next !== COLON && end < text.length) return -1;
  line.time = time + ms;
  line.timeText = text.slice(at, end);
  if (line.zone !== 'UTC') line.offset = line.clock.offsetAt(line.time, line.zone);
  return next === COLON ? end + 2 : end + 1;
}

/** Reads an ISO 8601 time at `at`, as rsyslog's high-precision formats and macOS write it. @returns as `readBsdTime`. */
export function readIsoTime(text: string, at: number, line: Line, stamp: Stamp): number {
  if (!readIso(text, at, stamp)) return -1;
  const next = text.charCodeAt(stamp.end);
  if (next !== SPACE && stamp.end < text.length) return -1;
  setWallTime(line, stamp.wallMs, stamp.offset, text.slice(at, stamp.end));
  return stamp.end + 1;
}

/**
 * Reads `host tag[pid]: message` at `at`, behind the time. Where the second word is no tag, the first is still a host if
 * `hostIsSure` (syslog says so); otherwise all of it is message, and a level word at its head is read as the severity.
 */
export function readHostAndTag(text: string, at: number, line: Line, hostIsSure: boolean): void {
  let i = at;
  if (text.charCodeAt(i) === SPACE) {
    // Two spaces: Ubuntu 12.04 writes them for an empty host, macOS in front of it.
    i++;
    if (readTag(text, i, line)) return;
  }
  const space = text.indexOf(' ', i);
  // A first word that ends in a colon is a tag: the host is missing.
  if (text.charCodeAt(space - 1) === COLON && readTag(text, i, line)) return;
  if (space > i && space - i <= 255 && readTag(text, space + 1, line)) {
    const host = text.slice(i, space);
    if (hostIsSure || levelWord(host) === '') {
      line.host = host;
      return;
    }
    line.app = '';
    line.pid = -1;
  } else if (hostIsSure && space > i && space - i <= 255) {
    line.host = text.slice(i, space);
    line.message = text.slice(space + 1);
    return;
  }
  line.message = text.slice(i);
}

/** Reads `tag[pid]: `, `tag[pid] ` or `tag: ` at `at` and takes what follows as the message. False, with nothing touched, when there is no tag. */
export function readTag(text: string, at: number, line: Line): boolean {
  const limit = Math.min(text.length, at + MAX_TAG);
  const first = text.charCodeAt(at);
  if (first >= 0x30 && first <= 0x39) return false;
  let i = at;
  while (i < limit && isTagCharacter(text.charCodeAt(i))) i++;
  if (i === at || i >= limit) return false;
  const stop = text.charCodeAt(i);
  let pid = -1;
  let end = i;
  if (stop === 0x5b) {
    const close = text.indexOf(']', i);
    if (close < 0 || close - i > 24) return false;
    pid = wholeNumber(text.slice(i + 1, close));
    end = close + 1;
    // Cisco and some others leave out the colon behind a number.
    if (text.charCodeAt(end) === SPACE && pid >= 0) end--;
    else if (text.charCodeAt(end) !== COLON) return false;
  } else if (stop === 0x5d && text.charCodeAt(i + 1) === COLON) {
    end = i + 1; // gdm's "gdm-password]: "
  } else if (stop === SPACE && text.charCodeAt(i + 1) === 0x5b && text.charCodeAt(i - 1) > 0x40) {
    end = i - 1; // "apache_error [Tue Jun 08 …"
  } else if (stop !== COLON) {
    return false;
  }
  line.app = text.slice(at, i);
  line.pid = pid;
  line.message = text.slice(text.charCodeAt(end + 1) === SPACE ? end + 2 : end + 1);
  return true;
}

/** Letters, digits and `_ - . / ( ) @ + * #`. */
function isTagCharacter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x2d && code <= 0x39) ||
    code === 0x5f || code === 0x28 || code === 0x29 || code === 0x40 || code === 0x2b || code === 0x2a || code === 0x23
  );
}
