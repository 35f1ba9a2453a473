/** What sorting asks: before, the same place, after. */
export type Sign = -1 | 0 | 1;

/**
 * How one ecosystem orders its versions. Versions are hostile text: an order never throws, and it is
 * transitive over everything that `isValid` accepts, so what it says of an odd version is stable.
 */
export type VersionOrder = {
  /** Kebab-case, for people who read why something matched: `dpkg`, `pep440`. */
  id: string;
  compare(a: string, b: string): Sign;
  /** Whether the ecosystem would take this for a version; what is none is never compared with advisories. */
  isValid(version: string): boolean;
  /** One spelling for all spellings of the same version, where an ecosystem has several (PyPI's `1.0` and `1.0.0`). */
  canonical?(version: string): string;
};

/** No ecosystem has longer ones; what is longer is nobody's version. */
export const MAX_VERSION_LENGTH = 512;

/** Plain text, by code unit. */
export const compareText = (a: string, b: string): Sign => (a === b ? 0 : a < b ? -1 : 1);

/** Numbers of a version: exact whatever their length (versions made of dates and hashes outgrow 2^53). */
export type Numeral = number | bigint;

/** @param digits ASCII digits only, at least one. */
export const numeral = (digits: string): Numeral => (digits.length <= 15 ? Number(digits) : BigInt(digits));

export const compareNumerals = (a: Numeral, b: Numeral): Sign => (a < b ? -1 : a > b ? 1 : 0);

/** Two lists of numbers, part by part; where one is at its end, `missing` stands in (nothing: the shorter is lower). */
export function compareNumeralLists(a: readonly Numeral[], b: readonly Numeral[], missing?: Numeral): Sign {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const one = a[at] ?? missing;
    const two = b[at] ?? missing;
    if (one === undefined) return -1;
    if (two === undefined) return 1;
    const sign = compareNumerals(one, two);
    if (sign !== 0) return sign;
  }
  return 0;
}
