import { endOfDigits, isDigit } from './characters.ts';
import { keyedOrder } from './keyed.ts';
import type { VersionOrder } from './order.ts';
import { compareSemver, parseSemver } from './semver.ts';

/** `1.21rc2` of a toolchain as the semantic version it means, `1.21-rc.2`; anything else as it is. */
function withToolchainMark(version: string): string {
  let at = 0;
  while (isDigit(version.charCodeAt(at)) || version[at] === '.') at++;
  const mark = version.startsWith('rc', at) ? 'rc' : version.startsWith('beta', at) ? 'beta' : undefined;
  if (at === 0 || mark === undefined) return version;
  const start = at + mark.length;
  const stop = endOfDigits(version, start);
  return stop > start && stop === version.length ? `${version.slice(0, at)}-${mark}.${version.slice(start)}` : version;
}

/**
 * Go modules (`v1.2.3`, pseudo-versions, `+incompatible`) and toolchains (`go1.21rc2`, `go1.21.3 X:boringcrypto`).
 * Source: https://go.dev/ref/mod#versions, https://go.dev/doc/toolchain#version.
 */
export const go: VersionOrder = keyedOrder({
  id: 'go',
  parse(version) {
    const blank = version.indexOf(' ');
    const plain = blank < 0 ? version : version.slice(0, blank);
    return parseSemver(withToolchainMark(plain.startsWith('go') ? plain.slice(2) : plain), 3);
  },
  compareKeys: compareSemver,
});
