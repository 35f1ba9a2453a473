import type { Between, Query, Range, Span } from './ast.ts';
import { exactText, type Glob } from './glob.ts';
import { quote } from './trouble.ts';

/** The one way of writing a query: parsing it gives the same query again. */
export function formatQuery(query: Query): string {
  return query.is === 'all' ? '' : write(query, 'or');
}

/** `within` is what it stands in: a choice within a sequence needs parentheses, everything does after a minus. */
function write(query: Query, within: 'or' | 'and' | 'not'): string {
  switch (query.is) {
    case 'all':
      return '*';
    case 'or':
      return parenthesized(query.terms.map((term) => write(term, 'or')).join(' OR '), within !== 'or');
    case 'and':
      return parenthesized(query.terms.map((term) => write(term, 'and')).join(' '), within === 'not');
    case 'not':
      return parenthesized(`-${write(query.term, 'not')}`, within === 'not');
    case 'contains':
      return query.field.name === 'raw' ? pattern(query.glob) : `${query.field.name}:${pattern(query.glob)}`;
    case 'matches':
      return `${query.field.name}:${pattern(query.glob)}`;
    case 'exists':
      return `${query.field.name}:*`;
    case 'range':
      return `${query.field.name}:${span(query)}`;
  }
}

const parenthesized = (text: string, needed: boolean): string => (needed ? `(${text})` : text);

function pattern(glob: Glob): string {
  const text = exactText(glob);
  if (text !== undefined) return literal(text);
  return glob.map((segment) => segment.map((piece) => piece?.replace(MEANINGFUL, '\\$&') ?? '?').join('')).join('*');
}

/** Spaces, and the punctuation that may mean something in a bare word. */
const MEANINGFUL = /[!-\-:-?[-^`{-~\s]/g;

/** Words of this language, and of others where a sequence of them is taken for a habit. */
const RESERVED = /^(and|or|not|select|in|is|like)$/i;

const literal = (text: string): string =>
  /^[\p{L}\p{N}_/][\p{L}\p{N}_/.@-]*$/u.test(text) && !RESERVED.test(text) && !text.includes('..') ? text : quote(text);

function span({ field, span }: Range): string {
  const { low, high } = span as Between<Span['of'], unknown>;
  const isOne = low && high && low.text === high.text && low.inclusive && high.inclusive;
  // One value alone is compared as text where the field is a word or a number.
  if (isOne && field.kind !== 'keyword' && field.kind !== 'number') return literal(low.text);
  if (!high) return low ? `${low.inclusive ? '>=' : '>'}${literal(low.text)}` : '*';
  if (!low) return `${high.inclusive ? '<=' : '<'}${literal(high.text)}`;
  return `${low.inclusive ? '[' : '{'}${literal(low.text)} TO ${literal(high.text)}${high.inclusive ? ']' : '}'}`;
}
