import { compareText, MAX_VERSION_LENGTH, type Sign, type VersionOrder } from './order.ts';

/** Distinct versions that one order keeps parsed; scans compare the same few with many advisories. */
const KEPT = 8192;
/** Longer ones are hostile or seldom: they are parsed each time, so that what is kept stays small. */
const LONGEST_KEPT = 80;

/**
 * An order that parses versions into keys and compares those. Keys are kept: one version meets many advisories.
 * What cannot be parsed stands below everything that can, in the order of its text.
 */
export function keyedOrder<Key>(parts: {
  id: string;
  /** Nothing where it is no version. Must be linear in the length of the text. */
  parse(version: string): Key | undefined;
  compareKeys(a: Key, b: Key): Sign;
  canonical?(key: Key): string;
}): VersionOrder {
  const kept = new Map<string, Key | undefined>();
  const keyOf = (version: string): Key | undefined => {
    if (version === '' || version.length > MAX_VERSION_LENGTH) return undefined;
    if (version.length > LONGEST_KEPT) return parts.parse(version);
    const known = kept.get(version);
    if (known !== undefined || kept.has(version)) return known;
    const key = parts.parse(version);
    if (kept.size >= KEPT) kept.clear();
    kept.set(version, key);
    return key;
  };
  const { canonical } = parts;
  return {
    id: parts.id,
    compare(a, b) {
      if (a === b) return 0;
      const one = keyOf(a);
      const two = keyOf(b);
      if (one === undefined) return two === undefined ? compareText(a, b) : -1;
      return two === undefined ? 1 : parts.compareKeys(one, two);
    },
    isValid: (version) => keyOf(version) !== undefined,
    ...(canonical !== undefined && {
      canonical(version: string) {
        const key = keyOf(version);
        return key === undefined ? version : canonical(key);
      },
    }),
  };
}
