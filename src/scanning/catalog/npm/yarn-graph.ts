import { fields, text } from '../read/value.ts';
import type { Fields } from '../read/value.ts';
import { nameAndRest } from './name.ts';
import type { YarnEntry } from './yarn-entry.ts';

/**
 * The entries that a project needs to run, walked from its package.json. Undefined where that is not there or the project has
 * workspaces, whose own package.json would be needed.
 */
export function productionOf(entries: readonly YarnEntry[], manifest: Fields | undefined): ReadonlySet<YarnEntry> | undefined {
  if (!manifest || manifest.workspaces !== undefined) return undefined;
  const byAsked = new Map<string, YarnEntry>();
  const byName = new Map<string, YarnEntry[]>();
  for (const entry of entries) {
    for (const asked of entry.asked) {
      byAsked.set(asked, entry);
      const { name } = nameAndRest(asked);
      const before = byName.get(name);
      if (before) before.push(entry);
      else byName.set(name, [entry]);
    }
  }

  const reached = new Set<YarnEntry>();
  const need = (name: string, range: string): void => {
    const exact = byAsked.get(`${name}@${range}`) ?? byAsked.get(`${name}@npm:${range}`);
    if (exact) reached.add(exact);
    // `resolutions` replaced what it asks for: all of the name, and once is enough.
    else for (const entry of byName.get(name) ?? []) reached.add(entry);
    if (!exact) byName.delete(name);
  };
  for (const kind of ['dependencies', 'optionalDependencies']) for (const [name, range] of Object.entries(fields(manifest[kind]))) need(name, text(range));
  for (const entry of reached) for (const [name, range] of entry.needs) need(name, range);
  return reached;
}
