import { apk } from './apk/index.ts';
import { binaries } from './binaries/index.ts';
import { bitnami } from './bitnami/index.ts';
import type { Cataloguer } from './cataloguer.ts';
import { conda } from './conda/index.ts';
import { dart } from './dart/index.ts';
import { dotnet } from './dotnet/index.ts';
import { dpkg } from './dpkg/index.ts';
import { elixir } from './elixir/index.ts';
import { exposedSecrets } from './exposed/index.ts';
import { go } from './go/index.ts';
import { java } from './java/index.ts';
import { npm } from './npm/index.ts';
import { php } from './php/index.ts';
import { python } from './python/index.ts';
import { rpm } from './rpm/index.ts';
import { ruby } from './ruby/index.ts';
import { rust } from './rust/index.ts';
import { swift } from './swift/index.ts';
import { kernel } from './system/kernel.ts';
import { release } from './system/release.ts';

/** Every cataloguer there is. Each is asked of every file; which come first does not matter. Adding one: docs/extend/cataloguer.md. */
export const cataloguers: readonly Cataloguer[] = [
  // the system
  release, kernel, dpkg, apk, rpm,
  // languages
  ...npm, ...python, ...ruby, ...php, ...rust, ...dart, ...elixir, ...conda, ...go, ...java, ...dotnet, ...swift,
  // executables
  ...binaries, ...bitnami,
  // what should not lie there
  exposedSecrets,
];

/**
 * The cataloguers to ask: of installed packages in images and hosts, of declared ones in source trees, and of secrets where these are
 * looked for. Packages are catalogued in any case.
 */
export const cataloguersFor = (evidence: Exclude<Cataloguer['evidence'], 'either'>, scanners: ReadonlySet<'vuln' | 'secret'>): readonly Cataloguer[] =>
  cataloguers.filter((cataloguer) => (cataloguer.evidence === evidence || cataloguer.evidence === 'either') && (scanners.has('secret') || cataloguer.id !== 'exposed-secrets'));
