import { asciiLower, isSpaceCode, isTokenCode } from './text.ts';

/** Text and `?` in turn; null stands for `?`. */
export type Segment = readonly (string | null)[];

/**
 * A text with wildcards: its segments, between any two of which stands a `*`. A text without `*` is one segment;
 * `*part*` is three, of which the outer two are empty.
 */
export type Glob = readonly Segment[];

export const exactly = (text: string): Glob => Object.freeze([Object.freeze(text === '' ? [] : [text])]);

/** The text of a glob without wildcards, else undefined. */
export function exactText(glob: Glob): string | undefined {
  const only = glob[0] ?? [];
  if (glob.length !== 1 || only.length > 1 || only[0] === null) return undefined;
  return only[0] ?? '';
}

/** The text of `*text*`, else undefined. */
export function partOf(glob: Glob): string | undefined {
  const [before, middle, after] = glob;
  if (glob.length !== 3 || before?.length !== 0 || after?.length !== 0 || middle?.length !== 1) return undefined;
  return middle[0] ?? undefined;
}

/** Whether it says no more than that there is something: `*`, `**`. */
export const isAnything = (glob: Glob): boolean => glob.length > 1 && glob.every((segment) => segment.length === 0);

export const lowered = (glob: Glob): Glob => glob.map((segment) => segment.map((piece) => (piece === null ? null : asciiLower(piece))));

/** Builds a glob from pieces as they are read. */
export function globBuilder() {
  let last: (string | null)[] = [];
  const segments = [last];
  return {
    text(text: string) {
      if (text === '') return;
      const before = last.at(-1);
      if (typeof before === 'string') last[last.length - 1] = before + text;
      else last.push(text);
    },
    one() {
      last.push(null);
    },
    many() {
      // `**` says no more than `*`; only the first and the last segment may be empty.
      if (last.length === 0 && segments.length > 1) return;
      last = [];
      segments.push(last);
    },
    build: (): Glob => Object.freeze(segments.map((segment) => Object.freeze(segment))),
  };
}

/** Whether the whole of `text` (lowered) is what the glob (lowered) says; `*` is any run and `?` any one character. */
export function matchesWhole(glob: Glob, text: string): boolean {
  const first = glob[0] ?? [];
  if (glob.length === 1) return segmentAt(first, text, 0, anyCharacter) === text.length;
  let at = segmentAt(first, text, 0, anyCharacter);
  if (at < 0) return false;
  for (const segment of glob.slice(1, -1)) {
    at = findSegment(segment, text, at, anyCharacter).end;
    if (at < 0) return false;
  }
  return endsWithSegment(glob.at(-1) ?? [], text, at);
}

/**
 * Whether `text` (lowered) holds the glob (lowered) as words: each end that is not a `*` is at the edge of a token. Here `?`
 * is one token character and `*` a run without spaces. Text without wildcards may hold spaces, a wildcard pattern none.
 * Runs in linear time but for the length of the segments with `?`, which the parser bounds: the live tail runs this where
 * everything else of the server runs, too.
 */
export function containsWords(glob: Glob, text: string): boolean {
  const first = glob[0] ?? [];
  let from = 0;
  for (;;) {
    const start = findSegment(first, text, from, tokenCharacter, startsAtEdge);
    if (start.end < 0) return false;
    const outcome = glob.length === 1 ? (endsAtEdge(first, text, start.end) ? 'found' : start.at + 1) : restWithinRun(glob, text, start.end);
    if (outcome === 'found') return true;
    from = outcome;
    if (from > text.length) return false;
  }
}

/** Follows the segments after the first within a run without spaces; else says where to look on. */
function restWithinRun(glob: Glob, text: string, start: number): 'found' | number {
  const runEnd = endOfRun(text, start);
  // A slice costs nothing, and a search in it does not go on to the end of the text for every run.
  const run = text.slice(0, runEnd);
  let at = start;
  for (const segment of glob.slice(1, -1)) {
    at = findSegment(segment, run, at, tokenCharacter).end;
    if (at < 0) return runEnd + 1;
  }
  const last = glob.at(-1) ?? [];
  if (last.length === 0) return 'found';
  for (;;) {
    const found = findSegment(last, run, at, tokenCharacter);
    if (found.end < 0) return runEnd + 1;
    if (endsAtEdge(last, text, found.end)) return 'found';
    at = found.at + 1;
  }
}

/** Where the run of characters that `*` may stand for ends: at a space, or at a byte that is not UTF-8. */
function endOfRun(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isSpaceCode(code)) break;
    const next = anyCharacter(text, at);
    if (next < 0) break;
    at = next;
  }
  return at;
}

const startsAtEdge = (segment: Segment, text: string, at: number): boolean =>
  at === 0 || !isTokenPiece(segment[0], 0) || !isTokenCode(text.charCodeAt(at - 1));

const endsAtEdge = (segment: Segment, text: string, end: number): boolean =>
  end === text.length || !isTokenPiece(segment.at(-1), -1) || !isTokenCode(text.charCodeAt(end));

const anywhere: typeof startsAtEdge = () => true;

const isTokenPiece = (piece: string | null | undefined, edge: 0 | -1): boolean =>
  piece === null || (piece !== undefined && isTokenCode(piece.charCodeAt(edge === 0 ? 0 : piece.length - 1)));

/** Tells where the one character at `at` ends; -1 where there is none that `?` stands for. */
type One = (text: string, at: number) => number;

const anyCharacter: One = (text, at) => {
  if (at >= text.length) return -1;
  const code = text.charCodeAt(at);
  if (code < 0xd800 || code > 0xdfff) return at + 1;
  // A low surrogate alone is a byte that is not UTF-8 (see decodeLossless).
  return code <= 0xdbff && at + 1 < text.length ? at + 2 : -1;
};

const tokenCharacter: One = (text, at) => (at < text.length && isTokenCode(text.charCodeAt(at)) ? anyCharacter(text, at) : -1);

/** The end of `segment` at exactly `at`, or -1. */
function segmentAt(segment: Segment, text: string, at: number, one: One): number {
  let end = at;
  for (const piece of segment) {
    if (piece === null) end = one(text, end);
    else end = text.startsWith(piece, end) ? end + piece.length : -1;
    if (end < 0) return -1;
  }
  return end;
}

/** The first place of `segment` at or after `from`, of those where it `mayStart`. */
function findSegment(segment: Segment, text: string, from: number, one: One, mayStart = anywhere): { at: number; end: number } {
  const head = segment[0];
  for (let at = from; at <= text.length; at += 1) {
    if (typeof head === 'string') {
      at = text.indexOf(head, at);
      if (at < 0) break;
    }
    const end = mayStart(segment, text, at) ? segmentAt(segment, text, at, one) : -1;
    if (end >= 0) return { at, end };
  }
  return { at: -1, end: -1 };
}

/** Whether the text ends with the segment, which begins at or after `from`. */
function endsWithSegment(segment: Segment, text: string, from: number): boolean {
  let at = text.length;
  for (const piece of segment.toReversed()) {
    if (piece === null) {
      const low = text.charCodeAt(at - 1);
      at -= low >= 0xdc00 && low <= 0xdfff ? 2 : 1;
      if (at < from) return false;
    } else {
      at -= piece.length;
      if (at < from || !text.startsWith(piece, at)) return false;
    }
  }
  return at >= from;
}

