import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { readJson } from '../read/json.ts';
import { licensesOf } from '../read/licenses.ts';
import { inFolder } from '../read/place.ts';
import { fields, fieldsIf, text } from '../read/value.ts';
import type { Fields } from '../read/value.ts';
import { aliased, npmName, originOf } from './name.ts';

/**
 * npm's lock files, versions 1 to 3, and shrinkwraps. Inside an installed package they say what its authors had, not what is here.
 * Source: https://docs.npmjs.com/cli/configuring-npm/package-lock-json.
 */
export const npmLock: Cataloguer = {
  id: 'npm-lock',
  evidence: 'declared',
  wants: ({ name, path }) => (name === 'package-lock.json' || name === 'npm-shrinkwrap.json') && !inFolder(path, 'node_modules'),
  maxBytes: 128 << 20,
  read(file) {
    const lock = readJson(file.bytes);
    const packages = fieldsIf(lock.packages);
    const dependencies = fieldsIf(lock.dependencies);
    if (!packages && !dependencies && lock.lockfileVersion === undefined) throw new Error('This is no lock file of npm: it has no packages.');
    return packages ? fromPackages(packages) : fromDependencies(dependencies ?? {});
  },
};

const FOLDER = 'node_modules/';

/** The name that a path in node_modules ends with. */
const nameAt = (path: string): string => path.slice(path.lastIndexOf(FOLDER) < 0 ? 0 : path.lastIndexOf(FOLDER) + FOLDER.length);

/** Versions 2 and 3: every place by its path. Places outside node_modules are the project and its workspaces. */
function fromPackages(packages: Fields) {
  const found = gather('npm');
  for (const [path, value] of Object.entries(packages)) {
    const entry = fields(value);
    const resolved = text(entry.resolved);
    if (!path.includes(FOLDER) || entry.link === true || (resolved !== '' && originOf(resolved) === 'own')) continue;
    const version = text(entry.version);
    found.add({
      ...npmName(text(entry.name) || nameAt(path)),
      version: originOf(version) === 'registry' ? version : '',
      licenses: licensesOf(entry.license, entry.licenses),
      dev: entry.dev === true,
    });
  }
  return found.reading();
}

/** Version 1: packages inside the packages that need them. */
function fromDependencies(dependencies: Fields) {
  const found = gather('npm');
  const waiting = [dependencies];
  for (let level = waiting.pop(); level; level = waiting.pop()) {
    for (const [key, value] of Object.entries(level)) {
      const entry = fields(value);
      const origin = originOf(text(entry.version));
      if (origin !== 'own') {
        const is = aliased(nameAt(key), text(entry.version));
        found.add({ ...npmName(is.name), version: origin === 'registry' ? is.version : '', dev: entry.dev === true });
      }
      const nested = fieldsIf(entry.dependencies);
      if (nested) waiting.push(nested);
    }
  }
  return found.reading();
}
