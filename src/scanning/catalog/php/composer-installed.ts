import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { readAnyJson } from '../read/json.ts';
import { fields, list, text } from '../read/value.ts';
import { addPackages } from './packages.ts';

/** What Composer installed: `vendor/composer/installed.json`, a list (Composer 1) or `{packages, dev-package-names}` (Composer 2). */
export const composerInstalled: Cataloguer = {
  id: 'composer-installed',
  evidence: 'installed',
  wants: ({ name, path }) => name === 'installed.json' && path.endsWith('composer/installed.json'),
  maxBytes: 32 << 20,
  read(file) {
    const installed = readAnyJson(file.bytes);
    const packages = Array.isArray(installed) ? installed : fields(installed).packages;
    if (!Array.isArray(packages)) throw new Error('This installed.json of Composer lists no packages.');
    const dev = new Set(list(fields(installed)['dev-package-names']).map((name) => text(name).toLowerCase()));
    const found = gather('composer');
    addPackages(found, packages, (name) => dev.has(name));
    return found.reading();
  },
};
