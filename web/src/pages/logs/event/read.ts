import type { OcsfEvent } from '../../../../../src/logs/contract.ts';

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Value at a dotted OCSF path; undefined where there is none. */
export function valueAt(event: OcsfEvent, path: string): unknown {
  let value: unknown = event;
  for (const step of path.split('.')) {
    if (!isTree(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

/** A value as one line of text; '' where there is none. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

export const textAt = (event: OcsfEvent, path: string): string => textOf(valueAt(event, path));

/** The line as it was received. */
export const rawOf = (event: OcsfEvent): string => textAt(event, 'raw_data');

/** What the line says, without its header where one was understood. */
export const messageOf = (event: OcsfEvent): string => textAt(event, 'message') || rawOf(event);

/** One leaf of an event. */
export type Leaf = { path: string; value: string; pivots: boolean };

const skipped = new Set(['raw_data', 'observables', 'raw_data_size']);

/** All leaves of an event in its own order, without the line itself and the observables, which are shown on their own. */
export function leavesOf(event: Readonly<Record<string, unknown>>): Leaf[] {
  const leaves: Leaf[] = [];
  const walk = (value: unknown, path: string, depth: number) => {
    if (value === null || value === undefined || value === '') return;
    if (Array.isArray(value) && value.some(isTree) && depth < 8) {
      // No path of the query language leads into a list.
      for (const item of value) for (const leaf of leavesOf({ list: item })) leaves.push({ ...leaf, path: leaf.path.replace('list', `${path}[]`), pivots: false });
    } else if (isTree(value) && depth < 8) {
      for (const [name, inner] of Object.entries(value)) walk(inner, path === '' ? name : `${path}.${name}`, depth + 1);
    } else leaves.push({ path, value: textOf(value), pivots: typeof value !== 'object' });
  };
  for (const [name, value] of Object.entries(event)) if (!skipped.has(name)) walk(value, name, 1);
  return leaves.slice(0, 500);
}

/** Something that the event mentions: a user, an address, a host, a URL, a hash. */
export type Observable = { type: string; value: string };

export function observablesOf(event: OcsfEvent): Observable[] {
  const list = event['observables'];
  if (!Array.isArray(list)) return [];
  const seen = new Map<string, Observable>();
  for (const item of list) {
    if (!isTree(item)) continue;
    const { type, value } = item;
    if (typeof value === 'string' && value !== '') seen.set(`${textOf(type)}:${value}`, { type: textOf(type), value });
  }
  return [...seen.values()];
}
