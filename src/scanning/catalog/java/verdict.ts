import type { ArchiveFacts } from './archive.ts';
import { partsOfFileName } from './file-name.ts';
import { knownGroup } from './known-groups.ts';

/** A Maven identity; group or version may be unknown (empty). */
export type Identity = { group: string; artifact: string; version: string };

/**
 * Which packages an archive is: each project whose pom.properties it carries (several, where others are shaded in), and itself, where
 * none of these is it. What it is itself says, in this order: the repository it lies in, Maven's folders, its manifest, its file's name.
 */
export function identitiesOf(facts: ArchiveFacts, inRepository: Identity | undefined): readonly Identity[] {
  const file = partsOfFileName(facts.fileName);
  const poms = facts.poms.map(({ group, artifact, version }) => ({ group, artifact, version })).filter(isStated);
  if (poms.some((pom) => isItself(pom, file, poms.length))) return poms;
  const itself = inRepository ?? fromFolder(facts, file) ?? fromManifest(facts, file);
  // Of an archive full of other projects, a name without a group would be no more than its file's name.
  return itself !== undefined && (poms.length === 0 || itself.group !== '') ? [...poms, itself] : poms;
}

type FileParts = ReturnType<typeof partsOfFileName>;

/** Placeholders stand in pom.properties that were copied instead of made. */
const isStated = ({ group, artifact, version }: Identity): boolean => ![group, artifact, version].some((text) => /[${}@\s]/u.test(text));

/** A file that was renamed or bears no version is what its only pom.properties says. */
function isItself(pom: Identity, file: FileParts, poms: number): boolean {
  const isNamedSo = file.artifact === pom.artifact || file.artifact === `${pom.group}.${pom.artifact}` || file.artifact.startsWith(`${pom.artifact}-${pom.version}`);
  return isNamedSo || (poms === 1 && (file.version === '' || file.version === pom.version));
}

function fromFolder({ folders, manifest }: ArchiveFacts, file: FileParts): Identity | undefined {
  const folder = folders.find(({ artifact }) => artifact === file.artifact);
  return folder && { ...folder, version: file.version || versionOf(manifest) };
}

function fromManifest({ manifest }: ArchiveFacts, file: FileParts): Identity | undefined {
  const bundle = (manifest.get('bundle-symbolicname') ?? '').split(';', 1)[0]?.trim() ?? '';
  const version = file.version || versionOf(manifest);
  const artifact = file.version === '' ? titleOf(manifest) || springArtifact(bundle) || file.artifact : file.artifact;
  if (version === '' || !isPart(artifact)) return undefined;
  const group = knownGroup(artifact, version) ?? (vendorGroup(manifest) || bundleGroup(bundle, artifact));
  // A file that bears no version was named by whoever put it there: that is no artifact's name, unless it is a well-known one's.
  const isNamedByFile = file.version === '' && artifact === file.artifact && titleOf(manifest) === '';
  return isNamedByFile && knownGroup(artifact, version) === undefined ? undefined : { group, artifact, version };
}

/** Letters, digits, `-`, `_` and `.`, as Maven allows them. */
const isPart = (text: string): boolean => text.length <= 128 && /^[A-Za-z0-9][\w.-]*$/u.test(text);

/** Titles are meant for people: one that could be an artifact's name is taken for it. */
function titleOf(manifest: ArchiveFacts['manifest']): string {
  const title = manifest.get('implementation-title')?.trim() ?? '';
  return isPart(title) && /[a-z]/u.test(title) ? title : '';
}

function versionOf(manifest: ArchiveFacts['manifest']): string {
  const versions = ['implementation-version', 'bundle-version', 'specification-version'].map((name) => manifest.get(name)?.trim() ?? '');
  const version = versions.find((each) => each.length <= 128 && /^\d[\w.+-]*$/u.test(each)) ?? '';
  // Kotlin adds the number of its build.
  return version.replace(/-release-\d+$/u, '');
}

function vendorGroup(manifest: ArchiveFacts['manifest']): string {
  const vendor = manifest.get('implementation-vendor-id')?.trim() ?? '';
  // Apache's oldest projects name their vendor so; it is the group of none of them.
  return isPart(vendor) && vendor.includes('.') && vendor !== 'org.apache' ? vendor : '';
}

/** `com.fasterxml.jackson.core.jackson-databind` is a bundle's name made of group and artifact. */
function bundleGroup(bundle: string, artifact: string): string {
  const prefix = bundle.endsWith(`.${artifact}`) && isPart(bundle) ? bundle.slice(0, -artifact.length - 1) : '';
  if (prefix.includes('.')) return prefix;
  // Eclipse's artifacts bear the bundle's whole name, in a group of the project.
  return bundle === artifact ? (/^(?<group>org\.eclipse\.[\w-]+)\./u.exec(bundle)?.groups?.group ?? '') : '';
}

/** Spring's modules named their bundles before they had a pom.properties (2.5 and 3). */
function springArtifact(bundle: string): string {
  const module = /^org\.springframework\.(?<module>aop|aspects|beans|context|core|expression|jdbc|jms|orm|oxm|test|transaction|web|web\.servlet)$/u.exec(bundle)?.groups?.module;
  if (module === undefined) return '';
  return `spring-${module === 'transaction' ? 'tx' : module === 'web.servlet' ? 'webmvc' : module}`;
}
