import { readLogger } from '../read/logger.ts';
import { parseLogfmt } from '../read/logfmt.ts';
import type { Line } from '../line.ts';
import { source } from '../source.ts';

/** A line of `name=value` pairs that names its time, level or message: `time=… level=info msg="…" …`. */
export const logfmt = source({
  id: 'logfmt',
  title: 'logfmt',
  product: { name: 'logfmt' },
  recognizes: ({ json, message }) => json === null && /^[A-Za-z_@][\w.@/-]{0,63}=/.test(message),
  parse(line: Line) {
    const fields = parseLogfmt(line.message);
    if (fields === null || !['time', 'ts', 'timestamp', 't', 'level', 'lvl', 'msg', 'message', 'at'].some((name) => Object.hasOwn(fields, name))) return null;
    return readLogger(line, fields, 'logfmt');
  },
});
