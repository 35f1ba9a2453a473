import { realpathSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { errors, reasonOf } from '../../kernel/errors.ts';
import type { Cataloguer, FileFacts, Tools } from '../catalog/cataloguer.ts';
import type { Problem, Tree, TreeFile } from '../catalog/tree.ts';
import { asking, emptyResult, type FileResult } from './asking.ts';
import { codeOf, isGone, openFile } from './directory/file.ts';
import { globMatcher } from './directory/glob.ts';
import { foreignMounts } from './directory/mounts.ts';
import { place, walk, type Walked } from './directory/walk.ts';
import { nameOf, parentOf } from './layers/paths.ts';
import { HEAD } from './tar/collect.ts';

export type DirectoryOptions = {
  cataloguers: readonly Cataloguer[];
  tools: Tools;
  /** Paths and globs, relative to the root, that are left out: `var/cache`, `**\/testdata`, `*.bak`. */
  skip?: readonly string[];
  /**
   * A host's root: its containers' and images' own storage and the kernel's file systems are no part of it.
   */
  isHost?: boolean;
  signal?: AbortSignal | undefined;
  /** Tells how many files there were so far. */
  onProgress?: ((words: string, done: number, total: number | undefined) => void) | undefined;
};

/** Where container engines keep the files of other systems. */
const OTHER_SYSTEMS = ['proc', 'sys', 'dev', 'run', 'var/lib/docker', 'var/lib/containerd', 'var/lib/containers/storage', 'var/lib/kubelet/pods', 'var/lib/rancher/k3s/agent/containerd', 'var/lib/lxcfs'];
const MOST_PROBLEMS = 1_000;
/** As long as anything else waits. */
const TURN_MS = 25;

/**
 * Reads what cataloguers want of a directory or a host's root, as one layer without digest. Other file systems mounted in it
 * that are not this machine's files are left out, links not followed, files that vanish meanwhile taken as never there.
 * @throws {GlacisError} `unreadable_directory` where the directory itself cannot be read.
 */
export async function readDirectory(directory: string, { cataloguers, tools, skip = [], isHost = false, signal, onProgress }: DirectoryOptions): Promise<Tree> {
  const root = realRoot(directory);
  const ask = asking(cataloguers, tools);
  const isSkipped = skip.length === 0 ? () => false : globMatcher(skip);
  const foreign = foreignMounts();
  const others = new Set(isHost ? OTHER_SYSTEMS : []);
  const files: TreeFile[] = [];
  const problems = problemList();

  const entries = walk({
    root,
    isLeftOut: (path, isDirectory) => (isDirectory && (others.has(path) || (isHost && foreign.has(place(root, path))))) || isSkipped(path),
    onUnreadable(path, error) {
      if (path === '') throw errors.unreadableDirectory({ directory, reason: reasonFor(error) });
      problems.addOnce(path, reasonFor(error));
    },
  });

  function read(file: Walked, wanting: readonly Cataloguer[]): void {
    try {
      const result = readFile(root, file, wanting, ask);
      if (result.readings.length > 0) files.push({ path: file.path, versions: [{ layer: 0, readings: result.readings }] });
      for (const reason of result.problems) problems.add(file.path, reason);
    } catch (error) {
      if (wanting.every(({ isOptional }) => isOptional)) return;
      // A whole directory of files that may not be read is one problem.
      problems.addOnce(parentOf(file.path), `files in it cannot be read: ${reasonFor(error)}`);
    }
  }

  let [turn, seen] = [performance.now(), 0];
  for (const entry of entries) {
    seen += 1;
    const wanting = ask.wanting({ ...entry, name: nameOf(entry.path) });
    if (wanting.length > 0) read(entry, wanting);
    if (performance.now() - turn > TURN_MS) {
      await setImmediate();
      signal?.throwIfAborted();
      onProgress?.(`Reading ${directory}`, seen, undefined);
      turn = performance.now();
    }
  }
  return { layers: [{}], files, problems: problems.all() };
}

function readFile(root: string, entry: Walked, wanting: readonly Cataloguer[], ask: ReturnType<typeof asking>): FileResult {
  const result = emptyResult();
  const file = openFile(place(root, entry.path));
  if (!file) return result;
  try {
    const facts: FileFacts = { path: entry.path, name: nameOf(entry.path), size: file.size, mode: entry.mode };
    const readers = ask.reading(wanting, facts, wanting.some(({ recognizes }) => recognizes) ? file.head(HEAD) : Buffer.alloc(0), result);
    if (readers.length === 0) return result;
    const bytes = file.whole();
    for (const by of readers) {
      const companions = companionsOf(root, by, ask.companions(by, entry.path));
      ask.read(by, facts, bytes, (path) => companions.get(path), result);
    }
    return result;
  } finally {
    file.close();
  }
}

function companionsOf(root: string, { maxBytes }: Cataloguer, paths: readonly string[]): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const path of paths) {
    const file = openFile(place(root, path));
    if (file && file.size <= maxBytes) found.set(path, file.whole());
    file?.close();
  }
  return found;
}

function realRoot(directory: string): string {
  try {
    return realpathSync(directory);
  } catch (error) {
    throw errors.unreadableDirectory({ directory, reason: isGone(error) ? 'it is not there' : reasonFor(error) });
  }
}

const reasonFor = (error: unknown): string =>
  ({ EACCES: 'permission denied', EPERM: 'permission denied', ENOTDIR: 'it is no directory', EIO: 'the disk does not give it' })[codeOf(error) ?? ''] ?? reasonOf(error);

/** Bounded, and each problem of a directory once. */
function problemList() {
  const found: Problem[] = [];
  const known = new Set<string>();
  let more = 0;
  const add = (path: string, reason: string): void => {
    if (found.length < MOST_PROBLEMS) found.push({ path, reason });
    else more += 1;
  };
  return {
    add,
    addOnce(path: string, reason: string): void {
      if (known.has(path)) return;
      if (known.size < MOST_PROBLEMS) known.add(path);
      add(path, reason);
    },
    all: (): readonly Problem[] => (more === 0 ? found : [...found, { path: '', reason: `${more} more files or directories could not be read` }]),
  };
}
