import { reachable } from '../read/reachable.ts';
import { fields, fieldsIf, keys, list, text } from '../read/value.ts';
import type { Fields } from '../read/value.ts';

/** A crate of the lock file by name and version, as other entries name it. */
export const crateKey = (entry: Fields): string => `${text(entry.name)} ${text(entry.version)}`;

/**
 * Crates that the package of a Cargo.toml needs to run, by `crateKey`: the lock file does not tell them from what it needs for
 * building and testing. Undefined where the manifest is not there or there is more than one crate of the project, each with its own.
 */
export function productionOf(entries: readonly Fields[], manifest: Fields | undefined): ReadonlySet<string> | undefined {
  const [own, another] = entries.filter((entry) => text(entry.source) === '');
  if (!manifest || !own || another || fields(manifest.package).name !== own.name) return undefined;
  const byName = new Map<string, Fields[]>();
  for (const entry of entries) {
    const before = byName.get(text(entry.name));
    if (before) before.push(entry);
    else byName.set(text(entry.name), [entry]);
  }
  const byKey = new Map(entries.map((entry) => [crateKey(entry), entry]));

  /** `memchr`, where there is one, or `memchr 2.7.4`, or with its source in parentheses behind. */
  const keyOf = (needed: string): string => {
    const [name = '', version] = needed.split(' ', 2);
    return version === undefined ? crateKey(byName.get(name)?.[0] ?? {}) : `${name} ${version}`;
  };
  const run = namesToRun(manifest);
  const roots = list(own.dependencies).map((each) => text(each)).filter((needed) => run.has(needed.split(' ', 1)[0] ?? ''));
  return reachable(roots.map(keyOf), (key) => list(byKey.get(key)?.dependencies).map((each) => keyOf(text(each))));
}

/** Names in `[dependencies]` and `[target.….dependencies]`; a renamed one by its own name. */
function namesToRun(manifest: Fields): ReadonlySet<string> {
  const tables = [manifest, ...Object.values(fields(manifest.target))].map((each) => fields(fields(each).dependencies));
  return new Set(tables.flatMap((table) => keys(table).map((name) => text(fieldsIf(table[name])?.package) || name)));
}
