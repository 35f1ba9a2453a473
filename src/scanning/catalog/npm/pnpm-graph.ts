import { reachable } from '../read/reachable.ts';
import { fields, fieldsIf, text } from '../read/value.ts';
import type { Fields } from '../read/value.ts';

/**
 * Keys of `packages` that some importer of a pnpm lock file (version 9) needs to run, found over `snapshots`, which have the peers in
 * their keys. Undefined where the file does not say (earlier versions).
 */
export function productionOf(lock: Fields): ReadonlySet<string> | undefined {
  const snapshots = fieldsIf(lock.snapshots);
  const importers = fieldsIf(lock.importers);
  if (!snapshots || !importers) return undefined;
  const known = new Map(Object.entries(snapshots).map(([key, value]) => [key, fields(value)]));

  /** The snapshot that `name: 1.0.0(peer@2.0.0)` means; an alias names its package, a link (to a workspace) is none. */
  const keyOf = (name: string, version: string): string => (known.has(`${name}@${version}`) ? `${name}@${version}` : version);
  const needs = (fieldsOf: Fields): string[] =>
    ['dependencies', 'optionalDependencies'].flatMap((kind) =>
      Object.entries(fields(fieldsOf[kind])).map(([name, value]) => keyOf(name, text(value) || text(fields(value).version))));

  const roots = Object.values(importers).flatMap((importer) => needs(fields(importer)));
  const reached = reachable(roots, (key) => needs(known.get(key) ?? {}));
  return new Set([...reached].map((key) => (key.includes('(') ? key.slice(0, key.indexOf('(')) : key)));
}
