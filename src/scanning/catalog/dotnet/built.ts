import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { readJson } from '../read/json.ts';
import { fields, fieldsIf, keys, text, type Fields } from '../read/value.ts';

const RUNTIME_PACK = 'runtimepack.';

/**
 * `<application>.deps.json`, which the .NET host reads to find libraries: packages, the application itself, and the runtime that a
 * self-contained application brings. Source: https://github.com/dotnet/sdk, documentation/specs/runtime-configuration-file.md.
 */
export const dotnetDeps: Cataloguer = {
  id: 'dotnet-deps',
  evidence: 'installed',
  wants: ({ name }) => name.endsWith('.deps.json'),
  maxBytes: 64 * 1024 * 1024,
  read({ bytes }) {
    const file = readJson(bytes);
    // Other programs have files of such a name too.
    if (fieldsIf(file.libraries) === undefined) return {};
    const target = fieldsIf(fields(file.targets)[text(fields(file.runtimeTarget).name)]);
    const found = gather('nuget');
    for (const key of keys(file.libraries)) {
      const slash = key.lastIndexOf('/');
      const name = key.slice(0, slash);
      const version = key.slice(slash + 1);
      const type = text(fields(fields(file.libraries)[key]).type).toLowerCase();
      if (slash <= 0) continue;
      if (type === 'package' && isLoaded(target, key)) found.add({ name, version });
      if (type === 'project') found.add({ name, version, remark: 'the application or a project of it' });
      if (type === 'runtimepack') found.add({ name: name.startsWith(RUNTIME_PACK) ? name.slice(RUNTIME_PACK.length) : name, version, remark: '.NET runtime' });
    }
    return found.reading();
  },
};

/** A package that only the compiler needed has an empty entry. One without an entry is taken as loaded, so that none is missed. */
function isLoaded(target: Fields | undefined, key: string): boolean {
  const entry = target && fieldsIf(target[key]);
  return entry === undefined || ['runtime', 'runtimeTargets', 'native', 'resources', 'dependencies'].some((part) => keys(entry[part]).length > 0);
}
