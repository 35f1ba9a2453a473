import { parse } from '@renovatebot/pep440';

import { isAllDigits } from './characters.ts';
import { keyedOrder } from './keyed.ts';
import { compareNumeralLists, compareText, type Numeral, numeral, type Sign, type VersionOrder } from './order.ts';

type Key = {
  /** Epoch, then the release without trailing zeros, in one list of its own. */
  epoch: number;
  release: readonly number[];
  /** Prerelease kind and number, post, dev, each where PEP 440 sorts it: absent ones low or high. */
  rest: readonly number[];
  local: readonly (Numeral | string)[] | undefined;
  text: string;
};

const PRERELEASES = ['a', 'b', 'rc'];

function withoutTrailingZeros(numbers: readonly number[]): readonly number[] {
  let length = numbers.length;
  while (length > 1 && numbers[length - 1] === 0) length--;
  return numbers.slice(0, length);
}

function parseKey(version: string): Key | undefined {
  const parsed = parse(version.trim());
  if (parsed === null) return undefined;
  const { epoch, release, pre, post, dev } = parsed;
  const isDevOnly = pre === null && post === null && dev !== null;
  const numbers = withoutTrailingZeros(release);
  const rest = [
    isDevOnly ? -1 : pre === null ? PRERELEASES.length : PRERELEASES.indexOf(String(pre[0])),
    pre === null ? 0 : Number(pre[1]),
    post === null ? -1 : Number(post[1]),
    dev === null ? Infinity : Number(dev[1]),
  ];
  const local = localPart(version);
  return { epoch, release: numbers, rest, local, text: [epoch, numbers.join('.'), rest.join('.'), local?.join('.') ?? ''].join('!') };
}

/** What stands behind the `+`; read here since the library takes `1e5` for a number. */
function localPart(version: string): readonly (Numeral | string)[] | undefined {
  const plus = version.indexOf('+');
  if (plus < 0) return undefined;
  const parts = version.slice(plus + 1).trim().toLowerCase().replaceAll('_', '.').replaceAll('-', '.').split('.');
  return parts.map((part) => (isAllDigits(part) ? numeral(part) : part));
}

/** None is lowest; words below numbers. */
function compareLocal(a: Key['local'], b: Key['local']): Sign {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const one = a[at];
    const two = b[at];
    if (one === undefined) return -1;
    if (two === undefined) return 1;
    if (typeof one === 'string' && typeof two === 'string') {
      const sign = compareText(one, two);
      if (sign !== 0) return sign;
    } else if (typeof one === 'string' || typeof two === 'string') {
      return typeof one === 'string' ? -1 : 1;
    } else if (one !== two) {
      return one < two ? -1 : 1;
    }
  }
  return 0;
}

/** PyPI. Source: PEP 440, packaging.version. Versions from before it stand below all others, as packaging had them. */
export const pep440: VersionOrder = keyedOrder({
  id: 'pep440',
  parse: parseKey,
  compareKeys(a, b) {
    if (a.epoch !== b.epoch) return a.epoch < b.epoch ? -1 : 1;
    return compareNumeralLists(a.release, b.release, 0) || compareNumeralLists(a.rest, b.rest) || compareLocal(a.local, b.local);
  },
  canonical: (key) => key.text,
});
