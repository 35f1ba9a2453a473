import type { NamedReading } from './tree.ts';

/** What stands once at `/lib` and once at `/usr/lib`: on usr-merged systems both are the same place. */
const MERGED = /^usr\/(?:s?bin|lib(?:32|64|x32|o32|exec)?)\//;

/** A path by which a place has one name only: without leading slash, and without `usr/` where that may be left out. */
export function placeName(path: string): string {
  const relative = path.startsWith('/') ? path.slice(1) : path;
  return relative.startsWith('usr/') && MERGED.test(relative) ? relative.slice(4) : relative;
}

/** The file of the system that a path lies in: a path within a nested archive (`app.war!/WEB-INF/…`) lies in the archive. */
const outerFile = (path: string): string => path.split('!/', 1)[0] ?? path;

/**
 * Which of these places packages of the distribution own. `isForeign` says of a package by name whether it is a third party's:
 * what such a package brings along is nobody's but its own.
 *
 * A system owns far more files (500,000) than language packages have places, so the places are collected and the owned paths are
 * passed by once.
 */
export function ownedPlaces(places: Iterable<string>, readings: Iterable<NamedReading>, isForeign: (name: string) => boolean): (place: string) => boolean {
  const wanted = new Map<string, boolean>();
  for (const place of places) wanted.set(placeName(outerFile(place)), false);
  if (wanted.size > 0) {
    for (const { owns = [] } of readings) {
      for (const { package: name, paths } of owns) {
        if (!isForeign(name)) mark(wanted, paths);
      }
    }
  }
  return (place) => wanted.get(placeName(outerFile(place))) === true;
}

function mark(wanted: Map<string, boolean>, paths: readonly string[]): void {
  for (const path of paths) {
    const name = placeName(path);
    if (wanted.get(name) === false) wanted.set(name, true);
  }
}
