import type { Cataloguer } from '../cataloguer.ts';
import type { StatedPackage } from '../package.ts';
import { beside, inFolder } from '../read/place.ts';
import { textOf } from '../read/text.ts';
import { parseModFile, parseSumFile, type ModFile } from './mod-file.ts';
import { goModule, goStandardLibrary } from './modules.ts';

/**
 * Modules that a go.mod file requires, as its `replace` and `exclude` lines leave them, and the standard library of the toolchain it
 * names (the `go` line is only the least that will do). Before Go 1.17 it names direct requirements only: then what go.sum has
 * besides counts too, as Trivy does, which may be more than what is built in.
 */
export const goMod: Cataloguer = {
  id: 'go-mod',
  evidence: 'declared',
  // Copies of other projects' sources: what is built of them stands in the go.mod of the project itself.
  wants: ({ name, path }) => name === 'go.mod' && !inFolder(path, 'vendor') && !inFolder(path, 'testdata') && !path.includes('pkg/mod/'),
  companions: (path) => [beside(path, 'go.sum')],
  maxBytes: 16 * 1024 * 1024,
  read({ path, bytes, companion }) {
    const file = parseModFile(textOf(bytes));
    const sums = namesAll(file.go) ? undefined : companion(beside(path, 'go.sum'));
    const packages = new Map<string, StatedPackage>();
    const add = (found: StatedPackage | undefined): void => {
      if (found) packages.set(`${found.namespace ?? ''}/${found.name}@${found.version}`, found);
    };
    for (const required of requirements(file)) add(goModule(required.path, required.version, required.remark));
    if (sums) {
      const stated = new Set(file.requires.map((required) => required.path));
      for (const [module, version] of parseSumFile(textOf(sums))) if (!stated.has(module)) add(goModule(module, version));
    }
    add(goStandardLibrary(file.toolchain));
    return packages.size === 0 ? {} : { packages: [...packages.values()] };
  },
};

/** From Go 1.17 on indirect requirements stand in the file too. A file without a `go` line is taken as 1.16. */
function namesAll(go: string): boolean {
  const [major = 0, minor = 0] = go.split('.').map(Number);
  return major > 1 || minor >= 17;
}

function requirements({ requires, excludes, replaces }: ModFile): { path: string; version: string; remark?: string }[] {
  const excluded = new Set(excludes.map(({ path, version }) => `${path}@${version}`));
  const replacements = new Map(replaces.map(({ path, version, by }) => [`${path}@${version}`, by]));
  return requires
    .filter(({ path, version }) => !excluded.has(`${path}@${version}`))
    .map((required) => {
      const { path, version } = required;
      const by = replacements.get(`${path}@${version}`) ?? replacements.get(`${path}@`);
      if (by === undefined) return required;
      return by.version === '' ? { path, version: '', remark: 'replaced by a directory' } : { ...by, remark: `replaces ${path}`.slice(0, 300) };
    });
}
