import { wrong } from './checks.ts';

const MOST_LINES = 3_000_000;
const LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)),(?:[^,/]+\/)?([\x21-\x2e\x30-\x7e]{1,128})$/;

/**
 * `modified_id.csv` of an ecosystem in the OSV bucket: `<RFC 3339>,<id>` or `<RFC 3339>,<ecosystem>/<id>` a line, in any
 * order here. https://google.github.io/osv.dev/data/#data-dumps
 * @returns when each record was modified, in milliseconds since the epoch, by id.
 * @throws {GlacisError} `invalid` where a line is something else: with a part of the list, records would look deleted.
 */
export function readModified(bytes: Uint8Array): Map<string, number> {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8').split('\n');
  if (lines.length > MOST_LINES) throw wrong(`it has more than ${MOST_LINES} lines`);
  const modified = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    if (line === '' || line === '\r') continue;
    const [, at = '', id = ''] = LINE.exec(line.trimEnd()) ?? [];
    const time = Date.parse(at);
    if (!Number.isFinite(time)) {
      if (index === 0 && /^modified,/i.test(line)) continue;
      throw wrong(`line ${index + 1} is not a time and an id`);
    }
    modified.set(id, Math.max(time, modified.get(id) ?? time));
  }
  return modified;
}
