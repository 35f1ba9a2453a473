import type { SourceScope } from '../../kernel/principal.ts';
import type { Contains, Exists, Matches, Query, Range } from './ast.ts';
import { exactText, lowered } from './glob.ts';
import { attributeSql, COLUMNS, OBSERVED, observedType, type ValueSql } from './sql/columns.ts';
import { collectParams, dateTime, type ParamCollector, type Params } from './sql/params.ts';
import { existsSql, matchesSql, onlyAddress, spanSql } from './sql/values.ts';
import { wordsSql } from './sql/words.ts';

/** What limits every query beside its text: who asks, and the half-open range of event time in ms. */
export type Bounds = { sources: SourceScope; from?: number | undefined; to?: number | undefined };

/** A condition over the table `events` and the values of its parameters `{p0:…}`, `{p1:…}`, … */
export type Condition = { sql: string; params: Params };

/**
 * Compiles a query to the condition of a WHERE clause. Values are parameters, identifiers come from the registry alone, and
 * the scope is part of every condition; `prefix` tells the parameters of several conditions apart. Rows that it selects are those that `matcher` accepts.
 */
export function compileQuery(query: Query, { sources, from, to }: Bounds, prefix = 'p'): Condition {
  const params = collectParams(prefix);
  const conditions: string[] = [];
  if (sources !== 'all') conditions.push(`source IN ${params.add('Array(String)', sources)}`);
  if (from !== undefined) conditions.push(`time >= ${params.add("DateTime64(3, 'UTC')", dateTime(from))}`);
  if (to !== undefined) conditions.push(`time < ${params.add("DateTime64(3, 'UTC')", dateTime(to))}`);
  if (query.is !== 'all') conditions.push(compile(query, params));
  return { sql: conditions.length === 0 ? '1' : conditions.join(' AND '), params: params.values };
}

function compile(query: Query, params: ParamCollector): string {
  switch (query.is) {
    case 'all':
      return '1';
    case 'and':
    case 'or':
      return `(${query.terms.map((term) => compile(term, params)).join(query.is === 'and' ? ' AND ' : ' OR ')})`;
    case 'not':
      return `NOT (${compile(query.term, params)})`;
    default:
      return leaf(query, params);
  }
}

type Leaf = Contains | Matches | Exists | Range;

function leaf(query: Leaf, params: ParamCollector): string {
  const { place } = query.field;
  switch (place.is) {
    case 'column': {
      const { observable, ...value } = COLUMNS[place.column];
      const condition = test(query, value, params);
      const indexed = observable === undefined ? undefined : onlyValue(query);
      return indexed === undefined ? condition : `(has(observables, ${params.add('String', `${observable}:${indexed}`)}) AND ${condition})`;
    }
    case 'attribute':
      return test(query, attributeSql(place, params), params);
    case 'observable': {
      // Observables are stored in lower case as `type:value`, with an index over whole items.
      const exact = onlyValue(query);
      if (exact !== undefined) return `hasAny(observables, ${params.add('Array(String)', place.types.map((type) => `${type}:${exact}`))})`;
      return `arrayExists(item -> (${observedType(place)} AND ${test(query, OBSERVED, params)}), observables)`;
    }
  }
}

/** What a leaf asks of one value. */
function test(query: Leaf, value: ValueSql, params: ParamCollector): string {
  switch (query.is) {
    case 'contains':
      return wordsSql(`lower(${value.sql})`, lowered(query.glob), params, { indexed: value.sql === 'raw' });
    case 'matches':
      return matchesSql(value, lowered(query.glob), params);
    case 'exists':
      return existsSql(value);
    case 'range':
      return spanSql(value, query.field, query.span, params);
  }
}

/** The one value, in lower case, that a leaf asks for; none where it asks for what is missing. */
function onlyValue(query: Leaf): string | undefined {
  if (query.is === 'range') return onlyAddress(query);
  return (query.is === 'matches' && exactText(lowered(query.glob))) || undefined;
}
