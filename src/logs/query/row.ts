import type { EventRow } from '../ocsf/event.ts';
import type { Column, QueryField } from './fields.ts';

/** The value of a column: an absent text is '' and an absent number 0. */
export const columnOf = (row: EventRow, column: Column): string | number =>
  column === 'typeUid' ? row.classUid * 100 + row.activityId : row[column];

/** The first of these attributes that is there; '' when none is. */
export function attributeOf({ attributes }: EventRow, paths: readonly string[]): string {
  for (const path of paths) {
    const value = Object.hasOwn(attributes, path) ? attributes[path] : '';
    if (value) return value;
  }
  return '';
}

/** Values of the observables of these OCSF types, in lower case. */
export function observablesOf({ observables }: EventRow, types: readonly number[]): string[] {
  return observables.flatMap((item) => {
    const colon = item.indexOf(':');
    return types.includes(Number(item.slice(0, colon))) ? [item.slice(colon + 1)] : [];
  });
}

/** What a field says of an event in the words of the language; '' where it says nothing. Many values stand side by side. */
export function textOf(row: EventRow, field: QueryField): string {
  const { place } = field;
  if (place.is === 'attribute') return attributeOf(row, place.paths);
  if (place.is === 'observable') return observablesOf(row, place.types).join(' ');
  const value = columnOf(row, place.column);
  if (typeof value === 'string') return value;
  return field.kind === 'time' ? new Date(value).toISOString() : nameOf(field, value);
}

/** The name of a number of an `enum`; the number itself where it has none. */
export const nameOf = ({ names = {} }: QueryField, number: number): string => Object.keys(names).find((name) => names[name] === number) ?? String(number);
