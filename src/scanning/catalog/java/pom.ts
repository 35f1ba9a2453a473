import { element, elements, readXml, textIn } from '../read/xml.ts';
import { fields, keys, type Fields } from '../read/value.ts';

/** A project object model with the parents that are at hand, nearest first. */
export type Pom = { project: Fields; parents: readonly Fields[] };

export type Dependency = { group: string; artifact: string; version: string; scope: string };

/** Properties may hold properties, though not endlessly; names and versions are no longer than this. */
const DEEPEST = 10;
const LONGEST = 512;

/** The project of a pom.xml; undefined where the file is something else. @throws {Error} where it is no XML. */
export const projectOf = (bytes: Uint8Array): Fields | undefined => readXml(bytes, 'project');

/**
 * What a project and its parents depend on, versions and scopes from `dependencyManagement` where a dependency says none, properties
 * filled in. A version that only a repository could tell (imported BOMs, other parents) or a range is empty.
 * Source: https://maven.apache.org/pom.html, "Introduction to the Dependency Mechanism".
 */
export function dependenciesOf(pom: Pom): readonly Dependency[] {
  const projects = [pom.project, ...pom.parents];
  const fill = filler(propertiesOf(projects));
  const stated = (dependency: unknown): Dependency => {
    const given = fields(dependency);
    return { group: fill(textIn(given, 'groupId')), artifact: fill(textIn(given, 'artifactId')), version: fill(textIn(given, 'version')), scope: fill(textIn(given, 'scope')) };
  };
  const managed = new Map<string, Dependency>();
  for (const project of projects) {
    for (const each of dependencyElements(element(project, 'dependencyManagement')).map((given) => stated(given))) {
      const key = keyOf(each);
      if (each.scope !== 'import' && !managed.has(key)) managed.set(key, each);
    }
  }
  const found = new Map<string, Dependency>();
  for (const each of projects.flatMap((project) => dependencyElements(project)).map((given) => stated(given))) {
    const management = managed.get(keyOf(each));
    const whole = { ...each, version: pinned(each.version || (management?.version ?? '')), scope: each.scope || (management?.scope ?? '') };
    if (!found.has(keyOf(each))) found.set(keyOf(each), whole);
  }
  return [...found.values()];
}

const keyOf = ({ group, artifact }: Dependency): string => `${group}:${artifact}`;
const dependencyElements = (holder: Fields): readonly unknown[] => elements(element(holder, 'dependencies'), 'dependency');

/** `[1.2.3]` is that version and no other; other ranges name none, and what is left of `${…}` nobody knows. */
function pinned(version: string): string {
  const exact = /^\[(?<version>[^,\]]+)\]$/u.exec(version)?.groups?.version;
  return exact ?? (/[[\](),${}]/u.test(version) ? '' : version);
}

/** Properties by name, the project's own before its parents', and those that Maven makes of the project itself. */
function propertiesOf(projects: readonly Fields[]): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  const add = (name: string, value: string): void => {
    if (value !== '' && value.length <= LONGEST && !properties.has(name)) properties.set(name, value);
  };
  for (const project of projects) {
    const own = element(project, 'properties');
    for (const name of keys(own)) add(name, textIn(own, name));
  }
  for (const project of projects) {
    const parent = element(project, 'parent');
    for (const part of ['groupId', 'artifactId', 'version']) {
      for (const prefix of ['project.', 'pom.', '']) add(`${prefix}${part}`, textIn(project, part) || textIn(parent, part));
      add(`project.parent.${part}`, textIn(parent, part));
    }
  }
  return properties;
}

function filler(properties: ReadonlyMap<string, string>): (text: string) => string {
  return (text) => {
    let filled = text;
    for (let depth = 0; depth < DEEPEST && filled.includes('${') && filled.length <= LONGEST; depth += 1) {
      const next = filled.replaceAll(/\$\{(?<name>[^${}]{1,256})\}/gu, (whole: string, name: string) => properties.get(name.trim()) ?? whole);
      if (next === filled) break;
      filled = next;
    }
    return filled.slice(0, LONGEST);
  };
}
