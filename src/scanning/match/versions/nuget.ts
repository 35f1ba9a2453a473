import { keyedOrder } from './keyed.ts';
import type { VersionOrder } from './order.ts';
import { compareSemver, parseSemver } from './semver.ts';

/** NuGet: four numbers, prerelease labels without regard to case. Source: NuGet.Versioning VersionComparer. */
export const nuget: VersionOrder = keyedOrder({
  id: 'nuget',
  parse: (version) => parseSemver(version.toLowerCase(), 4),
  compareKeys: compareSemver,
  canonical(key) {
    const [major = 0, minor = 0, patch = 0, revision = 0] = key.numbers;
    const numbers = `${major}.${minor}.${patch}${revision === 0 ? '' : `.${revision}`}`;
    return key.prerelease.length === 0 ? numbers : `${numbers}-${key.prerelease.join('.')}`;
  },
});
