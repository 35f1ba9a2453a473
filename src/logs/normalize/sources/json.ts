import { readLogger } from '../read/logger.ts';
import { source } from '../source.ts';

/** Any JSON object: time, level and message where they have a usual name, the rest as it is below `unmapped`. */
export const json = source({
  id: 'json',
  title: 'JSON, any shape',
  product: { name: 'json' },
  recognizes: (line) => line.json !== null,
  parse: (line) => (line.json === null ? null : readLogger(line, line.json, 'json')),
});
