import { LineCursor } from '../lines.ts';

/** The fields of a package's stanza that matter here, as written. */
export type Stanza = {
  name: string;
  version: string;
  status?: string;
  arch?: string;
  source?: string;
  maintainer?: string;
  origin?: string;
  vendor?: string;
};

/** Debian itself has under 100,000 packages. */
const MAX_STANZAS = 200_000;
/** Values beyond this are no names or versions. */
const MAX_VALUE = 1_024;

const FIELDS = new Map<string, keyof Stanza>([
  ['package', 'name'], ['version', 'version'], ['status', 'status'], ['architecture', 'arch'],
  ['source', 'source'], ['maintainer', 'maintainer'], ['origin', 'origin'], ['vendor', 'vendor'],
]);
const LONGEST_FIELD = 'architecture'.length;
/** First letters of the fields: the many other lines are passed over without making a text of them. */
const INITIALS = new Set(Array.from(FIELDS.keys(), (name) => name.charCodeAt(0)));
const COLON = 0x3a;
const SPACE = 0x20;
const TAB = 0x09;
const LOWER = 0x20;

/**
 * Reads the stanzas of a dpkg status file (deb822(5), dpkg-query(1)). Stanzas without a name are left out; the version is
 * empty where none is stated.
 * @throws {Error} when there are more stanzas than any system has.
 */
export function readStanzas(bytes: Uint8Array): readonly Stanza[] {
  const found: Stanza[] = [];
  const lines = new LineCursor(bytes);
  let current: Partial<Stanza> = {};
  const finish = (): void => {
    if (current.name) {
      if (found.length === MAX_STANZAS) throw new Error(`holds more than ${MAX_STANZAS} packages`);
      found.push({ ...current, name: current.name, version: current.version ?? '' });
    }
    current = {};
  };
  while (lines.next()) {
    const first = lines.first;
    if (first === 0) finish();
    else if (INITIALS.has(first | LOWER)) take(lines, current);
  }
  finish();
  return found;
}

/** Puts the line's value into the stanza, where it is one of the wanted fields. The first of two counts, as a repeated field is an error. */
function take(lines: LineCursor, stanza: Partial<Stanza>): void {
  const { bytes, start, end } = lines;
  const colon = bytes.subarray(start, Math.min(end, start + LONGEST_FIELD + 1)).indexOf(COLON);
  if (colon < 0) return;
  const field = FIELDS.get(bytes.toString('latin1', start, start + colon).toLowerCase());
  if (field === undefined || stanza[field] !== undefined) return;
  let from = start + colon + 1;
  while (from < end && (bytes[from] === SPACE || bytes[from] === TAB)) from += 1;
  if (end - from <= MAX_VALUE) stanza[field] = bytes.toString('utf8', from, end).trimEnd();
}
