import type { Line } from '../line.ts';
import { wholeNumber } from '../time/digits.ts';
import { readIso } from '../time/stamp.ts';
import type { Stamp } from '../time/stamp.ts';

const SPACE = 0x20;
const MAX_PARAMS = 64;

/**
 * Reads what follows `<PRI>1 `: timestamp, host, app, procid, msgid, structured data, message. False when it is not that,
 * with nothing of the line touched. Source: RFC 5424 section 6.
 */
export function readRfc5424(text: string, at: number, line: Line, stamp: Stamp): boolean {
  let timed = false;
  let hostAt: number;
  if (text.charCodeAt(at) === 0x2d && text.charCodeAt(at + 1) === SPACE) {
    hostAt = at + 2;
  } else {
    if (!readIso(text, at, stamp) || text.charCodeAt(stamp.end) !== SPACE || Number.isNaN(stamp.offset)) return false;
    timed = true;
    hostAt = stamp.end + 1;
  }
  const appAt = text.indexOf(' ', hostAt) + 1;
  const procAt = appAt > 0 ? text.indexOf(' ', appAt) + 1 : 0;
  const msgidAt = procAt > 0 ? text.indexOf(' ', procAt) + 1 : 0;
  const dataAt = msgidAt > 0 ? text.indexOf(' ', msgidAt) + 1 : 0;
  if (dataAt <= 0) return false;
  const params: string[] = [];
  const end = text.charCodeAt(dataAt) === 0x2d ? dataAt + 1 : readStructuredData(text, dataAt, params);
  if (end < 0 || (end < text.length && text.charCodeAt(end) !== SPACE)) return false;

  if (timed) {
    line.time = stamp.wallMs - stamp.offset * 60_000;
    line.offset = stamp.offset;
    line.timeText = text.slice(at, hostAt - 1);
  }
  line.envelope = 'syslog';
  line.host = field(text, hostAt, appAt - 1);
  line.app = field(text, appAt, procAt - 1);
  const procid = field(text, procAt, msgidAt - 1);
  line.pid = wholeNumber(procid);
  if (line.pid < 0 && procid !== '') line.extra.push('unmapped.procid', procid);
  const msgid = field(text, msgidAt, dataAt - 1);
  if (msgid !== '') line.extra.push('unmapped.msgid', msgid);
  for (const item of params) line.extra.push(item);
  line.message = text.slice(messageAt(text, end + 1));
  return true;
}

/** A byte order mark is none of the message, nor is the space that rsyslog keeps of a line that came to it by RFC 3164 (its msg begins after the colon). */
function messageAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code === 0xfeff || code === SPACE ? at + 1 : at;
}

const field = (text: string, from: number, to: number): string =>
  to - from === 1 && text.charCodeAt(from) === 0x2d ? '' : text.slice(from, to);

/**
 * Reads `[id name="value" …]…` into path and value in turn, below `unmapped.<id>.`; in values `\"`, `\\` and `\]` are escapes.
 * @returns where the text goes on; -1 when it is no structured data.
 */
function readStructuredData(text: string, at: number, into: string[]): number {
  let i = at;
  if (text.charCodeAt(i) !== 0x5b) return -1;
  while (text.charCodeAt(i) === 0x5b) {
    const idAt = i + 1;
    i = idAt;
    while (i < text.length && text.charCodeAt(i) !== SPACE && text.charCodeAt(i) !== 0x5d) i++;
    const id = text.slice(idAt, i);
    if (id === '') return -1;
    while (text.charCodeAt(i) === SPACE) {
      while (text.charCodeAt(i) === SPACE) i++;
      if (text.charCodeAt(i) === 0x5d) break;
      const equals = text.indexOf('=', i);
      if (equals < 0 || equals - i > 256) return -1;
      const name = text.slice(i, equals);
      i = equals + 1;
      while (text.charCodeAt(i) === SPACE) i++;
      if (text.charCodeAt(i) !== 0x22) return -1;
      const close = closingQuote(text, i + 1);
      if (close < 0) return -1;
      if (into.length < MAX_PARAMS * 2) into.push(`unmapped.${id}.${name}`, unescape(text.slice(i + 1, close)));
      i = close + 1;
    }
    if (text.charCodeAt(i) !== 0x5d) return -1;
    i++;
  }
  return i;
}

function closingQuote(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
    else if (code === 0x22) return i;
  }
  return -1;
}

const unescape = (value: string): string => (value.includes('\\') ? value.replaceAll(/\\(["\\\]])/g, '$1') : value);
