import { endOfDigits, endOfLetters, isAllDigits, isDigit } from './characters.ts';
import { keyedOrder } from './keyed.ts';
import { compareNumerals, numeral, type Sign, type VersionOrder } from './order.ts';

/** Composer's words and what it writes for them; `stable` says nothing. */
const STABILITIES: Readonly<Record<string, string>> = {
  stable: '', alpha: 'alpha', a: 'alpha', beta: 'beta', b: 'beta', rc: 'RC', patch: 'patch', pl: 'patch', p: 'patch',
};

/** What PHP's version_compare knows, lowest first; a number stands where `#` does, unknown words below all. */
const FORMS: readonly (readonly [string, number])[] = [
  ['dev', 0], ['alpha', 1], ['a', 1], ['beta', 2], ['b', 2], ['RC', 3], ['rc', 3], ['#', 4], ['pl', 5], ['p', 5],
];
const NUMBER = 4;

const rankOf = (form: string): number => FORMS.find(([name]) => form.startsWith(name))?.[1] ?? -1;

/**
 * `v1.2-beta.3` as Composer normalizes it, `1.2.0.0-beta3`, in parts; nothing where it is not of the classical form.
 * Source: composer/semver VersionParser::normalize.
 */
function classical(version: string): string[] | undefined {
  let at = version[0] === 'v' || version[0] === 'V' ? 1 : 0;
  const parts: string[] = [];
  for (;;) {
    const stop = endOfDigits(version, at);
    if (stop === at || (parts.length === 0 && stop - at > 5)) return undefined;
    parts.push(version.slice(at, stop));
    at = stop;
    if (parts.length === 4 || version[at] !== '.' || !isDigit(version.charCodeAt(at + 1))) break;
    at++;
  }
  while (parts.length < 4) parts.push('0');
  if (at < version.length && '._-'.includes(version.charAt(at))) at++;
  const wordEnd = endOfLetters(version, at);
  const word = version.slice(at, wordEnd).toLowerCase();
  const stability = Object.hasOwn(STABILITIES, word) ? STABILITIES[word] : undefined;
  if (stability !== undefined) {
    if (stability !== '') parts.push(stability);
    at = wordEnd;
    for (;;) {
      const start = version[at] === '.' || version[at] === '-' ? at + 1 : at;
      const stop = endOfDigits(version, start);
      if (stop === start) break;
      parts.push(version.slice(start, stop));
      at = stop;
    }
    if (version[at] === '.' || version[at] === '-') at++;
  }
  if (version.slice(at).toLowerCase() === 'dev') {
    parts.push('dev');
    at = version.length;
  }
  return at === version.length ? parts : undefined;
}

/** Anything else in parts as PHP's version_compare cuts it: at `-_+.` and between digits and others. */
function freely(version: string): string[] {
  const parts: string[] = [];
  let start = 0;
  const cut = (stop: number) => {
    if (stop > start) parts.push(version.slice(start, stop));
  };
  for (let at = 0; at < version.length; at++) {
    if ('-_+.'.includes(version.charAt(at))) {
      cut(at);
      start = at + 1;
    } else if (at > start && isDigit(version.charCodeAt(at)) !== isDigit(version.charCodeAt(at - 1))) {
      cut(at);
      start = at;
    }
  }
  cut(version.length);
  return parts;
}

function parse(version: string): readonly string[] | undefined {
  const plus = version.indexOf('+');
  const plain = plus > 0 ? version.slice(0, plus) : version;
  const parts = classical(plain) ?? freely(plain);
  return parts.length === 0 ? undefined : parts;
}

function comparePart(one: string, two: string): Sign {
  const isOne = isAllDigits(one);
  const isTwo = isAllDigits(two);
  if (isOne && isTwo) return compareNumerals(numeral(one), numeral(two));
  return compareNumerals(isOne ? NUMBER : rankOf(one), isTwo ? NUMBER : rankOf(two));
}

/** What is left when the other version is at its end: a number is more, a word is compared with a number. */
const compareRest = (part: string): Sign => (isAllDigits(part) ? 1 : compareNumerals(rankOf(part), NUMBER));

/** Packagist: versions as Composer normalizes them, compared by PHP's version_compare. */
export const composer: VersionOrder = keyedOrder({
  id: 'composer',
  parse,
  compareKeys(a, b) {
    const length = Math.min(a.length, b.length);
    for (let at = 0; at < length; at++) {
      const sign = comparePart(a[at] ?? '', b[at] ?? '');
      if (sign !== 0) return sign;
    }
    const [more, less] = [a[length], b[length]];
    if (more !== undefined) return compareRest(more);
    if (less === undefined) return 0;
    return compareNumerals(0, compareRest(less));
  },
});
