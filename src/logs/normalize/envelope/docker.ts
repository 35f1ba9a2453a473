import { setWallTime } from '../line.ts';
import type { Line } from '../line.ts';
import { member, textOf } from '../read/json.ts';
import type { Json } from '../read/json.ts';
import { readIso } from '../time/stamp.ts';
import type { Stamp } from '../time/stamp.ts';

/** True for a line of Docker's json-file driver. */
export const isDocker = (json: Json): boolean =>
  typeof member(json, 'log') === 'string' && typeof member(json, 'stream') === 'string' && typeof member(json, 'time') === 'string';

/** Reads the header of a json-file line. @returns the line that the program wrote. */
export function readDocker(json: Json, line: Line, stamp: Stamp): string {
  const log = textOf(member(json, 'log'));
  const time = textOf(member(json, 'time'));
  if (readIso(time, 0, stamp)) setWallTime(line, stamp.wallMs, stamp.offset, time);
  line.envelope = 'file';
  line.extra.push('unmapped.stream', textOf(member(json, 'stream')));
  // Docker splits lines at 16 KiB; only the last part ends in a newline.
  if (!log.endsWith('\n')) line.extra.push('unmapped.partial', 'true');
  return log.trimEnd();
}
