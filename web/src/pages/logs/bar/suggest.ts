import type { Field } from '../../../../../src/logs/contract.ts';
import { quoted } from '../query/terms.ts';
import type { Caret } from '../query/caret.ts';

/** Something offered at the caret: it replaces the stretch from `start` to `end` by `insert`. */
export type Suggestion = { title: string; note: string; insert: string; start: number; end: number };

const MOST = 9;

/** Fields whose names begin with what is written, then those that hold it. */
export function suggestFields(caret: Caret & { in: 'field' }, fields: readonly Field[]): Suggestion[] {
  const prefix = caret.prefix.toLowerCase();
  const starting = fields.filter(({ name }) => name.startsWith(prefix));
  const holding = prefix.length < 2 ? [] : fields.filter(({ name }) => !name.startsWith(prefix) && name.includes(prefix));
  return [...starting, ...holding].slice(0, MOST).map(({ name, meaning }) => ({ title: name, note: meaning, insert: `${name}:`, start: caret.start, end: caret.end }));
}

/** Values of a field that begin with what is written: of its list, else of those that were seen, which may have been asked for with less of it. */
export function suggestValues(caret: Caret & { in: 'value' }, values: readonly { value: string; count?: number | undefined }[]): Suggestion[] {
  const prefix = caret.prefix.toLowerCase();
  return values
    .filter(({ value }) => value.toLowerCase().startsWith(prefix))
    .slice(0, MOST)
    .map(({ value, count }) => ({ title: value, note: count === undefined ? '' : count.toLocaleString('en-US'), insert: `${quoted(value)} `, start: caret.start, end: caret.end }));
}

/** Whole queries that were run before. */
export const suggestQueries = (query: string, history: readonly string[]): Suggestion[] =>
  history.slice(0, MOST).map((earlier) => ({ title: earlier, note: '', insert: earlier, start: 0, end: query.length }));
