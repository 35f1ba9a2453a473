import { beginsExecutable, imageOf, mayBeExecutable } from '../binaries/executable.ts';
import type { Cataloguer, Reading } from '../cataloguer.ts';
import type { StatedPackage } from '../package.ts';
import { goBuildOf, type GoBuild } from './build-info.ts';
import { statedVersion } from './linked-version.ts';
import { goModule, goStandardLibrary } from './modules.ts';

/** What `go build` gives the main module where it knows no version. */
const UNKNOWN = '(devel)';

/**
 * Modules in executables built by Go, and the standard library of their toolchain. Source: runtime/debug, `ParseBuildInfo`.
 * Which of a module's packages are linked in is not told.
 */
export const goBinary: Cataloguer = {
  id: 'go-binary',
  evidence: 'installed',
  wants: mayBeExecutable,
  recognizes: beginsExecutable,
  maxBytes: 1024 * 1024 * 1024,
  read({ bytes }) {
    const image = imageOf(bytes);
    const build = image && goBuildOf(image);
    return build ? readingOf(build) : {};
  },
};

function readingOf({ goVersion, modules }: GoBuild): Reading {
  const { main, dependencies, settings } = parseModules(modules);
  const library = goVersion === undefined ? undefined : goStandardLibrary(goVersion);
  const packages = [
    main && goModule(main.path, main.version === UNKNOWN ? statedVersion(settings.get('-ldflags'), main.path) : main.version, 'main module'),
    ...dependencies.map(({ path, version, remark }) => goModule(path, version === UNKNOWN ? '' : version, remark)),
    library,
  ].filter((found): found is StatedPackage => found !== undefined);
  return {
    packages,
    ...(library === undefined && { warnings: ['This Go program does not tell the release of its toolchain, so nothing is known of its standard library.'] }),
  };
}

type Module = { path: string; version: string; remark?: string };

function parseModules(text: string): { main: Module | undefined; dependencies: readonly Module[]; settings: ReadonlyMap<string, string> } {
  let main: Module | undefined;
  const dependencies: Module[] = [];
  const settings = new Map<string, string>();
  let last: Module | undefined;
  for (const line of text.split('\n')) {
    const [kind, path = '', version = ''] = line.split('\t');
    if (kind === 'mod' || kind === 'dep') {
      last = { path, version };
      if (kind === 'mod') main = last;
      else dependencies.push(last);
    } else if (kind === '=>' && last) {
      Object.assign(last, replacement(last, path, version));
    } else if (kind === 'build') {
      const equals = path.indexOf('=');
      settings.set(path.slice(0, equals), unquoted(path.slice(equals + 1)));
    }
  }
  return { main, dependencies, settings };
}

/** What is linked in is the replacement; a directory in its place has no version that advisories could speak of. */
function replacement(replaced: Module, path: string, version: string): Module {
  const isDirectory = version === '' || /^(?:\.{0,2}\/|[a-zA-Z]:[\\/])/u.test(path);
  return isDirectory ? { path: replaced.path, version: '', remark: 'replaced by a directory' } : { path, version, remark: `replaces ${replaced.path}`.slice(0, 300) };
}

/** Values with special characters are quoted as Go quotes strings, which JSON reads where no `\x` stands in them. */
function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    const read: unknown = JSON.parse(value);
    return typeof read === 'string' ? read : '';
  } catch {
    return '';
  }
}
