import type { Decimal } from './decimal.ts';
import type { QueryField } from './fields.ts';
import type { Glob } from './glob.ts';
import type { AddressKey } from './network.ts';

/** A query, parsed. Nodes are frozen; `at` and `end` say where in the text each stands. */
export type Query = All | And | Or | Not | Contains | Matches | Exists | Range;

type Position = { readonly at: number; readonly end: number };

/** Every event: the empty query. */
export type All = Position & { readonly is: 'all' };
export type And = Position & { readonly is: 'and'; readonly terms: readonly Query[] };
export type Or = Position & { readonly is: 'or'; readonly terms: readonly Query[] };
export type Not = Position & { readonly is: 'not'; readonly term: Query };
/** The field, which is text, holds these words. */
export type Contains = Position & { readonly is: 'contains'; readonly field: QueryField; readonly glob: Glob };
/** The whole value is this, or for a field of many values one of them. */
export type Matches = Position & { readonly is: 'matches'; readonly field: QueryField; readonly glob: Glob };
/** The field has a value: text that is not empty, a number that is not 0. */
export type Exists = Position & { readonly is: 'exists'; readonly field: QueryField };
/** The value lies between the bounds. */
export type Range = Position & { readonly is: 'range'; readonly field: QueryField; readonly span: Span };

/** Bounds by how they compare. What cannot be read in that way (a text where numbers are compared) lies in no span. */
export type Span =
  | Between<'number', Decimal>
  | Between<'time', number>
  | Between<'ip', AddressKey>
  /** A number that has a name; those above 98 have no place in the order. */
  | Between<'enum', number>
  | Between<'text', string>;
export type Between<Of extends string, V> = { readonly of: Of; readonly low: Bound<V> | null; readonly high: Bound<V> | null };

export type Bound<V> = {
  readonly value: V;
  readonly inclusive: boolean;
  /** As it was written. A literal that stands for many values (a day, a network) bounds both ends with the same text. */
  readonly text: string;
};

const node = <N extends Query>(fields: N): N => Object.freeze(fields);

export const all = (at = 0, end = 0): All => node({ is: 'all', at, end });
export const not = (term: Query, at: number): Not => node({ is: 'not', term, at, end: term.end });
export const contains = (field: QueryField, glob: Glob, at: number, end: number): Contains => node({ is: 'contains', field, glob, at, end });
export const matches = (field: QueryField, glob: Glob, at: number, end: number): Matches => node({ is: 'matches', field, glob, at, end });
export const exists = (field: QueryField, at: number, end: number): Exists => node({ is: 'exists', field, at, end });
export const range = (field: QueryField, span: Span, at: number, end: number): Range => node({ is: 'range', field, span: Object.freeze(span), at, end });

/** One term is itself; terms of the same kind within are taken out of their parentheses. */
export const and = (terms: readonly Query[]): Query => many('and', terms);
export const or = (terms: readonly Query[]): Query => many('or', terms);

function many(is: 'and' | 'or', given: readonly Query[]): Query {
  const terms = given.flatMap((term) => (term.is === is ? term.terms : [term]));
  const [first] = terms;
  const last = terms.at(-1);
  if (!first || !last) return all();
  if (terms.length === 1) return first;
  return node({ is, terms: Object.freeze(terms), at: first.at, end: last.end });
}
