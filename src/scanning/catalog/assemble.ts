import { identityOf, introducedIn } from './assemble-layers.ts';
import { ownedFiles } from './assemble-owners.ts';
import type { Distribution, ExposedSecret, Kernel } from './cataloguer.ts';
import type { Package, Place, StatedPackage } from './package.ts';
import { isSystemType, purlOf } from './purl.ts';
import { kernelOf } from './system/kernel.ts';
import { chooseDistribution } from './system/release.ts';
import { isThirdParty } from './system/vendors.ts';
import type { NamedReading, Problem, Tree, TreeFile } from './tree.ts';

/** All that a scan found: the same for the same files, in whichever order they were read. */
export type Inventory = {
  distribution?: Distribution;
  /** By purl; each purl once. */
  packages: readonly Package[];
  kernels: readonly Kernel[];
  /** `removed`: by a later layer, while the layer that has it can still be read. */
  secrets: readonly (ExposedSecret & Place & { removed?: true })[];
  /** What could not be read: packages may be missing. */
  problems: readonly Problem[];
  /** What was not understood without anything missing. */
  warnings: readonly Problem[];
};

/** What is known of the whole beside its files. */
export type Surroundings = {
  /** The kernel that runs (`uname -r`), of a host. */
  runningKernel?: string | undefined;
};

/** What a tree holds now: a file whose last version counts, with what it says. */
type Standing = { file: TreeFile; readings: readonly NamedReading[] };

/** Puts together what the cataloguers read. Only the last version of each path counts; those before tell which layer brought what. */
export function assemble(tree: Tree, { runningKernel }: Surroundings = {}): Inventory {
  // In order of paths: where several state a package, who is first does not hang on how the tree was walked.
  const standing = tree.files.toSorted(byPath).map((file): Standing => ({ file, readings: file.versions.at(-1)?.readings ?? [] }));
  const distribution = distributionOf(standing);
  const packages = packagesOf(standing, tree.layers, distribution);
  const warnings = warningsOf(standing);
  if (distribution === undefined && packages.some(({ type }) => isSystemType(type))) {
    warnings.push({ path: 'etc/os-release', reason: 'no file says which distribution this is, so its advisories cannot be chosen' });
  }
  const isUnread = distribution !== undefined && !packages.some(({ type }) => isSystemType(type));
  return {
    ...(distribution ? { distribution } : {}),
    packages,
    kernels: kernelsOf(standing, packages, runningKernel),
    secrets: secretsOf(standing, tree),
    problems: [
      ...tree.problems.toSorted(byPath),
      // Removed, elsewhere, or of a kind that nobody reads here: what the system itself brings is not known.
      ...(isUnread ? [{ path: '', reason: `this is ${distribution.name}, but no database of its packages was found` }] : []),
    ],
    warnings: warnings.sort(byPath),
  };
}

function distributionOf(standing: readonly Standing[]): Distribution | undefined {
  return chooseDistribution(
    standing.flatMap(({ file: { path }, readings }) => readings.flatMap(({ distribution }) => (distribution ? [{ path, distribution }] : []))),
  );
}

/** Everything stated, the distribution's own language packages left out, put together by purl. */
function packagesOf(standing: readonly Standing[], layers: Tree['layers'], distribution: Distribution | undefined): readonly Package[] {
  const owned = ownedLanguageFiles(standing, distribution);
  const purls = new Purls(distribution);
  const collected = new Map<string, Collected>();
  for (const { file, readings } of standing) {
    const layerOf = introducedIn(file, layers);
    for (const { by, packages = [] } of readings) {
      for (const stated of packages) {
        // A nested archive is owned with the one that it lies in.
        if (!isSystemType(stated.type) && owned.has(file.path)) continue;
        const identity = identityOf(stated);
        collect(collected, purls.of(identity, stated), { stated, by, path: placeOf(file, stated), layer: layerOf(identity) });
      }
    }
  }
  return Array.from(collected, ([purl, found]) => toPackage(purl, found)).sort((a, b) => compare(a.purl, b.purl));
}

const placeOf = ({ path }: TreeFile, { within }: StatedPackage): string => (within === undefined ? path : `${path}!/${within}`);

/** Files with language packages that a package of the distribution itself owns. */
function ownedLanguageFiles(standing: readonly Standing[], distribution: Distribution | undefined): ReadonlySet<string> {
  const foreign = new Set<string>();
  const files = new Set<string>();
  for (const { file, readings } of standing) {
    for (const { packages = [] } of readings) {
      for (const stated of packages) {
        if (!isSystemType(stated.type)) files.add(file.path);
        else if (isThirdParty(stated, distribution)) foreign.add(stated.name);
      }
    }
  }
  return ownedFiles(files, standing.flatMap(({ readings }) => readings), (name) => foreign.has(name));
}

/** Purls by identity: a package may stand at thousands of places. */
class Purls {
  private readonly known = new Map<string, string>();
  private readonly distribution: Distribution | undefined;

  constructor(distribution: Distribution | undefined) {
    this.distribution = distribution;
  }

  of(identity: string, stated: StatedPackage): string {
    let purl = this.known.get(identity);
    if (purl === undefined) {
      purl = purlOf(stated, this.distribution);
      this.known.set(identity, purl);
    }
    return purl;
  }
}

/** One purl with all who state it: the first says what it is, as long as nobody needs it for more than development. */
type Collected = { stated: StatedPackage; by: string; dev: boolean; places: Map<string, Place> };

function collect(collected: Map<string, Collected>, purl: string, found: { stated: StatedPackage; by: string; path: string; layer: string | undefined }): void {
  const { stated, by, path, layer } = found;
  const place: Place = { path, ...(layer === undefined ? {} : { layer }) };
  const known = collected.get(purl);
  if (known === undefined) {
    collected.set(purl, { stated, by, dev: stated.dev === true, places: new Map([[path, place]]) });
    return;
  }
  known.dev &&= stated.dev === true;
  if (!known.places.has(path)) known.places.set(path, place);
}

function toPackage(purl: string, { stated, by, dev, places }: Collected): Package {
  const { within: _within, dev: _dev, ...rest } = stated;
  return { ...rest, ...(dev ? { dev } : {}), purl, places: [...places.values()].sort(byPath), foundBy: by };
}

/** By files, by packages, and the one that runs. */
function kernelsOf(standing: readonly Standing[], packages: readonly Package[], running: string | undefined): readonly Kernel[] {
  const releases = new Set<string>();
  for (const { release } of standing.flatMap(({ readings }) => readings.flatMap(({ kernels = [] }) => kernels))) releases.add(release);
  for (const release of packages.map(kernelOf)) if (release !== undefined) releases.add(release);
  if (running !== undefined && running !== '') releases.add(running);
  return [...releases].sort(compare).map((release) => ({ release, running: release === running }));
}

function secretsOf(standing: readonly Standing[], { layers, buried = [] }: Tree): Inventory['secrets'] {
  const found = standing.flatMap(({ file, readings }) => {
    const layer = layers[file.versions.at(-1)?.layer ?? -1]?.diffId;
    const place: Place = { path: file.path, ...(layer === undefined ? {} : { layer }) };
    return readings.flatMap(({ secrets = [] }) => secrets.map((secret) => ({ ...secret, ...place })));
  });
  const known = new Set(found.map(keyOf));
  const removed = buried.flatMap(({ path, layer, secrets }) => {
    const diffId = layers[layer]?.diffId;
    return secrets.map((secret) => ({ ...secret, path, ...(diffId === undefined ? {} : { layer: diffId }), removed: true as const }));
  }).filter((secret) => {
    const isNew = !known.has(keyOf(secret));
    known.add(keyOf(secret));
    return isNew;
  });
  return [...found, ...removed].sort((a, b) => byPath(a, b) || a.line - b.line || compare(a.rule, b.rule));
}

/** The same secret in the same file, whichever layer it was seen in. */
const keyOf = ({ rule, excerpt, path }: ExposedSecret & Place): string => JSON.stringify([path, rule, excerpt]);

const warningsOf = (standing: readonly Standing[]): Problem[] =>
  standing.flatMap(({ file: { path }, readings }) => readings.flatMap(({ warnings = [] }) => warnings.map((reason) => ({ path, reason }))));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byPath = (a: { path: string }, b: { path: string }): number => compare(a.path, b.path);
