import { createHash } from 'node:crypto';
import { zipEntries, type ZipEntry } from '../../../kernel/zip.ts';
import { textOf } from '../read/text.ts';
import { parseManifest, type Manifest } from './manifest.ts';
import { parseProperties } from './properties.ts';

/** Names of Java archives: applications, plug-ins and modules are ZIP files with the same insides. */
const ARCHIVE = /\.(?:jar|war|ear|par|sar|rar|kar|nar|lpkg|hpi|jpi|jmod)$/iu;
/** Archives of sources and documentation hold no code that runs. */
const NO_CODE = /-(?:sources|javadoc)\.jar$/iu;

export const isArchiveName = (name: string): boolean => ARCHIVE.test(name) && !NO_CODE.test(name);

/** `META-INF/maven/<group>/<artifact>/`, where Maven's archiver leaves the project's identity. */
const MAVEN = /^META-INF\/maven\/(?<group>[^/]+)\/(?<artifact>[^/]+)\/pom\.(?:properties|xml)$/u;
const isProperties = (name: string): boolean => name === 'pom.properties' || name.endsWith('/pom.properties');

/** What one archive tells, without a verdict on which package it is. */
export type ArchiveFacts = {
  /** Path of the archive in the outermost one, levels parted by `!/`; empty for the outermost. */
  within: string;
  fileName: string;
  sha1(): string;
  /** Each pom.properties with group, artifact and version. */
  poms: readonly { entry: string; group: string; artifact: string; version: string }[];
  /** Identities that Maven's folders tell without a version. */
  folders: readonly { group: string; artifact: string }[];
  manifest: Manifest;
};

const MOST_ENTRIES = 1_000_000;
/** Of all archives in a file together. */
const MOST_ARCHIVES = 50_000;
const MOST_POMS = 100_000;
const DEEPEST = 16;
const LONGEST_PLACE = 4_096;
/** Signed archives with very many entries have manifests of some MB. */
const LARGEST_MANIFEST = 32 * 1024 * 1024;
const LARGEST_PROPERTIES = 1024 * 1024;
/** A nested archive lies in memory together with those around it. */
const LARGEST_NESTED = 512 * 1024 * 1024;
const LARGEST_TOGETHER = 2 * 1024 * 1024 * 1024;

/**
 * The facts of an archive and of all that are nested in it, outermost first.
 * @throws {Error} where it, or an archive in it, is damaged, nested too deeply or too large; what is only named like an archive is passed to `warn`.
 */
export function archiveFacts(bytes: Uint8Array, fileName: string, warn: (warning: string) => void): ArchiveFacts[] {
  const found: ArchiveFacts[] = [];
  const budget = { bytes: LARGEST_TOGETHER, poms: MOST_POMS };

  function visit(content: Uint8Array, within: string, name: string, depth: number): void {
    if (found.length >= MOST_ARCHIVES) throw new Error(`There are more than ${MOST_ARCHIVES} archives in this one.`);
    if (within.length > LONGEST_PLACE) throw new Error('An archive in this archive has a name that is too long.');
    if (depth > DEEPEST) throw new Error(`Archives are nested in one another more than ${DEEPEST} deep.`);
    const entries = zipEntries(content, { entries: MOST_ENTRIES, entryBytes: LARGEST_NESTED, readBytes: LARGEST_TOGETHER });
    found.push({ within, fileName: name, sha1: () => createHash('sha1').update(content).digest('hex'), ...factsOf(entries, budget) });
    for (const entry of entries) {
      if (entry.isDirectory || !isArchiveName(entry.name)) continue;
      const nested = taken(entry, budget);
      if (isZip(nested)) visit(nested, within === '' ? entry.name : `${within}!/${entry.name}`, entry.name.slice(entry.name.lastIndexOf('/') + 1), depth + 1);
      else warn('A file in this archive is named like an archive, but is none.');
    }
  }

  visit(bytes, '', fileName, 1);
  return found;
}

/** What is left of what one file may cost. */
type Budget = { bytes: number; poms: number };

/** ZIP, empty ZIP, or a jmod's header before one. */
export function isZip(head: Uint8Array): boolean {
  const isPk = head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));
  return isPk || (head[0] === 0x4a && head[1] === 0x4d && head[2] === 1 && head[3] === 0);
}

function factsOf(entries: readonly ZipEntry[], budget: Budget): Pick<ArchiveFacts, 'poms' | 'folders' | 'manifest'> {
  const poms: ArchiveFacts['poms'][number][] = [];
  const folders = new Map<string, ArchiveFacts['folders'][number]>();
  let manifest: Manifest = new Map();
  for (const entry of entries) {
    // A jmod has its classes and their META-INF in a folder.
    if (entry.name === 'META-INF/MANIFEST.MF' || entry.name === 'classes/META-INF/MANIFEST.MF') manifest = parseManifest(textIn(entry, budget, LARGEST_MANIFEST));
    const { group, artifact } = MAVEN.exec(entry.name)?.groups ?? {};
    if (group !== undefined && artifact !== undefined) folders.set(`${group}:${artifact}`, { group, artifact });
    if (!isProperties(entry.name)) continue;
    budget.poms -= 1;
    if (budget.poms < 0) throw new Error(`The archive states more than ${MOST_POMS} projects.`);
    const properties = parseProperties(textIn(entry, budget, LARGEST_PROPERTIES));
    poms.push({ entry: entry.name, group: properties.get('groupId') ?? '', artifact: properties.get('artifactId') ?? '', version: properties.get('version') ?? '' });
  }
  return { poms: poms.filter(({ group, artifact, version }) => group !== '' && artifact !== '' && version !== ''), folders: [...folders.values()], manifest };
}

function textIn(entry: ZipEntry, budget: Budget, largest: number): string {
  if (entry.size > largest) throw new Error('The manifest or a pom.properties of this archive is too large.');
  return textOf(taken(entry, budget));
}

function taken(entry: ZipEntry, budget: Budget): Uint8Array {
  budget.bytes -= entry.size;
  if (budget.bytes < 0) throw new Error('The archives in this archive are too large together.');
  return entry.read();
}
