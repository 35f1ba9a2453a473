import { readLogger, saysTimeOrLevel } from '../read/logger.ts';
import { parseLogfmt } from '../read/logfmt.ts';
import { source } from '../source.ts';

/** Names that are enough to tell a line of two pairs; four pairs need none. */
const TELLING = ['time', 'ts', 'timestamp', 't', 'level', 'lvl', 'msg', 'message', 'at'];

/** A line of `name=value` pairs: `time=… level=info msg="…" …`, `SrcIP=192.0.2.1 Action=PERMIT …`. */
export const logfmt = source({
  id: 'logfmt',
  title: 'logfmt',
  product: { name: 'logfmt' },
  generic: true,
  recognizes: ({ json, message }) => json === null && /^[A-Za-z_@][\w.@/-]{0,63}=/.test(message),
  parse(line) {
    const fields = parseLogfmt(line.message);
    if (fields === null || (Object.keys(fields).length < 4 && !TELLING.some((name) => Object.hasOwn(fields, name)))) return null;
    const event = readLogger(line, fields, 'logfmt');
    event.parsed = line.app !== '' || saysTimeOrLevel(fields);
    return event;
  },
});
