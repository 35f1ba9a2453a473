import { DASH, DOT, isDigit } from './characters.ts';
import { keyedOrder } from './keyed.ts';
import { compareNumerals, compareText, type Numeral, numeral, type Sign, type VersionOrder } from './order.ts';

type Item = Numeral | string | readonly Item[];

/** Qualifiers from lowest to highest; the empty one is the release itself, unknown ones come after all. */
const QUALIFIERS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const RELEASE = QUALIFIERS.indexOf('');

function qualifier(text: string, isBeforeDigit: boolean): string {
  if (isBeforeDigit && text.length === 1) {
    if (text === 'a') return 'alpha';
    if (text === 'b') return 'beta';
    if (text === 'm') return 'milestone';
  }
  if (text === 'cr') return 'rc';
  return text === 'ga' || text === 'final' || text === 'release' ? '' : text;
}

const rankOf = (text: string): number => {
  const at = QUALIFIERS.indexOf(text);
  return at < 0 ? QUALIFIERS.length : at;
};

const isList = (item: Item): item is readonly Item[] => Array.isArray(item);

const isNull = (item: Item): boolean => (isList(item) ? item.length === 0 : item === '' || item === 0);

/** Drops what says nothing (0, the release) at the end of a list and before each hyphen or qualifier: `1.0-ga-1` is `1-1`. */
function normalize(list: Item[]): void {
  for (let at = list.length - 1; at >= 0; at--) {
    const item = list[at];
    const next = list[at + 1];
    if (item !== undefined && isNull(item) && (next === undefined || typeof next === 'string' || isList(next))) list.splice(at, 1);
  }
}

/** A hyphen behind nothing says no more than the hyphen before it. */
function unwrap(list: Item[]): void {
  const only = list.length === 1 ? list[0] : undefined;
  if (only !== undefined && isList(only)) list.splice(0, 1, ...only);
}

function parse(version: string): Item {
  const text = version.toLowerCase();
  const root: Item[] = [];
  const nested = [root];
  let list = root;
  let start = 0;
  let isNumber = false;
  const open = () => {
    const inner: Item[] = [];
    list.push(inner);
    nested.push(inner);
    list = inner;
  };
  const item = (stop: number): Item =>
    isNumber ? numeral(text.slice(start, stop)) : qualifier(text.slice(start, stop), false);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === DOT || code === DASH) {
      list.push(at === start ? 0 : item(at));
      start = at + 1;
      if (code === DASH) open();
    } else if (isDigit(code)) {
      if (!isNumber && at > start) {
        if (list.length > 0) open();
        list.push(qualifier(text.slice(start, at), true));
        start = at;
        open();
      }
      isNumber = true;
    } else {
      if (isNumber && at > start) {
        list.push(item(at));
        start = at;
        open();
      }
      isNumber = false;
    }
  }
  if (text.length > start) {
    if (!isNumber && list.length > 0) open();
    list.push(item(text.length));
  }
  for (const inner of nested.toReversed()) {
    normalize(inner);
    if (inner !== root) unwrap(inner);
  }
  return root;
}

function compareToNothing(item: Item): Sign {
  if (isList(item)) {
    for (const inner of item) {
      const sign = compareToNothing(inner);
      if (sign !== 0) return sign;
    }
    return 0;
  }
  if (typeof item === 'string') return compareNumerals(rankOf(item), RELEASE);
  return compareNumerals(item, 0);
}

/** 0 for words, 1 for lists, 2 for numbers: `1-sp < 1-1 < 1.1`. */
const kindOf = (item: Item): number => (isList(item) ? 1 : typeof item === 'string' ? 0 : 2);

function compareItems(a: Item | undefined, b: Item | undefined): Sign {
  if (a === undefined) return b === undefined ? 0 : opposite(compareToNothing(b));
  if (b === undefined) return compareToNothing(a);
  if (isList(a) && isList(b)) {
    for (let at = 0; at < Math.max(a.length, b.length); at++) {
      const sign = compareItems(a[at], b[at]);
      if (sign !== 0) return sign;
    }
    return 0;
  }
  if (typeof a === 'string' && typeof b === 'string') {
    const ranks = compareNumerals(rankOf(a), rankOf(b));
    return ranks !== 0 || rankOf(a) < QUALIFIERS.length ? ranks : compareText(a, b);
  }
  if (isList(a) || isList(b) || typeof a === 'string' || typeof b === 'string') return compareNumerals(kindOf(a), kindOf(b));
  return compareNumerals(a, b);
}

const opposite = (sign: Sign): Sign => (sign === 0 ? 0 : sign === 1 ? -1 : 1);

/** Maven. Source: https://maven.apache.org/pom.html#version-order-specification, maven-artifact ComparableVersion. */
export const maven: VersionOrder = keyedOrder({ id: 'maven', parse, compareKeys: compareItems });
