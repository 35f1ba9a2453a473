import { linesOf } from '../read/text.ts';
import { aliased, nameAndRest } from './name.ts';
import type { YarnEntry } from './yarn-entry.ts';

type Draft = { asked: string[]; version: string; needs: [string, string][] };

/**
 * Yarn 1's own format: a line of what asks, comma-separated, then indented fields.
 *
 * ```
 * "@babel/core@^7.0.0", "@babel/core@^7.1.0":
 *   version "7.10.4"
 *   dependencies:
 *     "@babel/highlight" "^7.10.4"
 * ```
 * @throws {Error} where it is something else.
 */
export function readClassic(text: string): YarnEntry[] {
  const found: Draft[] = [];
  let section = '';
  for (const line of linesOf(text)) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const indent = line.search(/\S/);
    const last = found.at(-1);
    if (indent === 0) {
      if (!line.endsWith(':')) throw new Error('This is no yarn.lock: a line is neither an entry nor part of one.');
      found.push({ asked: askedIn(line.slice(0, -1)), version: '', needs: [] });
      section = '';
    } else if (!last) {
      throw new Error('This is no yarn.lock: it begins with a part of an entry.');
    } else if (indent === 2) {
      const { key, value } = pair(line.trim());
      section = value === '' && key.endsWith(':') ? key.slice(0, -1) : '';
      if (key === 'version') last.version = value;
    } else if (section === 'dependencies' || section === 'optionalDependencies') {
      const { key, value } = pair(line.trim());
      last.needs.push([key, value]);
    }
  }
  return found.map((draft) => entryOf(draft));
}

function entryOf({ asked, version, needs }: Draft): YarnEntry {
  const { name, rest } = nameAndRest(asked[0] ?? '');
  return { asked, name: aliased(name, rest).name, version, from: rest, needs };
}

/** The patterns of an entry's first line; a quoted one may hold commas (`"a@>=1, <2"`). */
function askedIn(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|([^\s",][^",]*)/g)].map(([, quoted, bare]) => (quoted ?? bare ?? '').trim());
}

/** `key value`, either in quotes. */
function pair(line: string): { key: string; value: string } {
  const end = line.startsWith('"') ? line.indexOf('"', 1) + 1 : line.indexOf(' ');
  if (end <= 0) return { key: bare(line), value: '' };
  return { key: bare(line.slice(0, end)), value: bare(line.slice(end).trim()) };
}

const bare = (text: string): string => (text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text);
