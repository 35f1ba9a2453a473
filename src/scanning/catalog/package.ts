/** Package types as purl names them (https://github.com/package-url/purl-spec, types). */
export const PACKAGE_TYPES = [
  'alpm', 'apk', 'bitnami', 'cargo', 'cocoapods', 'composer', 'conan', 'conda', 'cran', 'deb', 'gem', 'generic', 'github',
  'golang', 'hackage', 'hex', 'maven', 'npm', 'nuget', 'pub', 'pypi', 'rpm', 'swift',
] as const;
export type PackageType = (typeof PACKAGE_TYPES)[number];

/** What one file says of one package; what it takes the whole image to know (distribution, layer, owner) is added by `assemble`. */
export type StatedPackage = {
  type: PackageType;
  /** purl namespace as the ecosystem writes it: npm scope with `@`, Maven group, Go path before the last part; absent for deb, apk, rpm until the distribution is known. */
  namespace?: string;
  name: string;
  /** As the ecosystem writes it, an epoch included: `2:1.7.9-1`, `0:1.2-3.el9`; empty where nobody says. */
  version: string;
  arch?: string;
  /** The package that the distribution built it from, where that is another or has another version. */
  source?: { name: string; version: string };
  /** As stated: SPDX expressions or free text. */
  licenses?: readonly string[];
  /** Needed for building or testing only. */
  dev?: boolean;
  /** Modularity label of an rpm (`nodejs:18:…`), which decides which advisories speak of it. */
  module?: string;
  /** Who built it, where the database says so: tells packages of third parties from the distribution's own. */
  vendor?: string;
  /** Where in the file it was found, if the file holds others: the path of a nested archive (`BOOT-INF/lib/a.jar`, deeper ones after `!/`). Goes into `Place.path`. */
  within?: string;
  /** Go standard library, Node itself and the like: what it is, where its name alone would not say. */
  remark?: string;
};

/** Where a package was found. */
export type Place = {
  /** The file that says so, without a leading slash; nested archives after `!/` as Java writes them. */
  path: string;
  /** DiffID (sha256:…) of the layer that brought this package; absent outside images. */
  layer?: string;
};

/** A package of the whole: its identity is its purl. The same purl at several places is one package. */
export type Package = Omit<StatedPackage, 'within'> & {
  purl: string;
  places: readonly Place[];
  /** The cataloguer that found it. */
  foundBy: string;
};
