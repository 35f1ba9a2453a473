import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { readToml } from '../read/toml.ts';
import { fields, fieldsIf, list, text } from '../read/value.ts';
import type { Fields } from '../read/value.ts';
import { onlyDevelopment, pythonName } from './name.ts';

type LockFile = {
  id: string;
  title: string;
  wants: (name: string) => boolean;
  /** The table that lists packages. */
  packages: 'package' | 'packages';
  /** Whether the entry is a folder of the project and no published package. */
  isOwn: (entry: Fields) => boolean;
  isDev: (entry: Fields) => boolean;
};

/** A lock file in TOML that lists packages with name and version; the version may be missing where a repository or an archive has it. */
function tomlLock({ id, title, wants, packages, isOwn, isDev }: LockFile): Cataloguer {
  return {
    id,
    evidence: 'declared',
    wants: ({ name }) => wants(name),
    maxBytes: 32 << 20,
    read(file) {
      const lock = readToml(file.bytes);
      const head = lock.metadata ?? lock['lock-version'];
      if (lock[packages] === undefined && head === undefined) throw new Error(`This is no ${title}: it has no packages.`);
      const found = gather('pypi');
      for (const each of list(lock[packages])) {
        const entry = fields(each);
        if (!isOwn(entry)) found.add({ name: pythonName(text(entry.name)), version: text(entry.version), dev: isDev(entry) });
      }
      return found.reading();
    },
  };
}

/** Poetry: `category = "dev"` before lock version 2, `groups = ["main", …]` from 2.1 on. Source: https://python-poetry.org, poetry's locker.py. */
export const poetryLock = tomlLock({
  id: 'poetry-lock',
  title: 'poetry.lock',
  wants: (name) => name === 'poetry.lock',
  packages: 'package',
  isOwn: (entry) => fields(entry.source).type === 'directory',
  isDev: (entry) => entry.category === 'dev' || (Array.isArray(entry.groups) && entry.groups.length > 0 && !entry.groups.includes('main')),
});

/** PDM: groups by name, `default` what is needed to run. Source: https://pdm-project.org/en/latest/usage/lockfile/. */
export const pdmLock = tomlLock({
  id: 'pdm-lock',
  title: 'pdm.lock',
  wants: (name) => name === 'pdm.lock',
  packages: 'package',
  isOwn: (entry) => entry.editable === true || (text(entry.path) !== '' && !isArchive(text(entry.path))),
  isDev: (entry) => onlyDevelopment(list(entry.groups)),
});

/** PEP 751: `pylock.toml`, `pylock.NAME.toml`. */
export const pylock = tomlLock({
  id: 'pylock',
  title: 'pylock.toml',
  wants: (name) => name === 'pylock.toml' || (name.startsWith('pylock.') && name.endsWith('.toml')),
  packages: 'packages',
  isOwn: (entry) => fieldsIf(entry.directory) !== undefined,
  isDev: () => false,
});

const isArchive = (path: string): boolean => /\.(?:whl|zip|tar|tgz|tar\.(?:gz|bz2|xz))$/.test(path);
