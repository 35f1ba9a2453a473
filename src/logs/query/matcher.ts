import type { EventRow } from '../ocsf/event.ts';
import type { Between, Contains, Exists, Matches, Query, Range, Span } from './ast.ts';
import { compareDecimals, readDecimal, wholeDecimal } from './decimal.ts';
import { containsWords, exactText, lowered, matchesWhole, partOf } from './glob.ts';
import { compareKeys, storedAddressKey } from './network.ts';
import { attributeOf, columnOf, observablesOf } from './row.ts';
import { inOrder } from './sql/values.ts';
import { asciiLower, compareBytes, decodeLossless, equalsLowered } from './text.ts';

/** Says whether an event is one that the query asks for. */
export type Matcher = (row: EventRow) => boolean;

/**
 * The query as a predicate, for the live tail and for detections: true for exactly the rows that the compiled SQL selects.
 * Compile it once and use it for many rows. Scope and time range are the caller's.
 */
export function matcher(query: Query): Matcher {
  switch (query.is) {
    case 'all':
      return () => true;
    case 'and': {
      const terms = query.terms.map(matcher);
      return (row) => terms.every((term) => term(row));
    }
    case 'or': {
      const terms = query.terms.map(matcher);
      return (row) => terms.some((term) => term(row));
    }
    case 'not': {
      const term = matcher(query.term);
      return (row) => !term(row);
    }
    default:
      return leaf(query);
  }
}

type Leaf = Contains | Matches | Exists | Range;
type Value = string | number;

function leaf(query: Leaf): Matcher {
  const { place } = query.field;
  switch (place.is) {
    case 'column': {
      if (query.is === 'contains' && place.column === 'raw') return lineContains(query);
      const { column } = place;
      const accepts = test(query);
      return (row) => accepts(columnOf(row, column));
    }
    case 'attribute': {
      const accepts = test(query);
      return (row) => accepts(attributeOf(row, place.paths));
    }
    case 'observable': {
      const exact = query.is === 'matches' ? exactText(lowered(query.glob)) : undefined;
      if (exact !== undefined) {
        const wanted = new Set(place.types.map((type) => `${type}:${exact}`));
        return ({ observables }) => observables.some((item) => wanted.has(item));
      }
      const accepts = test(query);
      return (row) => observablesOf(row, place.types).some(accepts);
    }
  }
}

function lineContains({ glob }: Contains): Matcher {
  const words = lowered(glob);
  const part = partOf(words);
  if (part !== undefined) return (row) => loweredRaw(row).includes(part);
  return (row) => containsWords(words, loweredRaw(row));
}

/** Many predicates look at one row after the other: the line in lower case is kept for the last one. */
let last: { row: EventRow; text: string } | undefined;

function loweredRaw(row: EventRow): string {
  if (last?.row !== row) {
    last = { row, text: asciiLower(row.rawBase64 === undefined ? row.raw : decodeLossless(Buffer.from(row.rawBase64, 'base64'))) };
  }
  return last.text;
}

/** What a leaf asks of one value. */
function test(query: Matches | Exists | Range | Contains): (value: Value) => boolean {
  switch (query.is) {
    case 'exists':
      return (value) => value !== '' && value !== 0;
    case 'contains': {
      const words = lowered(query.glob);
      return (value) => containsWords(words, asciiLower(String(value)));
    }
    case 'matches': {
      const glob = lowered(query.glob);
      const exact = exactText(glob);
      return exact === undefined
        ? (value) => matchesWhole(glob, asciiLower(String(value)))
        : (value) => equalsLowered(String(value), exact);
    }
    case 'range':
      return within(query.span);
  }
}

function within(span: Span): (value: Value) => boolean {
  switch (span.of) {
    case 'number':
      return (value) => {
        const number = typeof value === 'number' ? wholeDecimal(value) : readDecimal(value);
        return number !== undefined && between(span, number, compareDecimals);
      };
    case 'time':
      return (value) => between(span, Number(value), (a, b) => a - b);
    case 'enum': {
      const { low, high } = span;
      const only = low && high && low.value === high.value ? low.value : undefined;
      return (value) => (only === undefined ? inOrder(span, Number(value)) : value === only);
    }
    case 'ip':
      return (value) => {
        const key = storedAddressKey(String(value));
        return key !== undefined && between(span, key, compareKeys);
      };
    case 'text':
      return (value) => value !== '' && between(span, asciiLower(String(value)), compareBytes);
  }
}

function between<V>({ low, high }: Between<string, V>, value: V, compare: (a: V, b: V) => number): boolean {
  if (low && (low.inclusive ? compare(value, low.value) < 0 : compare(value, low.value) <= 0)) return false;
  return !high || (high.inclusive ? compare(value, high.value) <= 0 : compare(value, high.value) < 0);
}
