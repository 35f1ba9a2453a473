import type { Line } from '../line.ts';
import { isJson, member, textOf } from '../read/json.ts';
import type { Json, JsonValue } from '../read/json.ts';
import { wholeNumber } from '../time/digits.ts';

const HEADER = new Set(['MESSAGE', 'PRIORITY', 'SYSLOG_FACILITY', 'SYSLOG_IDENTIFIER', 'SYSLOG_PID', 'SYSLOG_TIMESTAMP', 'SYSLOG_RAW']);
const KEPT = ['_SYSTEMD_UNIT', '_SYSTEMD_USER_UNIT', '_TRANSPORT', '_UID', '_COMM', '_EXE', '_CMDLINE', 'CONTAINER_NAME', 'CONTAINER_ID'];
const MAX_FIELDS = 64;

/** True for an entry of `journalctl -o json`. */
export const isJournald = (json: Json): boolean => Object.hasOwn(json, '__REALTIME_TIMESTAMP') && Object.hasOwn(json, 'MESSAGE');

/**
 * Reads a journal entry: its message is the program's, as if it had come by syslog.
 * Source: systemd's Journal Export Formats (a value that is no clean text is an array of bytes, one too large is null).
 */
export function readJournald(json: Json, line: Line): void {
  line.envelope = 'journald';
  const micros = textOf(member(json, '__REALTIME_TIMESTAMP'));
  if (/^\d{1,16}$/.test(micros)) {
    line.time = Math.floor(Number(micros) / 1_000);
    line.timeText = micros;
  }
  line.host = text(json, '_HOSTNAME') || line.host;
  line.app = text(json, 'SYSLOG_IDENTIFIER') || text(json, '_COMM') || line.app;
  line.pid = wholeNumber(text(json, 'SYSLOG_PID') || text(json, '_PID'));
  line.severity = within(text(json, 'PRIORITY'), 7);
  line.facility = within(text(json, 'SYSLOG_FACILITY'), 23);
  line.message = text(json, 'MESSAGE');
  let kept = 0;
  for (const key of Object.keys(json)) {
    const own = key.charCodeAt(0) === 0x5f ? KEPT.includes(key) : !HEADER.has(key);
    if (!own || ++kept > MAX_FIELDS) continue;
    const value = text(json, key);
    if (value !== '') line.extra.push(`unmapped.${key}`, value);
  }
}

function text(json: Json, key: string): string {
  const value = member(json, key);
  if (Array.isArray(value)) return isBytes(value) ? new TextDecoder().decode(Uint8Array.from(value)) : value.map(textOf).join(', ');
  return isJson(value) ? JSON.stringify(value) : textOf(value);
}

const isBytes = (value: JsonValue[]): value is number[] =>
  value.length > 0 && value.every((byte) => typeof byte === 'number' && byte >= 0 && byte <= 255);

function within(value: string, highest: number): number {
  const number = wholeNumber(value);
  return number <= highest ? number : -1;
}
