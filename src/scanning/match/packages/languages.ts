import { normalizedName } from './names.ts';
import type { Package, PackageType } from '../../catalog/package.ts';

type Named = Pick<Package, 'namespace' | 'name'>;

const joined = (separator: string) => ({ namespace, name }: Named): string => (namespace ? `${namespace}${separator}${name}` : name);
const plain = ({ name }: Named): string => name;

/** Swift packages and actions are known by the address of their repository. */
const repository = (named: Named): string => joined('/')(named).replace(/\.git$/, '');

type Ecosystem = { name: string; nameOf(named: Named): string };

/** OSV ecosystems of language packages and how they write names, by purl type. */
const ECOSYSTEMS: Readonly<Partial<Record<PackageType, Ecosystem>>> = {
  bitnami: { name: 'Bitnami', nameOf: plain },
  cargo: { name: 'crates.io', nameOf: plain },
  composer: { name: 'Packagist', nameOf: joined('/') },
  conan: { name: 'ConanCenter', nameOf: plain },
  cran: { name: 'CRAN', nameOf: plain },
  gem: { name: 'RubyGems', nameOf: plain },
  github: { name: 'GitHub Actions', nameOf: repository },
  golang: { name: 'Go', nameOf: joined('/') },
  hackage: { name: 'Hackage', nameOf: plain },
  hex: { name: 'Hex', nameOf: plain },
  maven: { name: 'Maven', nameOf: joined(':') },
  npm: { name: 'npm', nameOf: joined('/') },
  nuget: { name: 'NuGet', nameOf: plain },
  pub: { name: 'Pub', nameOf: plain },
  pypi: { name: 'PyPI', nameOf: plain },
  swift: { name: 'SwiftURL', nameOf: repository },
};

/** Types of packages that no OSV ecosystem speaks of, as people call them. */
const UNSPOKEN: Readonly<Partial<Record<PackageType, string>>> = { alpm: 'Arch Linux', cocoapods: 'CocoaPods', conda: 'Conda', generic: 'programs of no package' };

/** The OSV ecosystem of a language package and its name there; only a name for people where there is none. */
export function languageOf(stated: Pick<Package, 'type' | 'namespace' | 'name'>): { ecosystem: string; name?: string } {
  const ecosystem = ECOSYSTEMS[stated.type];
  if (ecosystem === undefined) return { ecosystem: UNSPOKEN[stated.type] ?? stated.type };
  return { ecosystem: ecosystem.name, name: normalizedName(ecosystem.name, ecosystem.nameOf(stated)) };
}
