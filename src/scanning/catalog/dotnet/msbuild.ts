import { fieldsIf, keys, type Fields } from '../read/value.ts';
import { elements, readXml, textIn } from '../read/xml.ts';

/** Properties may hold properties, though not endlessly; names and versions are no longer than this. */
const DEEPEST = 5;
const LONGEST = 512;

/** A reference to a package as a project file states it, properties filled in. */
export type Reference = { name: string; version: string; isPrivate: boolean };

/** The root of a project or props file; undefined where the file is something else. @throws {Error} where it is no XML. */
export const projectOf = (bytes: Uint8Array): Fields | undefined => readXml(bytes, 'Project');

/** Properties of the files by lower-case name, those of the first file first. */
export function propertiesOf(projects: readonly Fields[]): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const group of projects.flatMap((project) => childrenOf(project, 'PropertyGroup'))) {
    for (const name of keys(group)) {
      const value = textIn(group, name);
      if (value.length <= LONGEST && !properties.has(name.toLowerCase())) properties.set(name.toLowerCase(), value);
    }
  }
  return properties;
}

/** Items of a kind (`PackageReference`, `PackageVersion`). Conditions are not evaluated: what may be referenced is. */
export function referencesOf(project: Fields, kind: string, properties: ReadonlyMap<string, string>): readonly Reference[] {
  return childrenOf(project, 'ItemGroup')
    .flatMap((group) => childrenOf(group, kind))
    .map((item) => ({
      name: filled(textIn(item, '@Include') || textIn(item, '@Update'), properties),
      version: pinned(filled(textIn(item, '@VersionOverride') || textIn(item, '@Version') || textIn(item, 'Version'), properties)),
      // `PrivateAssets="all"`: analyzers and tools of the build, which do not go with it.
      isPrivate: /^all$/iu.test(textIn(item, '@PrivateAssets') || textIn(item, 'PrivateAssets')),
    }))
    .filter(({ name }) => name !== '');
}

const childrenOf = (parent: Fields, name: string): readonly Fields[] => elements(parent, name).map((each) => fieldsIf(each)).filter((each) => each !== undefined);

function filled(text: string, properties: ReadonlyMap<string, string>): string {
  let value = text;
  for (let depth = 0; depth < DEEPEST && value.includes('$(') && value.length <= LONGEST; depth += 1) {
    value = value.replaceAll(/\$\((?<name>[\w.-]{1,128})\)/gu, (whole: string, name: string) => properties.get(name.toLowerCase()) ?? whole);
  }
  return value.slice(0, LONGEST).trim();
}

/** A version is the least that will do, which NuGet takes; `[1.2.3]` is that one. Ranges and floating versions name none. */
function pinned(version: string): string {
  const exact = /^\[(?<version>[^,\]]+)\]$/u.exec(version)?.groups?.version?.trim() ?? version;
  return /[[\](),*$]/u.test(exact) ? '' : exact;
}
