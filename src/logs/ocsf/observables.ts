import { OBSERVABLE_CAPTIONS } from './captions.ts';
import type { EventRow } from './event.ts';
import type { Tree } from './tree.ts';

/** How the paths end that hold values of a type: the place of choice where a value stands in several. */
const ENDS: Readonly<Record<number, string>> = { 1: 'hostname', 2: '.ip', 4: 'user.name', 6: 'url_string', 8: 'fingerprint' };

/** The observables with the path where each stands in the event; `raw_data` where it stands nowhere else. */
export function observablesOf(row: EventRow, root: Tree): Tree[] {
  const paths = new Map<string, string[]>();
  collect(root, '', paths);
  return row.observables.map((item) => {
    const colon = item.indexOf(':');
    const type = Number(item.slice(0, colon));
    const value = item.slice(colon + 1);
    const places = paths.get(value) ?? [];
    const end = ENDS[type];
    const mapped = places.filter((path) => !path.startsWith('unmapped.'));
    return {
      name: mapped.find((path) => end !== undefined && path.endsWith(end)) ?? mapped[0] ?? places[0] ?? 'raw_data',
      type: OBSERVABLE_CAPTIONS[type] ?? 'Other',
      type_id: OBSERVABLE_CAPTIONS[type] === undefined ? 99 : type,
      value,
    };
  });
}

function collect(value: unknown, path: string, into: Map<string, string[]>): void {
  if (typeof value === 'string') {
    const places = into.get(value);
    if (places) places.push(path);
    else into.set(value, [path]);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, path, into);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) collect(child, path === '' ? key : `${path}.${key}`, into);
  }
}
