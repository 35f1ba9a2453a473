import { month } from '../normalize/time/stamp.ts';
import { IS_NAME, numberEnd } from './slots.ts';

/** What stands in front of a message in a file of syslog, or as RFC 3164 sends it: `[<38>]Nov 23 07:33:47 host program[812]: `. */
export type Header = {
  /** -1: not said. */
  priority: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** Where time, host, program and process id begin and end, and where the message begins. */
  timeAt: number;
  timeEnd: number;
  hostEnd: number;
  programAt: number;
  programEnd: number;
  pidEnd: number;
  messageAt: number;
};

export const blankHeader = (): Header => ({
  priority: -1, month: 0, day: 0, hour: 0, minute: 0, second: 0, timeAt: 0, timeEnd: 0, hostEnd: 0, programAt: 0, programEnd: 0, pidEnd: 0, messageAt: 0,
});

const SPACE = 0x20;
const COLON = 0x3a;
const LONGEST_PID = 999_999_999;

/** Reads a header in its plainest form. False, whatever was written to `into`, where it is in any other. */
export function readHeader(bytes: Uint8Array, start: number, end: number, into: Header): boolean {
  // The shortest that there is, so that no digit below is read behind the line.
  if (end - start < 24) return false;
  let at = start;
  into.priority = -1;
  if (bytes[at] === 0x3c) {
    const stop = numberEnd(bytes, at + 1, end, 191);
    if (stop < 0 || bytes[stop] !== 0x3e || end - stop < 24) return false;
    into.priority = 0;
    for (let i = at + 1; i < stop; i++) into.priority = into.priority * 10 + (bytes[i] ?? 0) - 48;
    at = stop + 1;
  }
  // Without a priority a small letter begins no header.
  into.month = (bytes[at] ?? 0) > 0x5a ? 0 : month(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0);
  if (into.month === 0 || bytes[at + 3] !== SPACE || bytes[at + 6] !== SPACE || bytes[at + 9] !== COLON || bytes[at + 12] !== COLON || bytes[at + 15] !== SPACE) return false;
  into.day = bytes[at + 4] === SPACE ? two(0x30, bytes[at + 5] ?? 0) : two(bytes[at + 4] ?? 0, bytes[at + 5] ?? 0);
  into.hour = two(bytes[at + 7] ?? 0, bytes[at + 8] ?? 0);
  into.minute = two(bytes[at + 10] ?? 0, bytes[at + 11] ?? 0);
  into.second = two(bytes[at + 13] ?? 0, bytes[at + 14] ?? 0);
  into.timeAt = at;
  into.timeEnd = at + 15;
  return !(into.day < 0 || into.hour < 0 || into.minute < 0 || into.second < 0) && readOrigin(bytes, at + 16, end, into);
}

/** `host program[pid]: `, all of it ASCII without controls. */
function readOrigin(bytes: Uint8Array, at: number, end: number, into: Header): boolean {
  let i = at;
  while (i < end && IS_NAME[bytes[i] ?? 0] === 1) i++;
  if (i === at || i - at > 128 || bytes[i] !== SPACE) return false;
  into.hostEnd = i;
  into.programAt = i + 1;
  for (i += 1; i < end && IS_NAME[bytes[i] ?? 0] === 1; ) i++;
  if (bytes[i] !== 0x5b) return false;
  into.programEnd = i;
  into.pidEnd = numberEnd(bytes, i + 1, end, LONGEST_PID);
  if (into.pidEnd < 0 || into.pidEnd + 3 > end || bytes[into.pidEnd] !== 0x5d || bytes[into.pidEnd + 1] !== COLON || bytes[into.pidEnd + 2] !== SPACE) return false;
  into.messageAt = into.pidEnd + 3;
  return true;
}

/** The number of two digits; -1 where they are none. */
function two(tens: number, ones: number): number {
  return tens >= 48 && tens <= 57 && ones >= 48 && ones <= 57 ? (tens - 48) * 10 + ones - 48 : -1;
}
