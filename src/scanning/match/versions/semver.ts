import { DASH, DOT, endOfDigits, isAllDigits, isDigit, isLetter } from './characters.ts';
import { keyedOrder } from './keyed.ts';
import { compareNumeralLists, compareNumerals, compareText, type Numeral, numeral, type Sign, type VersionOrder } from './order.ts';

type Identifier = Numeral | string;

/** What a semantic version says, however loosely it is written. */
export type SemverKey = {
  /** Major, minor, patch; a fourth and more where the ecosystem has them. */
  numbers: readonly Numeral[];
  /** Empty for a release. */
  prerelease: readonly Identifier[];
  build: readonly Identifier[];
};

const identifiers = (text: string): Identifier[] =>
  text === '' ? [] : text.split('.').map((part) => (isAllDigits(part) ? numeral(part) : part));

const isIdentifierText = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isDigit(code) && !isLetter(code) && code !== DASH && code !== DOT) return false;
  }
  return true;
};

/**
 * Reads `[v]1[.2[.3[.4…]]][-pre][+build]`, also without the dash (`1.2.3beta`), as node-semver does in its loose mode.
 * @param most how many numbers count; the rest is read over.
 */
export function parseSemver(version: string, most: number): SemverKey | undefined {
  let at = 0;
  while (version[at] === 'v' || version[at] === 'V' || version[at] === '=' || version[at] === ' ') at++;
  const numbers: Numeral[] = [];
  for (;;) {
    const stop = endOfDigits(version, at);
    if (stop === at) return undefined;
    if (numbers.length < most) numbers.push(numeral(version.slice(at, stop)));
    at = stop;
    if (version.charCodeAt(at) !== DOT || !isDigit(version.charCodeAt(at + 1))) break;
    at++;
  }
  const plus = version.indexOf('+', at);
  const stop = plus < 0 ? version.length : plus;
  const hasMark = version.charCodeAt(at) === DASH || version.charCodeAt(at) === DOT;
  const prerelease = version.slice(hasMark ? at + 1 : at, stop).trimEnd();
  const build = plus < 0 ? '' : version.slice(plus + 1).trimEnd();
  if (!isIdentifierText(prerelease) || !isIdentifierText(build)) return undefined;
  if (hasMark && prerelease === '') return undefined;
  return { numbers, prerelease: identifiers(prerelease), build: identifiers(build) };
}

/** Numbers below words, numbers by value, words by ASCII; the shorter of two that begin alike is lower. */
export function compareIdentifiers(a: readonly Identifier[], b: readonly Identifier[]): Sign {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const one = a[at];
    const two = b[at];
    if (one === undefined || two === undefined) break;
    const sign = compareIdentifier(one, two);
    if (sign !== 0) return sign;
  }
  return a.length === b.length ? 0 : a.length < b.length ? -1 : 1;
}

function compareIdentifier(a: Identifier, b: Identifier): Sign {
  if (typeof a === 'string') return typeof b === 'string' ? compareText(a, b) : 1;
  return typeof b === 'string' ? -1 : compareNumerals(a, b);
}

/** Precedence of https://semver.org section 11: what is built does not count. */
export function compareSemver(a: SemverKey, b: SemverKey): Sign {
  const numbers = compareNumeralLists(a.numbers, b.numbers, 0);
  if (numbers !== 0) return numbers;
  if (a.prerelease.length === 0 || b.prerelease.length === 0) {
    return a.prerelease.length === b.prerelease.length ? 0 : a.prerelease.length === 0 ? 1 : -1;
  }
  return compareIdentifiers(a.prerelease, b.prerelease);
}

/** npm, crates.io, Hex, SwiftURL, GitHub Actions. */
export const semver: VersionOrder = keyedOrder({
  id: 'semver',
  parse: (version) => parseSemver(version, 3),
  compareKeys: compareSemver,
});

/** Dart's pub: what is built counts, above the same without. Source: pub_semver lib/src/version.dart. */
export const pub: VersionOrder = keyedOrder({
  id: 'pub',
  parse: (version) => parseSemver(version, 3),
  compareKeys: (a, b) => compareSemver(a, b) || compareIdentifiers(a.build, b.build),
});

/** Conan: numbers of any count, then a prerelease. Source: conan internal/model/version.py, whose letters sort likewise. */
export const conan: VersionOrder = keyedOrder({
  id: 'conan',
  parse: (version) => parseSemver(version, 16),
  compareKeys: (a, b) => compareSemver(a, b) || compareIdentifiers(a.build, b.build),
});

/** Bitnami: `1.2.3-4` is the fourth build of 1.2.3, not what came before it. Source: bitnami/go-version. */
export const bitnami: VersionOrder = keyedOrder({
  id: 'bitnami',
  parse(version) {
    const key = parseSemver(version, 3);
    const revision = key?.prerelease.length === 1 ? key.prerelease[0] : undefined;
    if (key === undefined || revision === undefined || typeof revision === 'string') return key;
    return { numbers: [...key.numbers, ...[0, 0, 0].slice(key.numbers.length), revision], prerelease: [], build: [] };
  },
  compareKeys: compareSemver,
});
