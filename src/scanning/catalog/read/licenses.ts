import { shown } from './text.ts';
import { fieldsIf, list, text } from './value.ts';

/**
 * Licenses as package files state them: a text, an object with `type` (or `name`), or a list of these. At most 20, each on one line.
 * `UNKNOWN` is what setuptools writes for none.
 */
export function licensesOf(...values: readonly unknown[]): string[] {
  const each = values.flatMap((value) => (Array.isArray(value) ? list(value).slice(0, 100) : [value])).map(one);
  return [...new Set(each.filter((license) => license !== '' && license !== 'UNKNOWN'))].slice(0, 20);
}

function one(value: unknown): string {
  const object = fieldsIf(value);
  return shown(object ? text(object.type) || text(object.name) : value);
}
