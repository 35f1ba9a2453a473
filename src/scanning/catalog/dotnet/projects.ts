import type { Cataloguer } from '../cataloguer.ts';
import { gather } from '../read/gather.ts';
import { readJson } from '../read/json.ts';
import { fields, keys, text } from '../read/value.ts';
import { elements, readXml, textIn } from '../read/xml.ts';
import { projectOf, propertiesOf, referencesOf } from './msbuild.ts';

const MIB = 1024 * 1024;
const CENTRAL = 'Directory.Packages.props';
/** How far up central versions are looked for; solutions keep projects one or two folders down. */
const LEVELS = 4;

/** packages.lock.json, versions 1 and 2: `dependencies` by framework. Source: NuGet, "Locking dependencies". */
export const nugetLock: Cataloguer = {
  id: 'nuget-lock',
  evidence: 'declared',
  wants: ({ name }) => name === 'packages.lock.json',
  maxBytes: 64 * MIB,
  read({ bytes }) {
    const lock = readJson(bytes);
    if (lock.dependencies === undefined) throw new Error('This is no lock file of NuGet: it has no dependencies.');
    const found = gather('nuget');
    for (const framework of keys(lock.dependencies)) {
      const packages = fields(fields(lock.dependencies)[framework]);
      for (const name of keys(packages)) {
        const entry = fields(packages[name]);
        // The solution's own projects have no version that anybody published.
        if (text(entry.type) !== 'Project') found.add({ name, version: text(entry.resolved) });
      }
    }
    return found.reading();
  },
};

/** packages.config, the older way: `<package id version>`. */
export const nugetConfig: Cataloguer = {
  id: 'nuget-config',
  evidence: 'declared',
  wants: ({ name }) => name.toLowerCase() === 'packages.config',
  maxBytes: 2 * MIB,
  read({ bytes }) {
    const root = readXml(bytes, 'packages');
    const found = gather('nuget');
    for (const each of root === undefined ? [] : elements(root, 'package')) {
      const entry = fields(each);
      found.add({ name: textIn(entry, '@id'), version: textIn(entry, '@version'), dev: textIn(entry, '@developmentDependency') === 'true' });
    }
    return found.reading();
  },
};

/** Versions that a solution states for all its projects (central package management), whether a project uses them or not, as Trivy lists them. */
export const nugetCentral: Cataloguer = {
  id: 'nuget-central',
  evidence: 'declared',
  wants: ({ name }) => /^(?:Directory\.)?Packages\.props$/iu.test(name),
  maxBytes: 2 * MIB,
  read({ bytes }) {
    const project = projectOf(bytes);
    const found = gather('nuget');
    if (project === undefined) return {};
    const properties = propertiesOf([project]);
    for (const kind of ['PackageVersion', 'GlobalPackageReference']) {
      for (const { name, version } of referencesOf(project, kind, properties)) found.add({ name, version, dev: kind === 'GlobalPackageReference' });
    }
    return found.reading();
  },
};

/** `Directory.Packages.props` beside a project and in the folders above it, nearest first. */
function centralPaths(path: string): readonly string[] {
  const folders = path.split('/').slice(0, -1);
  return Array.from({ length: Math.min(LEVELS, folders.length + 1) }, (_, level) => [...folders.slice(0, folders.length - level), CENTRAL].join('/'));
}

/** Packages that a C#, F# or Visual Basic project references directly, with versions of its own or of the solution. */
export const dotnetProject: Cataloguer = {
  id: 'dotnet-project',
  evidence: 'declared',
  wants: ({ name }) => /\.(?:cs|fs|vb)proj$/u.test(name),
  companions: centralPaths,
  maxBytes: 2 * MIB,
  read({ path, bytes, companion }) {
    const project = projectOf(bytes);
    if (project === undefined) return {};
    const centralBytes = centralPaths(path).map((each) => companion(each)).find((each) => each !== undefined);
    const central = centralBytes && projectOf(centralBytes);
    const properties = propertiesOf(central ? [project, central] : [project]);
    const versions = new Map((central ? referencesOf(central, 'PackageVersion', properties) : []).map(({ name, version }) => [name.toLowerCase(), version]));
    const found = gather('nuget');
    for (const { name, version, isPrivate } of referencesOf(project, 'PackageReference', properties)) {
      found.add({ name, version: version || (versions.get(name.toLowerCase()) ?? ''), dev: isPrivate });
    }
    return found.reading();
  },
};
