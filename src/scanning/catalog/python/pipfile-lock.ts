import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { readJson } from '../read/json.ts';
import { fields, text } from '../read/value.ts';
import { pythonName } from './name.ts';

/**
 * Pipfile.lock: `default` and `develop` (and groups of other names), each name with `version: "==1.0"`; a repository has none,
 * a path is the project's own. Source: https://pipenv.pypa.io/en/latest/pipfile.html, pipfile-spec 6.
 */
export const pipfileLock: Cataloguer = {
  id: 'pipfile-lock',
  evidence: 'declared',
  wants: ({ name }) => name === 'Pipfile.lock',
  maxBytes: 32 << 20,
  read(file) {
    const lock = readJson(file.bytes);
    if (lock['_meta'] === undefined && lock.default === undefined) throw new Error('This is no Pipfile.lock: it has no packages.');
    const found = gather('pypi');
    for (const [group, packages] of Object.entries(lock)) {
      if (group === '_meta') continue;
      for (const [name, value] of Object.entries(fields(packages))) {
        const entry = fields(value);
        if (entry.path === undefined) found.add({ name: pythonName(name), version: text(entry.version).replace(/^={2,3}/, ''), dev: group === 'develop' });
      }
    }
    return found.reading();
  },
};
