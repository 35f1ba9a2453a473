import { entropyOf } from './likeness.ts';

/** A part of a text, in bytes. */
export type Span = { start: number; end: number };

const MASK = '********';
const MOST = 120;
/** How much of the line is shown in front of what it is about, and behind. */
const [IN_FRONT, BEHIND] = [60, 60];
const NEWLINE = 0x0a;

/**
 * The line around a finding with every secret in it replaced by eight asterisks, which do not tell how long it was.
 *
 * @param focus what the finding points at
 * @param secrets everything that was found in the text, sorted by `start`: other secrets on the line are masked too
 */
export function maskedLine(bytes: Buffer, focus: Span, secrets: readonly Span[]): string {
  const from = wordStart(bytes, lineStart(bytes, focus.start, IN_FRONT), focus.start);
  const focusEnd = lineEnd(bytes, focus.start, focus.end - focus.start);
  const to = wordEnd(bytes, focusEnd, lineEnd(bytes, focusEnd, BEHIND));
  const parts: string[] = [];
  let at = from;
  for (const { start, end } of secrets) {
    if (end <= at || start >= to) continue;
    parts.push(shown(bytes, at, start), MASK);
    at = Math.min(end, to);
  }
  parts.push(shown(bytes, at, to));
  return shortened(parts.join(''));
}

/** Where the same value stands once more near its finding: it is no less secret there. */
export function copiesNearby(bytes: Buffer, { start, end }: Span): Span[] {
  const value = bytes.subarray(start, end);
  const length = end - start;
  const from = Math.max(0, start - IN_FRONT - length);
  const nearby = bytes.subarray(from, end + BEHIND + length);
  const found: Span[] = [];
  for (let at = nearby.indexOf(value); at >= 0; at = nearby.indexOf(value, at + length)) found.push({ start: from + at, end: from + at + length });
  return found;
}

/** Text between secrets. What still looks like a key is masked as well: nobody said that it is none. */
const shown = (bytes: Buffer, from: number, to: number): string =>
  bytes.toString('utf8', Math.min(from, to), to)
    .replace(/[\p{C}\p{Z}\uFFFD]+/gu, ' ')
    .replace(/[A-Za-z0-9+/=_-]{20,}/g, (run) => (entropyOf(run) > 3.5 && /\d/.test(run) ? MASK : run));

function shortened(text: string): string {
  const characters = Array.from(text.trim());
  return characters.length <= MOST ? characters.join('') : `${characters.slice(0, MOST - 1).join('')}…`;
}

/** A word that the excerpt's beginning cuts is left out: it may be part of what should not be seen. */
function wordStart(bytes: Buffer, from: number, most: number): number {
  let start = from;
  if (isKeyByte(bytes[from - 1])) while (start < most && isKeyByte(bytes[start])) start++;
  return start;
}

/** The same at its end. */
function wordEnd(bytes: Buffer, least: number, to: number): number {
  let end = to;
  if (isKeyByte(bytes[to])) while (end > least && isKeyByte(bytes[end - 1])) end--;
  return end;
}

/** What keys and passwords are written in: everything but white space and quotes. */
const isKeyByte = (byte: number | undefined): boolean => byte !== undefined && byte > 0x20 && byte !== 0x22 && byte !== 0x27;

function lineStart(bytes: Buffer, at: number, most: number): number {
  let start = at;
  while (start > 0 && at - start < most && bytes[start - 1] !== NEWLINE) start--;
  return start;
}

function lineEnd(bytes: Buffer, at: number, most: number): number {
  let end = at;
  while (end < bytes.length && end - at < most && bytes[end] !== NEWLINE) end++;
  return end;
}
