import { blankLine, renew } from '../line.ts';
import type { Line } from '../line.ts';
import { jsonObject } from '../read/json.ts';
import type { WallClock } from '../time/clock.ts';
import type { Stamp } from '../time/stamp.ts';
import { isDocker, readDocker } from './docker.ts';
import { isJournald, readJournald } from './journald.ts';
import { readBsdTime, readHostAndTag, readIsoTime, readTag } from './rfc3164.ts';
import { readRfc5424 } from './rfc5424.ts';

const FACILITIES = [
  'kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp', 'ntp', 'audit', 'alert', 'clock',
  'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7',
];

/**
 * Takes the envelopes off a line: syslog (RFC 5424, RFC 3164), the file formats of syslog daemons, journald's and Docker's JSON,
 * containerd's prefix, and "message repeated n times". What is left is the message of one program.
 * The line that it answers with is its own and the same each time: take what you need before the next.
 */
export function lineReader(clock: WallClock): (raw: string, receivedAt: number, zone: string) => Line {
  const stamp: Stamp = { wallMs: 0, offset: 0, end: 0 };
  const line = blankLine(clock);

  return (raw, receivedAt, zone) => {
    renew(line, receivedAt, zone);
    try {
      open(trimmed(raw), line, 0);
    } catch {
      // A header that a defect here cannot take costs the line its header, never the line or those behind it.
      renew(line, receivedAt, zone);
      line.message = raw;
    }
    if (line.facility >= 0) line.extra.push('unmapped.syslog.facility', FACILITIES[line.facility] ?? String(line.facility));
    return line;
  };

  function open(text: string, line: Line, depth: number): void {
    line.message = text;
    const first = text.charCodeAt(0);
    if (first === 0x3c) openSyslog(text, line);
    else if (first >= 0x41 && first <= 0x53) openBsdFile(text, line);
    else if (first >= 0x30 && first <= 0x39) openIsoFile(text, line);
    afterHeader(line, depth);
  }

  /** `<PRI>` with RFC 5424 or RFC 3164 behind it. */
  function openSyslog(text: string, line: Line): void {
    const close = text.indexOf('>', 1);
    const priority = close > 1 && close <= 4 ? Number(text.slice(1, close)) : Number.NaN;
    if (!Number.isInteger(priority) || priority < 0 || priority > 191) return;
    line.facility = priority >> 3;
    line.severity = priority & 7;
    line.envelope = 'syslog';
    const at = text.charCodeAt(close + 1) === 0x20 ? close + 2 : close + 1;
    const version = text.charCodeAt(at);
    if (version >= 0x31 && version <= 0x39) {
      const space = text.indexOf(' ', at);
      if (space > at && space - at <= 3 && readRfc5424(text, space + 1, line, stamp)) return;
    }
    const digit = version >= 0x30 && version <= 0x39;
    const end = digit ? readIsoTime(text, at, line, stamp) : readBsdTime(text, at, line);
    if (end >= 0) readHostAndTag(text, end, line, true);
    else if (!readTag(text, at, line)) line.message = text.slice(at);
  }

  function openBsdFile(text: string, line: Line): void {
    const end = readBsdTime(text, 0, line);
    if (end < 0) return;
    line.envelope = 'file';
    readHostAndTag(text, end, line, true);
  }

  function openIsoFile(text: string, line: Line): void {
    const end = readIsoTime(text, 0, line, stamp);
    if (end < 0) return;
    line.envelope = 'file';
    if (!openContainerd(text, end, line)) readHostAndTag(text, end, line, false);
  }

  /** `stdout F message`, behind the time; P instead of F for the parts of a line that was split. */
  function openContainerd(text: string, at: number, line: Line): boolean {
    const isStream = text.startsWith('stdout ', at) || text.startsWith('stderr ', at);
    const tag = text.charCodeAt(at + 7);
    if (!isStream || (tag !== 0x46 && tag !== 0x50) || text.charCodeAt(at + 8) !== 0x20) return false;
    line.extra.push('unmapped.stream', text.slice(at, at + 6));
    if (tag === 0x50) line.extra.push('unmapped.partial', 'true');
    line.message = text.slice(at + 9);
    return true;
  }

  function afterHeader(line: Line, depth: number): void {
    const first = line.message.charCodeAt(0);
    if (first === 0x7b || first === 0x40 || first === 0x20) readJson(line, depth);
    else if (first === 0x6d && line.message.startsWith('message repeated ')) unfold(line);
    else if (first === 0x5b && line.message.startsWith('[ID ')) dropSolarisId(line);
  }

  function readJson(line: Line, depth: number): void {
    const text = line.message.startsWith('@cee:') ? line.message.slice(5) : line.message;
    const json = jsonObject(text);
    if (json === null) return;
    if (depth === 0 && isJournald(json)) {
      readJournald(json, line);
      afterHeader(line, 1);
    } else if (depth === 0 && isDocker(json)) {
      open(readDocker(json, line, stamp), line, 1);
    } else {
      if (line.envelope === 'none') line.envelope = 'json';
      line.json = json;
    }
  }
}

/** `message repeated 5 times: [ Failed password for … ]` as rsyslog folds equal messages. */
function unfold(line: Line): void {
  const text = line.message;
  const space = text.indexOf(' ', 17);
  const open = text.indexOf('[ ', space);
  if (open < 0 || !text.endsWith(']') || !text.startsWith(' times: ', space)) return;
  const times = Number(text.slice(17, space));
  if (!Number.isInteger(times) || times < 1 || times > 1e9) return;
  line.repeat = times;
  line.message = text.slice(open + 2, -1);
}

/** `[ID 800047 auth.notice] Failed …` as Solaris writes it. */
function dropSolarisId(line: Line): void {
  const close = line.message.indexOf('] ');
  if (close > 0 && close < 40) line.message = line.message.slice(close + 2);
}

/** Without a byte order mark in front, and without line ends and NULs behind. */
function trimmed(raw: string): string {
  let end = raw.length;
  while (end > 0) {
    const code = raw.charCodeAt(end - 1);
    if (code !== 0x0a && code !== 0x0d && code !== 0) break;
    end--;
  }
  const start = raw.charCodeAt(0) === 0xfeff ? 1 : 0;
  return start === 0 && end === raw.length ? raw : raw.slice(start, end);
}
