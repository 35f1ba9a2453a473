import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { reachable } from '../read/reachable.ts';
import { readToml } from '../read/toml.ts';
import { fields, list, text } from '../read/value.ts';
import type { Fields } from '../read/value.ts';
import { pythonName } from './name.ts';

/**
 * uv.lock. What has a folder as its source (`virtual`, `editable`, `directory`) is the project and its workspace; what they reach through
 * `dependencies` and extras is needed to run, the rest for development only.
 * Source: https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile, uv's lock/mod.rs.
 */
export const uvLock: Cataloguer = {
  id: 'uv-lock',
  evidence: 'declared',
  wants: ({ name }) => name === 'uv.lock',
  maxBytes: 32 << 20,
  read(file) {
    const lock = readToml(file.bytes);
    if (lock.version === undefined) throw new Error('This is no uv.lock: it does not say its version.');
    const entries = list(lock.package).map((entry) => fields(entry));
    const production = productionOf(entries);
    const found = gather('pypi');
    for (const entry of entries) {
      if (isOwn(entry)) continue;
      const name = pythonName(text(entry.name));
      found.add({ name, version: text(entry.version), dev: production !== undefined && !production.has(name) });
    }
    return found.reading();
  },
};

function isOwn(entry: Fields): boolean {
  const source = fields(entry.source);
  return source.virtual !== undefined || source.editable !== undefined || source.directory !== undefined;
}

/** Names that the project needs to run; undefined where there is no project (a script's lock file). */
function productionOf(entries: readonly Fields[]): ReadonlySet<string> | undefined {
  const roots = entries.filter((entry) => isOwn(entry));
  if (roots.length === 0) return undefined;
  const needs = new Map<string, string[]>();
  for (const entry of entries) {
    const name = pythonName(text(entry.name));
    const named = [entry.dependencies, ...Object.values(fields(entry['optional-dependencies']))].flatMap((all) => list(all).map((each) => pythonName(text(fields(each).name))));
    const before = needs.get(name);
    if (before) for (const each of named) before.push(each);
    else needs.set(name, named);
  }
  return reachable(roots.map((entry) => pythonName(text(entry.name))), (name) => needs.get(name) ?? []);
}
