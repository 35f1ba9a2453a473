import type { NamedReading } from './tree.ts';

/** What stands once at `/lib` and once at `/usr/lib`: on usr-merged systems both are the same place. */
const MERGEABLE = /^(?:s?bin|lib(?:32|64|x32|o32|exec)?)\//;

const FOREIGN_PLACES = /^(?:opt|srv|home|root|app|usr\/local)\//;

/** The other name of a place that may be called with or without `usr/`. */
export function otherName(path: string): string | undefined {
  if (path.startsWith('usr/')) {
    const short = path.slice(4);
    return MERGEABLE.test(short) ? short : undefined;
  }
  return MERGEABLE.test(path) ? `usr/${path}` : undefined;
}

/**
 * Which of these files packages of the distribution own. `isForeign` says of a package by name whether it is a third party's:
 * what such a package brings along is nobody's but its own.
 *
 * A system owns far more files (500,000) than there are files with language packages, so these are collected under all their names
 * and the owned paths are passed by once.
 */
export function ownedFiles(files: Iterable<string>, readings: Iterable<NamedReading>, isForeign: (name: string) => boolean): ReadonlySet<string> {
  const named = new Map<string, string[]>();
  for (const path of files) {
    // There no distribution's package may put anything (Filesystem Hierarchy Standard 3.0): what owns it was built by others.
    if (FOREIGN_PLACES.test(path)) continue;
    for (const name of [path, otherName(path)]) if (name !== undefined) named.set(name, [...(named.get(name) ?? []), path]);
  }
  const owned = new Set<string>();
  if (named.size === 0) return owned;
  for (const { owns = [] } of readings) {
    for (const { package: name, paths } of owns) {
      if (!isForeign(name)) for (const path of paths) for (const file of named.get(path) ?? NONE) owned.add(file);
    }
  }
  return owned;
}

const NONE: readonly string[] = [];
