import type { gather } from '../read/gather.ts';
import { licensesOf } from '../read/licenses.ts';
import { fields, text } from '../read/value.ts';

/**
 * Adds packages as Composer lists them, in lock files and in what it installed. One whose source is a path is the project's own.
 * Names of Composer are the same in any case. Source: https://getcomposer.org/doc/04-schema.md.
 */
export function addPackages(found: ReturnType<typeof gather>, packages: readonly unknown[], isDev: (name: string) => boolean): void {
  for (const each of packages) {
    const entry = fields(each);
    if (fields(entry.dist).type === 'path') continue;
    const name = text(entry.name).toLowerCase();
    const slash = name.indexOf('/');
    found.add({ namespace: name.slice(0, Math.max(slash, 0)), name: name.slice(slash + 1), version: text(entry.version), licenses: licensesOf(entry.license), dev: isDev(name) });
  }
}
