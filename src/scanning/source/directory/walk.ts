import { lstatSync, opendirSync, type Dir, type Dirent, type Stats } from 'node:fs';
import { parentOf } from '../layers/paths.ts';
import { isGone } from './file.ts';

export type Walked = {
  /** Relative to the root, without a leading slash. */
  path: string;
  size: number;
  mode: number;
};

type Options = {
  /** The root with all links followed. */
  root: string;
  /** Whether a directory, or a file, is left out. */
  isLeftOut(path: string, isDirectory: boolean): boolean;
  /** A directory that cannot be read. */
  onUnreadable(path: string, error: unknown): void;
};

/** Deeper than any path that the kernel takes. */
const DEEPEST = 2_048;

/**
 * The regular files below a directory. Links are not followed, special files left out; of each directory on the way down one
 * handle is open, and no list of entries is kept, however many there are.
 */
export function* walk({ root, isLeftOut, onUnreadable }: Options): Generator<Walked, void, void> {
  const stack: { path: string; entries: Dir }[] = [];

  function enter(path: string): void {
    try {
      stack.push({ path, entries: opendirSync(place(root, path), { bufferSize: 256 }) });
    } catch (error) {
      if (!isGone(error) || path === '') onUnreadable(path, error);
    }
  }

  function next({ path, entries }: { path: string; entries: Dir }): Dirent | null {
    try {
      return entries.readSync();
    } catch (error) {
      if (!isGone(error)) onUnreadable(path, error);
      return null;
    }
  }

  function statOf(path: string): Stats | undefined {
    try {
      return lstatSync(place(root, path), { throwIfNoEntry: false });
    } catch (error) {
      if (!isGone(error)) onUnreadable(parentOf(path), error);
      return undefined;
    }
  }

  /** Some file systems do not tell kinds when listing. */
  function kindByStat(path: string): 'directory' | 'file' | undefined {
    const stat = statOf(path);
    return stat?.isDirectory() === true ? 'directory' : stat?.isFile() === true ? 'file' : undefined;
  }

  try {
    enter('');
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const entry = next(top);
      if (entry === null) {
        stack.pop();
        top.entries.closeSync();
        continue;
      }
      const path = top.path === '' ? entry.name : `${top.path}/${entry.name}`;
      const found = entry.isDirectory() ? 'directory' : entry.isFile() ? 'file' : isOther(entry) ? undefined : kindByStat(path);
      if (found === undefined || isLeftOut(path, found === 'directory')) continue;
      if (found === 'directory') {
        if (stack.length < DEEPEST) enter(path);
        else onUnreadable(path, new Error('it lies too deep'));
        continue;
      }
      const stat = statOf(path);
      if (stat?.isFile() === true) yield { path, size: stat.size, mode: stat.mode & 0o7777 };
    }
  } finally {
    for (const { entries } of stack) entries.closeSync();
  }
}

export const place = (root: string, path: string): string => (path === '' ? root : root === '/' ? `/${path}` : `${root}/${path}`);

const isOther = (entry: Dirent): boolean => entry.isSymbolicLink() || entry.isFIFO() || entry.isSocket() || entry.isBlockDevice() || entry.isCharacterDevice();
