import { exactText, partOf, type Glob, type Segment } from '../glob.ts';
import { isTokenCode, tokensOf } from '../text.ts';
import type { ParamCollector } from './params.ts';

/**
 * The condition that `text` (an expression in lower case) holds the words of a glob in lower case, as `containsWords` has it.
 * `indexed`: there is a text index over the expression, so whole tokens are asked for first.
 */
export function wordsSql(text: string, glob: Glob, params: ParamCollector, { indexed }: { indexed: boolean }): string {
  const exact = exactText(glob);
  if (exact !== undefined && isToken(exact)) return `hasToken(${text}, ${params.add('String', exact)})`;
  const part = partOf(glob);
  // The index finds these by going through its dictionary; it refuses short ones by itself.
  if (part !== undefined && isToken(part)) return `${text} LIKE ${params.add('String', `%${part}%`)}`;
  const tokens = indexed ? [...new Set(wholeTokens(glob))] : [];
  const conditions = tokens.length > 0 ? [`hasAllTokens(${text}, ${params.add('Array(String)', tokens)})`] : [];
  const holds = (plain: string) => `position(${text}, ${params.add('String', plain)}) > 0`;
  const matches = () => `match(${text}, ${params.add('String', expression(glob))})`;
  const spaced = exact === undefined ? undefined : betweenSpaces(exact);
  if (part !== undefined) conditions.push(holds(part));
  else if (spaced === undefined) conditions.push(matches());
  else if (spaced === exact) conditions.push(holds(spaced));
  // Words mostly stand between spaces, and looking for a text is much quicker than a regular expression.
  else conditions.push(`(${holds(spaced)} OR ${matches()})`);
  return conditions.length > 1 ? `(${conditions.join(' AND ')})` : conditions.join('');
}

const isToken = (text: string): boolean => tokensOf(text)[0] === text;

/** The text with a space at each end where it must not be part of a longer word. */
function betweenSpaces(text: string): string {
  const space = (at: number) => (isTokenCode(text.charCodeAt(at)) ? ' ' : '');
  return space(0) + text + space(text.length - 1);
}

/** Tokens that must be in the text whole: those which no wildcard touches. */
export function wholeTokens(glob: Glob): string[] {
  return glob.flatMap((segment, segmentAt) =>
    segment.flatMap((piece, pieceAt) => {
      if (piece === null) return [];
      const isFirst = segmentAt === 0 && pieceAt === 0;
      const isLast = segmentAt === glob.length - 1 && pieceAt === segment.length - 1;
      return [...piece.matchAll(/[0-9A-Za-z\u0080-\uffff]+/g)]
        .filter(({ 0: token, index }) => (index > 0 || isFirst) && (index + token.length < piece.length || isLast))
        .map(([token]) => token);
    }),
  );
}

/** Bytes of ASCII that are in no token. */
const BETWEEN_TOKENS = '[\\x00-/:-@\\[-`{-\\x7f]';
/** A letter or digit, or a character beyond ASCII; surrogates are none (RE2 would take them). */
const ONE = '[0-9A-Za-z\\x{80}-\\x{d7ff}\\x{e000}-\\x{10ffff}]';
/** Characters that are no space. A byte that is not UTF-8 is no character to RE2. */
const MANY = '[\\x00-\\x08\\x0e-\\x1f!-\\x{d7ff}\\x{e000}-\\x{10ffff}]*';

/** A glob as a regular expression of RE2. */
function expression(glob: Glob): string {
  const first = glob[0]?.[0];
  const last = glob.at(-1)?.at(-1);
  const isToken = (piece: string | null | undefined, at: number) => piece === null || (piece !== undefined && isTokenCode(piece.charCodeAt(at < 0 ? piece.length - 1 : 0)));
  const before = isToken(first, 0) ? `(?:\\A|${BETWEEN_TOKENS})` : '';
  const after = isToken(last, -1) ? `(?:${BETWEEN_TOKENS}|\\z)` : '';
  return before + glob.map(segmentExpression).join(MANY) + after;
}

const segmentExpression = (segment: Segment): string => segment.map((piece) => (piece === null ? ONE : literal(piece))).join('');

const literal = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&').replaceAll('\0', '\\x00');
