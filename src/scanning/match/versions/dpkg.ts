import { compareDigitRuns, endOfDigits, isDigit, isLetter, TILDE } from './characters.ts';
import { MAX_VERSION_LENGTH, type Sign, type VersionOrder } from './order.ts';

/** Where a character stands among those that are no digits: `~`, then the end or a digit, then letters, then the rest. */
function rank(text: string, at: number, end: number): number {
  if (at >= end) return 0;
  const code = text.charCodeAt(at);
  if (isDigit(code)) return 0;
  if (isLetter(code)) return code;
  return code === TILDE ? -1 : code + 256;
}

/** dpkg's verrevcmp, on a piece of each text. */
function comparePart(a: string, aStart: number, aEnd: number, b: string, bStart: number, bEnd: number): Sign {
  let one = aStart;
  let two = bStart;
  while (one < aEnd || two < bEnd) {
    while ((one < aEnd && !isDigit(a.charCodeAt(one))) || (two < bEnd && !isDigit(b.charCodeAt(two)))) {
      const difference = rank(a, one, aEnd) - rank(b, two, bEnd);
      if (difference !== 0) return difference < 0 ? -1 : 1;
      one++;
      two++;
    }
    const oneStop = endOfDigits(a, one, aEnd);
    const twoStop = endOfDigits(b, two, bEnd);
    const sign = compareDigitRuns(a, one, oneStop, b, two, twoStop);
    if (sign !== 0) return sign;
    one = oneStop;
    two = twoStop;
  }
  return 0;
}

/** The place of the colon behind an epoch, or -1. */
function epochEnd(version: string): number {
  const stop = endOfDigits(version, 0);
  return stop > 0 && version.charCodeAt(stop) === 0x3a ? stop : -1;
}

/** Debian versions, `[epoch:]upstream[-revision]`. Source: dpkg lib/dpkg/version.c, deb-version(7). */
export const dpkg: VersionOrder = {
  id: 'dpkg',
  compare(a, b) {
    if (a === b) return 0;
    const aEpoch = epochEnd(a);
    const bEpoch = epochEnd(b);
    const epochs = compareDigitRuns(a, 0, Math.max(aEpoch, 0), b, 0, Math.max(bEpoch, 0));
    if (epochs !== 0) return epochs;
    const aDash = a.lastIndexOf('-');
    const bDash = b.lastIndexOf('-');
    const aStop = aDash > aEpoch ? aDash : a.length;
    const bStop = bDash > bEpoch ? bDash : b.length;
    const upstream = comparePart(a, aEpoch + 1, aStop, b, bEpoch + 1, bStop);
    if (upstream !== 0) return upstream;
    return comparePart(a, Math.min(aStop + 1, a.length), a.length, b, Math.min(bStop + 1, b.length), b.length);
  },
  isValid(version) {
    if (version.length > MAX_VERSION_LENGTH) return false;
    const start = epochEnd(version) + 1;
    if (start >= version.length || version.endsWith('-')) return false;
    for (let at = start; at < version.length; at++) {
      const code = version.charCodeAt(at);
      if (!isDigit(code) && !isLetter(code) && !'.+-~:_'.includes(version.charAt(at))) return false;
    }
    return true;
  },
};
