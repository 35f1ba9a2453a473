import { apk } from './apk.ts';
import { composer } from './composer.ts';
import { dpkg } from './dpkg.ts';
import { gem } from './gem.ts';
import { go } from './go.ts';
import { maven } from './maven.ts';
import { cran, hackage } from './numbers.ts';
import { nuget } from './nuget.ts';
import type { VersionOrder } from './order.ts';
import { pep440 } from './pep440.ts';
import { rpm } from './rpm.ts';
import { bitnami, conan, pub, semver } from './semver.ts';

export type { VersionOrder } from './order.ts';

/** OSV ecosystems (without release) and how they order versions. Source: https://ossf.github.io/osv-schema/#affectedpackage-field. */
const ORDERS: ReadonlyMap<string, VersionOrder> = new Map([
  ['AlmaLinux', rpm],
  ['Alpaquita', apk],
  ['Alpine', apk],
  ['Amazon Linux', rpm],
  ['Azure Linux', rpm],
  ['BellSoft Hardened Containers', apk],
  ['Bioconductor', cran],
  ['Bitnami', bitnami],
  ['Chainguard', apk],
  ['ConanCenter', conan],
  ['CRAN', cran],
  ['crates.io', semver],
  ['Debian', dpkg],
  ['Echo', dpkg],
  ['Fedora', rpm],
  ['GHC', hackage],
  ['GitHub Actions', semver],
  ['Go', go],
  ['Hackage', hackage],
  ['Hex', semver],
  ['Mageia', rpm],
  ['Maven', maven],
  ['MinimOS', apk],
  ['npm', semver],
  ['NuGet', nuget],
  ['openEuler', rpm],
  ['openSUSE', rpm],
  ['Oracle Linux', rpm],
  ['Packagist', composer],
  ['Photon OS', rpm],
  ['Pub', pub],
  ['PyPI', pep440],
  ['Red Hat', rpm],
  ['Rocky Linux', rpm],
  ['RubyGems', gem],
  ['SUSE', rpm],
  ['SwiftURL', semver],
  ['Ubuntu', dpkg],
  ['Wolfi', apk],
]);

/** The ecosystem without its release: `Debian:12` is of `Debian`. */
export function familyOf(ecosystem: string): string {
  const colon = ecosystem.indexOf(':');
  return colon < 0 ? ecosystem : ecosystem.slice(0, colon);
}

/** How an OSV ecosystem, with or without release, orders its versions; nothing where nobody knows. */
export const orderOf = (ecosystem: string): VersionOrder | undefined => ORDERS.get(familyOf(ecosystem));
