import type { NormalizedEvent } from '../../ocsf/event.ts';
import { draft, from, put } from '../draft.ts';
import { levelWord } from '../level.ts';
import type { Line } from '../line.ts';
import { readIso } from '../time/stamp.ts';
import type { Stamp } from '../time/stamp.ts';
import { keepUnmapped } from './flatten.ts';
import { at, firstText, textOf } from './json.ts';
import type { Json, JsonValue } from './json.ts';

const TIME = ['time', 'timestamp', '@timestamp', 'ts', 'datetime', 'date', 'eventTime', 'event_time', 'log_time', 't'];
const LEVEL = ['level', 'severity', 'log.level', 'loglevel', 'log_level', 'lvl', 'levelname', 'severity_text'];
const MESSAGE = ['msg', 'message', 'short_message', 'log', 'event', 'text'];
const HOST = ['hostname', 'host', 'host.name'];
const SERVICE = ['service', 'service.name', 'app', 'application', 'logger', 'name', 'program'];
const USER = ['user.name', 'user', 'username', 'user_name', 'userName', 'login', 'account'];
const ADDRESS = ['client_ip', 'clientIp', 'source.ip', 'src_ip', 'srcip', 'remote_ip', 'remoteIp', 'remote_addr', 'remoteAddr', 'remoteAddress', 'ip', 'client.ip', 'ip_address', 'ipAddress'];
const TAKEN = new Set(['time', 'timestamp', '@timestamp', 'ts', 'msg', 'message']);

/** How a logger writes levels as numbers. */
export type LevelScale = Readonly<Record<number, string>>;

const stamp: Stamp = { wallMs: 0, offset: 0, end: 0 };

/** Reads an object as an application logs it, by the names that loggers use. `scale` is the logger's for levels in numbers. */
export function readLogger(line: Line, json: Json, format: string, scale: LevelScale = {}): NormalizedEvent {
  const written = TIME.map((name) => at(json, name)).find((value) => typeof value === 'string' || typeof value === 'number');
  const level = levelOf(LEVEL.map((name) => at(json, name)).find((value) => value !== undefined), scale);
  if (written !== undefined) readTime(line, written);
  const event = draft(line, format);
  const message = firstText(json, MESSAGE);
  if (message !== '') event.message = message;
  if (level !== '') put(event, 'metadata.log_level', level);
  event.host = firstText(json, HOST) || event.host;
  event.service = firstText(json, SERVICE) || event.service;
  event.user = firstText(json, USER);
  from(event, firstText(json, ADDRESS), -1);
  keepUnmapped(event, json, TAKEN);
  return event;
}

/** True where an object names its time or level as loggers do. */
export const saysTimeOrLevel = (json: Json): boolean =>
  [...TIME, ...LEVEL].some((name) => textOf(at(json, name)) !== '');

/** Seconds, milliseconds, microseconds and nanoseconds are told apart by size: right from 1973 to 5138. */
export function epochMs(value: number): number {
  const size = Math.abs(value);
  if (size < 1e11) return Math.floor(value * 1_000);
  if (size < 1e14) return Math.floor(value);
  return Math.floor(size < 1e17 ? value / 1_000 : value / 1_000_000);
}

/** Gives the line the time that the value writes: a number, digits, or a date. */
export function readTime(line: Line, value: JsonValue): void {
  const text = textOf(value);
  if (typeof value === 'number' || /^\d{9,19}(\.\d+)?$/.test(text)) {
    line.time = epochMs(Number(value));
    line.timeText = text;
    line.offset = 0;
  } else if (readIso(text, 0, stamp)) {
    line.timeText = text;
    line.offset = Number.isNaN(stamp.offset) ? 0 : stamp.offset;
    line.time = stamp.wallMs - line.offset * 60_000;
  }
}

function levelOf(value: JsonValue | undefined, scale: LevelScale): string {
  if (typeof value === 'number') return scale[value] ?? '';
  return typeof value === 'string' ? levelWord(value) : '';
}
