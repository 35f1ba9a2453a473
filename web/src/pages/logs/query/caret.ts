import { tokensOf } from './tokens.ts';

/** What is being written: a name of a field (or a word), or a value of a field, and the stretch that a completion replaces. */
export type Caret =
  | { in: 'field'; prefix: string; start: number; end: number }
  | { in: 'value'; field: string; prefix: string; start: number; end: number };

/** What the caret at `at` stands in; null where nothing can be completed. */
export function caretIn(query: string, at: number): Caret | null {
  const tokens = tokensOf(query);
  const index = tokens.findIndex((token) => token.start < at && at <= token.end);
  const token = tokens[index];
  if (token === undefined || token.kind === 'space' || token.kind === 'not' || token.kind === 'paren') return { in: 'field', prefix: '', start: at, end: at };
  if (token.kind === 'word') return { in: 'field', prefix: query.slice(token.start, at), start: token.start, end: token.end };
  if (token.kind === 'field' && at === token.end) return { in: 'value', field: query.slice(token.start, at - 1), prefix: '', start: at, end: tokens[index + 1]?.kind === 'value' ? (tokens[index + 1]?.end ?? at) : at };
  if (token.kind === 'field') return { in: 'field', prefix: query.slice(token.start, at), start: token.start, end: token.end };
  const before = tokens[index - 1];
  if (token.kind !== 'value' || before?.kind !== 'field') return null;
  return { in: 'value', field: query.slice(before.start, before.end - 1), prefix: query.slice(token.start, at).replace(/^"/, ''), start: token.start, end: token.end };
}
