import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { readJson } from '../read/json.ts';
import { inFolder } from '../read/place.ts';
import { textOf } from '../read/text.ts';
import { fields, list, text, type Fields } from '../read/value.ts';
import { textIn } from '../read/xml.ts';
import { dependenciesOf, projectOf } from './pom.ts';

const MIB = 1024 * 1024;
/** How far up parents are looked for: where Maven looks by default, one folder up each time. */
const LEVELS = 3;

/** `a/b/pom.xml` has its parents at `a/pom.xml` and `pom.xml`. */
function parentPaths(path: string): readonly string[] {
  const folders = path.split('/').slice(0, -1);
  return Array.from({ length: Math.min(LEVELS, folders.length) }, (_, level) => [...folders.slice(0, -1 - level), 'pom.xml'].join('/'));
}

/**
 * What a Maven project states that it depends on directly. What those depend on, plug-ins and profiles are not in it. Tests' dependencies
 * and those that its container provides do not ship with it: they are `dev`.
 */
export const mavenPom: Cataloguer = {
  id: 'maven-pom',
  evidence: 'declared',
  wants: ({ name, path }) => name === 'pom.xml' && !inFolder(path, 'META-INF') && !inFolder(path, 'src/test/resources'),
  companions: parentPaths,
  maxBytes: 2 * MIB,
  read({ path, bytes, companion }) {
    const project = projectOf(bytes);
    if (project === undefined) return {};
    const parents: Fields[] = [];
    for (const parentPath of parentPaths(path)) {
      const parent = companion(parentPath);
      const above = parent && projectOf(parent);
      if (above === undefined || !isParent(above, parents.at(-1) ?? project)) break;
      parents.push(above);
    }
    const found = gather('maven');
    for (const { group, artifact, version, scope } of dependenciesOf({ project, parents })) {
      found.add({ namespace: group, name: artifact, version, dev: scope === 'test' || scope === 'provided' });
    }
    return found.reading();
  },
};

function isParent(above: Fields, below: Fields): boolean {
  const named = fields(below.parent);
  return textIn(named, 'artifactId') !== '' && textIn(named, 'artifactId') === textIn(above, 'artifactId');
}

/** Lines `group:artifact:version=configurations`. Source: Gradle User Manual, "Locking versions". */
export const gradleLock: Cataloguer = {
  id: 'gradle-lock',
  evidence: 'declared',
  wants: ({ name }) => name === 'gradle.lockfile' || name === 'buildscript-gradle.lockfile',
  maxBytes: 16 * MIB,
  read({ name, bytes }) {
    const found = gather('maven');
    const isOfBuild = name.startsWith('buildscript');
    for (const line of textOf(bytes).split(/\r?\n/u)) {
      const equals = line.indexOf('=');
      const [group = '', artifact = '', version = '', ...more] = line.slice(0, equals).split(':');
      if (line.startsWith('#') || equals < 0 || artifact === '' || more.length > 0) continue;
      const configurations = line.slice(equals + 1).split(',');
      found.add({ namespace: group, name: artifact, version, dev: isOfBuild || configurations.every((each) => /^test|Test|^(?:annotationProcessor|kapt|checkstyle|pmd|spotbugs|jacoco)/u.test(each)) });
    }
    return found.reading();
  },
};

/** Lock file of sbt-dependency-lock: `dependencies` with `org`, `name`, `version`, `configurations`. */
export const sbtLock: Cataloguer = {
  id: 'sbt-lock',
  evidence: 'declared',
  wants: ({ name }) => name.endsWith('.sbt.lock'),
  maxBytes: 16 * MIB,
  read({ bytes }) {
    const lock = readJson(bytes);
    if (!Array.isArray(lock.dependencies)) throw new Error('This is no lock file of sbt: it has no dependencies.');
    const found = gather('maven');
    for (const each of lock.dependencies.map((given) => fields(given))) {
      const configurations = list(each.configurations).map((given) => text(given));
      const dev = configurations.length > 0 && !configurations.some((given) => ['compile', 'runtime', 'default'].includes(given));
      found.add({ namespace: text(each.org), name: text(each.name), version: text(each.version), dev });
    }
    return found.reading();
  },
};
