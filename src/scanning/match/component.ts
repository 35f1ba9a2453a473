import type { Distribution } from '../catalog/cataloguer.ts';
import type { Package } from '../catalog/package.ts';
import { isSystemType, readPurl } from '../catalog/purl.ts';
import { isThirdParty } from '../catalog/system/vendors.ts';
import { ecosystemsOf, type Release } from './packages/distributions.ts';
import { kernelJudge, unsignedSource, type KernelUse } from './packages/kernels.ts';
import { languageOf } from './packages/languages.ts';
import { normalizedName } from './packages/names.ts';
import { languageQuestions, systemQuestions } from './packages/questions.ts';

/** What matching looks at of a package. */
export type JudgedPackage = Pick<Package, 'purl' | 'type' | 'namespace' | 'name' | 'version' | 'arch' | 'source' | 'module' | 'vendor'>;

/**
 * A package as it is judged, whatever lies beside it: the same package of the same release is one component, wherever it is
 * found, and what is known against it is known of all of them.
 */
export type Component = {
  package: JudgedPackage;
  /** The release that a system's package is of; absent for languages, and where nobody says. */
  release?: Release;
  /** The system takes Ubuntu Pro's fixes (or those of another extended support): they count, and its life ends later. */
  takesPro?: true;
};

/** A package of the whole as a component, and why it is not judged there though it is there. */
export type Member = { package: Package; component: Component; setAside?: string };

/** The packages of one system, image or tree as components: what matching takes of their company is decided here. */
export function componentsOf(packages: readonly Package[], { distribution, kernel }: { distribution?: Distribution | undefined; kernel: KernelUse }): Member[] {
  const takesPro = packages.some(({ type, version }) => type === 'deb' && /[+~]esm\d/.test(version));
  const kernelReason = kernelJudge(packages, kernel);
  return packages.map((one): Member => {
    if (!isSystemType(one.type)) return { package: one, component: { package: judgedOf(one) } };
    const release = releaseOf(distribution ?? readPurl(one.purl)?.distribution);
    const reason = kernelReason(one) ?? (isThirdParty(one, release && wholeRelease(release)) ? 'was built by others than the distribution' : undefined);
    return {
      package: one,
      component: { package: judgedOf(one), ...(release === undefined ? {} : { release }), ...(takesPro ? { takesPro } : {}) },
      ...(reason === undefined ? {} : { setAside: reason }),
    };
  });
}

/** A release as those parts of the catalogue take it that also know systems whole. */
export const wholeRelease = (release: Release): Distribution => ({ codename: '', name: '', like: [], ...release });

const releaseOf = (stated: Release | undefined): Release | undefined =>
  stated && {
    id: stated.id, version: stated.version,
    ...(stated.codename === undefined ? {} : { codename: stated.codename }),
    ...(stated.name === undefined ? {} : { name: stated.name }),
  };

const judgedOf = ({ purl, type, namespace, name, version, arch, source, module, vendor }: Package): JudgedPackage => ({
  purl, type, name, version,
  ...(namespace === undefined ? {} : { namespace }),
  ...(arch === undefined ? {} : { arch }),
  ...(source === undefined ? {} : { source: { name: source.name, version: source.version } }),
  ...(module === undefined ? {} : { module }),
  ...(vendor === undefined ? {} : { vendor }),
});

/** OSV ecosystems whose advisories count for a system's package, likeliest first, whether or not there are any. */
export const systemEcosystems = ({ release, takesPro }: Component): readonly string[] =>
  release === undefined ? [] : ecosystemsOf(release).filter((name) => takesPro === true || !name.startsWith('Ubuntu:Pro:'));

const isOfSystem = ({ package: one }: Component): boolean => isSystemType(one.type);

/** The names under which advisories may speak of a component, as they are looked up: what changes of none of them changes nothing of it. */
export function namesOf(component: Component): { ecosystem: string; name: string }[] {
  const { package: one } = component;
  const questions = isOfSystem(component) ? systemQuestions(one, systemEcosystems(component)) : languageQuestions(one).questions;
  const names = new Map(questions.map(({ ecosystem, name }) => [`${ecosystem}\n${name}`, { ecosystem, name: normalizedName(ecosystem, name) }]));
  return [...names.values()];
}

/** The package that a fix replaces: the source package of a release, the package of a language. */
export function replacedBy(component: Component): { type: string; ecosystem: string; name: string } {
  const { package: one, takesPro } = component;
  if (!isOfSystem(component)) {
    const { ecosystem, name } = languageOf(one);
    return { type: one.type, ecosystem, name: name ?? one.name };
  }
  const ecosystems = systemEcosystems(component);
  // Whoever subscribes to Ubuntu Pro gets other fixes: theirs is another piece of work.
  const ecosystem = (takesPro === true ? ecosystems.find((name) => name.startsWith('Ubuntu:Pro:')) : undefined) ?? ecosystems[0] ?? one.type;
  const source = one.source?.name ?? '';
  return { type: one.type, ecosystem, name: (one.type === 'deb' ? unsignedSource(source) : undefined) ?? (source === '' ? one.name : source) };
}
