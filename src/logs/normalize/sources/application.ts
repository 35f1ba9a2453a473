import { at, isJson, member, textOf } from '../read/json.ts';
import type { Json, JsonValue } from '../read/json.ts';
import { readLogger } from '../read/logger.ts';
import type { LevelScale } from '../read/logger.ts';
import { levelWord } from '../level.ts';
import { source } from '../source.ts';
import type { Source } from '../source.ts';

/** pino's and bunyan's numbers. */
const TENS: LevelScale = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warning', 50: 'error', 60: 'critical' };

const isText = (value: JsonValue | undefined): value is string => typeof value === 'string';
const isNumber = (value: JsonValue | undefined): value is number => typeof value === 'number';
const level = (json: Json): string => levelWord(textOf(member(json, 'level')));
const date = (value: JsonValue | undefined): boolean => isText(value) && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.test(value);

/** A JSON logger: told by the shape that it gives every line, read by the names that loggers use. */
function logger(id: string, title: string, isShape: (json: Json) => boolean, scale: LevelScale = {}): Source {
  return source({
    id,
    title,
    product: { name: id },
    recognizes: ({ json }) => json !== null && isShape(json),
    parse: (line) => (line.json === null ? null : readLogger(line, line.json, id, scale)),
  });
}

/** Node.js: `{"v":0,"name":…,"hostname":…,"pid":…,"level":30,"msg":…,"time":"2026-…"}` */
export const bunyan = logger('bunyan', 'bunyan (Node.js)', (json) => member(json, 'v') === 0 && isNumber(member(json, 'level')) && isText(member(json, 'msg')) && isText(member(json, 'name')), TENS);

/** Node.js: `{"level":30,"time":1763883227000,"pid":…,"hostname":…,"msg":…}` */
export const pino = logger('pino', 'pino (Node.js)', (json) => isNumber(member(json, 'level')) && (isNumber(member(json, 'time')) || date(member(json, 'time'))), TENS);

/** Go: `{"level":"info","ts":1763883227.123,"caller":"main.go:12","msg":…}` */
export const zap = logger('zap', 'zap (Go)', (json) => level(json) !== '' && (isNumber(member(json, 'ts')) || date(member(json, 'ts'))) && isText(member(json, 'msg')));

/** Go: `{"level":"info","msg":…,"time":"2026-11-23T07:33:47Z"}` */
export const logrus = logger('logrus', 'logrus (Go)', (json) => level(json) !== '' && isText(member(json, 'msg')) && date(member(json, 'time')));

/** Node.js: `{"level":"info","message":…,"timestamp":…}` */
export const winston = logger('winston', 'winston (Node.js)', (json) => level(json) !== '' && isText(member(json, 'message')) && !isJson(at(json, 'log')) && Object.keys(json).length > 1);
