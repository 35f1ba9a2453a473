import { BadArchive } from './bad-archive.ts';

/** The records of a pax extended header (POSIX.1-2017, pax) that change what an entry is. */
export type PaxFacts = { path?: string; linkPath?: string; size?: number; isSparse?: boolean };

const SPACE = 0x20;
const EQUALS = 0x3d;
const NEWLINE = 0x0a;

/**
 * Reads records of the form `LENGTH KEY=VALUE\n`; the last of a key counts.
 * @throws {BadArchive} where the bytes are not of this form.
 */
export function readPax(bytes: Buffer): PaxFacts {
  const facts: PaxFacts = {};
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(SPACE, at);
    const length = space === -1 || space - at > 10 ? Number.NaN : decimal(bytes.toString('latin1', at, space));
    const end = at + length;
    const equals = bytes.indexOf(EQUALS, space);
    if (!(end <= bytes.length) || equals === -1 || equals >= end || bytes[end - 1] !== NEWLINE) throw new BadArchive('a pax header is damaged');
    note(facts, bytes.toString('utf8', space + 1, equals), bytes, equals + 1, end - 1);
    at = end;
  }
  return facts;
}

function note(facts: PaxFacts, key: string, bytes: Buffer, from: number, to: number): void {
  if (key === 'path') facts.path = words(bytes, from, to);
  else if (key === 'linkpath') facts.linkPath = words(bytes, from, to);
  else if (key === 'size') facts.size = size(bytes.toString('latin1', from, Math.min(to, from + 20)));
  else if (key.startsWith('GNU.sparse.')) {
    facts.isSparse = true;
    if (key === 'GNU.sparse.name') facts.path = words(bytes, from, to);
  }
}

function words(bytes: Buffer, from: number, to: number): string {
  const value = bytes.toString('utf8', from, to);
  if (value.includes('\0')) throw new BadArchive('a pax header has a path with a NUL');
  return value;
}

const decimal = (text: string): number => (/^[0-9]+$/.test(text) ? Number(text) : Number.NaN);

function size(text: string): number {
  const value = decimal(text);
  if (!Number.isSafeInteger(value)) throw new BadArchive('a pax header has a size that is none');
  return value;
}
