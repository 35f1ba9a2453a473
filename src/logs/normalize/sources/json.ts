import { readLogger, saysTimeOrLevel } from '../read/logger.ts';
import { source } from '../source.ts';

/** Any JSON object: time, level and message where they have a usual name, the rest as it is below `unmapped`. */
export const json = source({
  id: 'json',
  title: 'JSON, any shape',
  product: { name: 'json' },
  generic: true,
  recognizes: (line) => line.json !== null,
  parse(line) {
    if (line.json === null) return null;
    const event = readLogger(line, line.json, 'json');
    event.parsed = line.envelope !== 'json' || saysTimeOrLevel(line.json);
    return event;
  },
});
