import { draft, from, put } from '../draft.ts';
import type { Normalized } from '../draft.ts';
import { levelWord } from '../level.ts';
import { setWallTime } from '../line.ts';
import type { Line } from '../line.ts';
import { readIso } from '../time/stamp.ts';
import type { Stamp } from '../time/stamp.ts';
import { keepUnmapped } from './flatten.ts';
import { at, member, textOf } from './json.ts';
import type { Json, JsonValue } from './json.ts';
import { scanText } from './scan.ts';
import { readSignIn } from './sign-in.ts';

const TIME = ['time', 'timestamp', '@timestamp', 'ts', 'datetime', 'date', 'eventTime', 'event_time', 'log_time', 't'];
const LEVEL = ['level', 'severity', 'log.level', 'loglevel', 'log_level', 'lvl', 'levelname', 'severity_text'];
const MESSAGE = ['msg', 'message', 'short_message', 'log', 'event', 'text'];
const HOST = ['hostname', 'host', 'host.name'];
const SERVICE = ['service', 'service.name', 'app', 'application', 'logger', 'name', 'program'];
const USER = ['user.name', 'user', 'username', 'user_name', 'userName', 'login', 'account'];
const ADDRESS = ['client_ip', 'clientIp', 'source.ip', 'src_ip', 'srcip', 'remote_ip', 'remoteIp', 'remote_addr', 'remoteAddr', 'remoteAddress', 'ip', 'client.ip', 'ip_address', 'ipAddress'];
/** How a logger writes levels as numbers. */
export type LevelScale = Readonly<Record<number, string>>;

const stamp: Stamp = { wallMs: 0, offset: 0, end: 0 };

/** Reads an object as an application logs it, by the names that loggers use. `scale` is the logger's for levels in numbers. */
export function readLogger(line: Line, json: Json, format: string, scale: LevelScale = {}): Normalized {
  const taken = new Set<string>();
  const take = (names: readonly string[]): JsonValue | undefined => {
    for (const name of names) {
      const value = at(json, name);
      if (textOf(value) === '') continue;
      taken.add(name);
      return value;
    }
    return undefined;
  };

  const written = take(TIME);
  if (written !== undefined) readTime(line, written);
  const pid = member(json, 'pid');
  if (line.pid < 0 && typeof pid === 'number' && Number.isSafeInteger(pid) && pid >= 0) {
    line.pid = pid;
    taken.add('pid');
  }
  const event = draft(line, format);
  const level = levelOf(take(LEVEL), scale);
  if (level === '') for (const name of LEVEL) taken.delete(name);
  else put(event, 'metadata.log_level', level);
  event.message = textOf(take(MESSAGE)) || event.message;
  event.host = textOf(take(HOST)) || event.host;
  event.service = textOf(take(SERVICE)) || event.service;
  event.user = textOf(take(USER));
  from(event, textOf(take(ADDRESS)), -1);
  scanText(event, event.message);
  readSignIn(event, json);
  keepUnmapped(event, json, taken);
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
    setWallTime(line, stamp.wallMs, stamp.offset, text);
  }
}

function levelOf(value: JsonValue | undefined, scale: LevelScale): string {
  if (typeof value === 'number') return scale[value] ?? '';
  return typeof value === 'string' ? levelWord(value) : '';
}
