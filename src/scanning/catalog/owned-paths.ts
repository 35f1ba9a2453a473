import type { Ownership } from './cataloguer.ts';

/** More than any system has; a file that states more is made to exhaust memory (a directory's name counts once in the file, but once for each file in it here). */
const MAX_PATHS = 3_000_000;
const MAX_CHARACTERS = 128 * 1024 * 1024;
/** PATH_MAX of Linux: no file can lie at a longer path. */
const MAX_PATH = 4_096;

/** Collects which package owns which paths, within bounds. */
export class OwnedPaths {
  private readonly byPackage = new Map<string, string[]>();
  private paths = 0;
  private characters = 0;

  /**
   * Notes a path, with or without leading `/` or `./`.
   * @throws {Error} when there are more of them than any system has.
   */
  add(name: string, path: string): void {
    const from = path.startsWith('/') ? 1 : path.startsWith('./') ? 2 : 0;
    if (path.length - from === 0 || path.length > MAX_PATH) return;
    this.paths += 1;
    this.characters += path.length;
    if (this.paths > MAX_PATHS || this.characters > MAX_CHARACTERS) throw new Error('states more files than any system has');
    const owned = from === 0 ? path : path.slice(from);
    const list = this.byPackage.get(name);
    if (list === undefined) this.byPackage.set(name, [owned]);
    else list.push(owned);
  }

  list(): readonly Ownership[] {
    return Array.from(this.byPackage, ([name, paths]) => ({ package: name, paths }));
  }
}
