import type { Between, Range, Span } from '../ast.ts';
import { DECIMAL_PATTERN, writeDecimal } from '../decimal.ts';
import type { QueryField } from '../fields.ts';
import { exactText, type Glob } from '../glob.ts';
import { addressOf, type AddressKey } from '../network.ts';
import type { ValueSql } from './columns.ts';
import { dateTime, type ParamCollector } from './params.ts';

/** The condition that the whole of the value is what a glob in lower case says. */
export function matchesSql({ sql, type }: ValueSql, glob: Glob, params: ParamCollector): string {
  const value = type === 'text' ? `lower(${sql})` : type === 'lower' ? sql : `toString(${sql})`;
  const exact = exactText(glob);
  if (exact !== undefined) return `${value} = ${params.add('String', exact)}`;
  const pattern = glob
    .map((segment) => segment.map((piece) => piece?.replace(/[\\%_]/g, '\\$&') ?? '_').join(''))
    .join('%');
  return `${value} LIKE ${params.add('String', pattern)}`;
}

export function existsSql({ sql, type }: ValueSql): string {
  if (type === 'time') return `toUnixTimestamp64Milli(${sql}) != 0`;
  return type === 'number' ? `${sql} != 0` : `${sql} != ''`;
}

/** The condition that the value lies in a span. It is never NULL, so that NOT means the opposite. */
export function spanSql(value: ValueSql, field: QueryField, span: Span, params: ParamCollector): string {
  switch (span.of) {
    case 'time':
      return between(value.sql, span, (at) => params.add("DateTime64(3, 'UTC')", dateTime(at)));
    case 'enum':
      return enumSql(value.sql, field, span, params);
    case 'ip':
      return addressSql(value, span, params);
    case 'text': {
      const text = value.type === 'lower' ? value.sql : `lower(${value.sql})`;
      return `(${value.sql} != '' AND ${between(text, span, (bound) => params.add('String', bound))})`;
    }
    case 'number': {
      const bound = (at: Parameters<typeof writeDecimal>[0]) => params.add('Decimal(38, 6)', writeDecimal(at));
      if (value.type === 'number') return between(value.sql, span, bound);
      const number = `toDecimal128OrNull(${value.sql}, 6)`;
      return `(match(${value.sql}, '${DECIMAL_PATTERN.replaceAll('\\', '\\\\')}') AND ifNull(${between(number, span, bound)}, 0))`;
    }
  }
}

function between<V>(value: string, { low, high }: Between<string, V>, bound: (value: V) => string): string {
  const conditions: string[] = [];
  if (low) conditions.push(`${value} ${low.inclusive ? '>=' : '>'} ${bound(low.value)}`);
  if (high) conditions.push(`${value} ${high.inclusive ? '<=' : '<'} ${bound(high.value)}`);
  return conditions.length > 1 ? `(${conditions.join(' AND ')})` : conditions.join('');
}

function enumSql(value: string, field: QueryField, span: Between<'enum', number>, params: ParamCollector): string {
  const { low, high } = span;
  if (low && high && low.value === high.value) return `${value} = ${params.add('UInt32', low.value)}`;
  const within = Object.values(field.names ?? {}).filter((number) => inOrder(span, number));
  return `${value} IN ${params.add('Array(UInt32)', within)}`;
}

/** Whether a number is in an ordered span; 99, Other, has no place in the order. */
export const inOrder = ({ low, high }: Between<'enum', number>, number: number): boolean =>
  number < 99 &&
  (!low || (low.inclusive ? number >= low.value : number > low.value)) &&
  (!high || (high.inclusive ? number <= high.value : number < high.value));

function addressSql(value: ValueSql, span: Between<'ip', AddressKey>, params: ParamCollector): string {
  const { low, high } = span;
  const isCanonical = value.type === 'lower';
  if (isCanonical && low && high && low.value === high.value) return `${value.sql} = ${params.add('String', addressOf(low.value))}`;
  const octets = isCanonical && low && high ? commonOctets(low.value, high.value) : { prefix: '', isAll: false };
  const begins = octets.prefix === '' ? '' : `startsWith(${value.sql}, ${params.add('String', octets.prefix)})`;
  if (octets.isAll) return begins;
  const condition = `ifNull(${between(`toIPv6OrNull(${value.sql})`, span, (key) => params.add('IPv6', colons(key)))}, 0)`;
  return begins === '' ? condition : `(${begins} AND ${condition})`;
}

const colons = (key: AddressKey): string => (key.match(/.{4}/g) ?? []).join(':');

/** What all IPv4 addresses between two begin with, which is quick to look at, and whether that says it all (as for 10.0.0.0/8). */
function commonOctets(first: AddressKey, last: AddressKey): { prefix: string; isAll: boolean } {
  const [a, b] = [addressOf(first), addressOf(last)].map((address) => address.split('.'));
  if (a?.length !== 4 || b?.length !== 4) return { prefix: '', isAll: false };
  const differs = a.findIndex((octet, index) => octet !== b[index]);
  const prefix = a.slice(0, differs).map((octet) => `${octet}.`).join('');
  return { prefix, isAll: prefix !== '' && a.slice(differs).every((octet) => octet === '0') && b.slice(differs).every((octet) => octet === '255') };
}

/** The one value that a span is about, if it is an exact address. */
export const onlyAddress = ({ span }: Range): string | undefined =>
  span.of === 'ip' && span.low && span.high && span.low.value === span.high.value ? addressOf(span.low.value) : undefined;
