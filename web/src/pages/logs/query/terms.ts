import { tokensOf, type Token } from './tokens.ts';

/** `field:value` with the value quoted where it must be. */
export const term = (field: string, value: string): string => `${field}:${quoted(value)}`;

/** A value that means itself: what the language would read otherwise stands in quotes. */
export function quoted(value: string): string {
  const plain = /^[\p{L}\p{N}_.@/+~][\p{L}\p{N}_.@/+~-]*$/u.test(value) && !/^(and|or|not)$/i.test(value);
  return plain ? value : `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

type Term = { start: number; end: number; excluded: boolean };

/** Whether a query asks for a value, excludes it, or says nothing of it, at its outermost level. */
export function stanceOn(query: string, field: string, value: string): 'asked' | 'excluded' | 'silent' {
  const found = findTerm(query, field, value);
  return found === undefined ? 'silent' : found.excluded ? 'excluded' : 'asked';
}

/** The query that also asks for (or excludes) a value; a term that says so or the contrary already is replaced. */
export function withTerm(query: string, field: string, value: string, exclude = false): string {
  const rest = withoutTerm(query, field, value).trim();
  const added = `${exclude ? '-' : ''}${term(field, value)}`;
  if (rest === '') return added;
  return `${hasOuterOr(rest) ? `(${rest})` : rest} ${added}`;
}

/** The query without what it says of a value at its outermost level. */
export function withoutTerm(query: string, field: string, value: string): string {
  const found = findTerm(query, field, value);
  if (found === undefined) return query;
  return `${query.slice(0, found.start).replace(/(?:\s+AND)?\s*$/i, '')} ${query.slice(found.end).replace(/^\s*(?:AND\s+)?/i, '')}`.trim();
}

/** One click on a value: asks for it, or takes back what the query says of it. */
export function toggled(query: string, field: string, value: string, exclude = false): string {
  const stance = stanceOn(query, field, value);
  return stance === (exclude ? 'excluded' : 'asked') ? withoutTerm(query, field, value) : withTerm(query, field, value, exclude);
}

function findTerm(query: string, field: string, value: string): Term | undefined {
  const tokens = tokensOf(query);
  if (hasOuterOr(query)) return undefined;
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'paren') depth += query[token.start] === '(' ? 1 : -1;
    const next = tokens[index + 1];
    if (depth !== 0 || token.kind !== 'field' || next?.kind !== 'value' || query.slice(token.start, token.end) !== `${field}:`) continue;
    const said = query.slice(next.start, next.end);
    if (said !== quoted(value) && said !== value) continue;
    const not = negation(query, tokens, index);
    return { start: not ?? token.start, end: next.end, excluded: not !== undefined };
  }
  return undefined;
}

function negation(query: string, tokens: readonly Token[], index: number): number | undefined {
  const before = tokens[index - 1];
  const further = tokens[index - 2];
  if (before?.kind === 'not' && /[-!]/.test(query[before.start] ?? '')) return before.start;
  return before?.kind === 'space' && further?.kind === 'not' ? further.start : undefined;
}

function hasOuterOr(query: string): boolean {
  let depth = 0;
  return tokensOf(query).some((token) => {
    const said = query.slice(token.start, token.end);
    if (token.kind === 'paren') depth += said === '(' ? 1 : -1;
    return depth === 0 && token.kind === 'operator' && (said === '||' || said.toLowerCase() === 'or');
  });
}

/** Words to mark in messages: what the query looks for in the text itself, in lower case. */
export function wordsOf(query: string): string[] {
  const tokens = tokensOf(query);
  const words = tokens.flatMap((token, index) => {
    const before = tokens[index - 1];
    const inText = before?.kind === 'field' && /^(message|raw):$/.test(query.slice(before.start, before.end));
    if (negation(query, tokens, inText ? index - 1 : index) !== undefined) return [];
    const text = query.slice(token.start, token.end);
    if (token.kind === 'phrase' || (token.kind === 'value' && inText)) return [text.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1')];
    return token.kind === 'word' && !/[<>]/.test(text) ? text.split(/[*?]+/) : [];
  });
  return [...new Set(words.map((word) => word.toLowerCase()).filter((word) => word.length > 1))].slice(0, 20);
}
