import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { readJsonWithComments } from '../read/json.ts';
import { inFolder } from '../read/place.ts';
import { reachable } from '../read/reachable.ts';
import { fields, fieldsIf, keys, list, text } from '../read/value.ts';
import type { Fields } from '../read/value.ts';
import { nameAndRest, npmName, originOf } from './name.ts';

/**
 * Bun's text lock file: `"chalk": ["chalk@5.0.0", "", { "dependencies": … }, "sha512-…"]`, the key a path of names where versions differ
 * (`"a/chalk"`), the first element what is installed there. Source: https://bun.sh/docs/install/lockfile, bun's bun.lock.zig.
 */
export const bunLock: Cataloguer = {
  id: 'bun-lock',
  evidence: 'declared',
  wants: ({ name, path }) => name === 'bun.lock' && !inFolder(path, 'node_modules'),
  maxBytes: 64 << 20,
  read(file) {
    const lock = readJsonWithComments(file.bytes);
    const packages = fieldsIf(lock.packages);
    if (!packages && lock.lockfileVersion === undefined) throw new Error('This is no lock file of Bun: it has no packages.');
    const production = productionOf(lock);
    const found = gather('npm');
    for (const [key, value] of Object.entries(packages ?? {})) {
      const { name, rest } = nameAndRest(text(list(value)[0]));
      const origin = originOf(rest);
      if (origin === 'own') continue;
      found.add({ ...npmName(name), version: origin === 'registry' ? rest : '', dev: !production.has(lastName(key)) });
    }
    return found.reading();
  },
};

/** The binary lock file of Bun before 1.2. */
export const bunBinaryLock: Cataloguer = {
  id: 'bun-binary-lock',
  evidence: 'declared',
  wants: ({ name, path }) => name === 'bun.lockb' && !inFolder(path, 'node_modules'),
  maxBytes: 64 << 20,
  read: () => ({ warnings: ['bun.lockb is a binary format that is not read: write bun.lock beside it with `bun install --save-text-lockfile --lockfile-only`.'] }),
};

/** `a/@scope/b` → `@scope/b`. */
function lastName(key: string): string {
  const parts = key.split('/');
  return parts.slice(parts.at(-2)?.startsWith('@') ? -2 : -1).join('/');
}

/**
 * Names that some workspace needs to run. By name alone, whatever the version: where one version is needed, another of the same
 * name does not pass for development only.
 */
function productionOf(lock: Fields): ReadonlySet<string> {
  const needs = (entry: Fields): string[] => ['dependencies', 'optionalDependencies', 'peerDependencies'].flatMap((kind) => keys(entry[kind]));
  const next = new Map<string, string[]>();
  for (const [key, value] of Object.entries(fields(lock.packages))) {
    const name = lastName(key);
    const needed = list(value).flatMap((part) => needs(fields(part)));
    const before = next.get(name);
    if (before) for (const each of needed) before.push(each);
    else next.set(name, needed);
  }
  const roots = Object.values(fields(lock.workspaces)).flatMap((workspace) => needs(fields(workspace)));
  return reachable(roots, (name) => next.get(name) ?? []);
}
