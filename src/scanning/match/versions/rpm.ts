import { CARET, compareDigitRuns, compareRuns, endOfDigits, endOfLetters, isDigit, isLetter, TILDE } from './characters.ts';
import { MAX_VERSION_LENGTH, type Sign, type VersionOrder } from './order.ts';

const isMeant = (code: number): boolean => isDigit(code) || isLetter(code) || code === TILDE || code === CARET;

/** The first character from `at` on that counts: others only separate. */
function skip(text: string, at: number, end: number): number {
  let stop = at;
  while (stop < end && !isMeant(text.charCodeAt(stop))) stop++;
  return stop;
}

/** rpm's rpmvercmp, on a piece of each text. */
function comparePart(a: string, aStart: number, aEnd: number, b: string, bStart: number, bEnd: number): Sign {
  let one = aStart;
  let two = bStart;
  while (one < aEnd || two < bEnd) {
    one = skip(a, one, aEnd);
    two = skip(b, two, bEnd);
    const aCode = one < aEnd ? a.charCodeAt(one) : 0;
    const bCode = two < bEnd ? b.charCodeAt(two) : 0;
    if (aCode === TILDE || bCode === TILDE) {
      if (aCode !== TILDE) return 1;
      if (bCode !== TILDE) return -1;
      one++;
      two++;
      continue;
    }
    if (aCode === CARET || bCode === CARET) {
      if (aCode === 0) return -1;
      if (bCode === 0) return 1;
      if (aCode !== CARET) return 1;
      if (bCode !== CARET) return -1;
      one++;
      two++;
      continue;
    }
    if (aCode === 0 || bCode === 0) break;
    const isNumber = isDigit(aCode);
    if (isNumber !== isDigit(bCode)) return isNumber ? 1 : -1;
    const oneStop = isNumber ? endOfDigits(a, one, aEnd) : endOfLetters(a, one, aEnd);
    const twoStop = isNumber ? endOfDigits(b, two, bEnd) : endOfLetters(b, two, bEnd);
    const sign = (isNumber ? compareDigitRuns : compareRuns)(a, one, oneStop, b, two, twoStop);
    if (sign !== 0) return sign;
    one = oneStop;
    two = twoStop;
  }
  if (one >= aEnd && two >= bEnd) return 0;
  return one >= aEnd ? -1 : 1;
}

/** The place of the colon behind an epoch, or -1; rpm takes `:1` for an epoch of nothing. */
function epochEnd(version: string): number {
  const stop = endOfDigits(version, 0);
  return version.charCodeAt(stop) === 0x3a ? stop : -1;
}

function compareFrom(a: string, aStart: number, b: string, bStart: number): Sign {
  const aDash = a.lastIndexOf('-');
  const bDash = b.lastIndexOf('-');
  const aStop = aDash >= aStart ? aDash : a.length;
  const bStop = bDash >= bStart ? bDash : b.length;
  const versions = comparePart(a, aStart, aStop, b, bStart, bStop);
  if (versions !== 0) return versions;
  const aHas = aStop < a.length;
  const bHas = bStop < b.length;
  if (!aHas || !bHas) return aHas === bHas ? 0 : aHas ? 1 : -1;
  return comparePart(a, aStop + 1, a.length, b, bStop + 1, b.length);
}

const isValid = (version: string): boolean =>
  version.length <= MAX_VERSION_LENGTH && skip(version, epochEnd(version) + 1, version.length) < version.length;

/** rpm versions, `[epoch:]version[-release]` with `~` and `^`. Source: rpm 4.18 rpmio/rpmvercmp.c, lib/rpmver.c. */
export const rpm: VersionOrder = {
  id: 'rpm',
  compare(a, b) {
    if (a === b) return 0;
    const aEpoch = epochEnd(a);
    const bEpoch = epochEnd(b);
    const epochs = compareDigitRuns(a, 0, Math.max(aEpoch, 0), b, 0, Math.max(bEpoch, 0));
    return epochs === 0 ? compareFrom(a, aEpoch + 1, b, bEpoch + 1) : epochs;
  },
  isValid,
};

/** The same without epochs: a package's source rpm is known by its file's name, which has none. */
export const rpmWithoutEpoch: VersionOrder = {
  id: 'rpm-without-epoch',
  compare: (a, b) => compareFrom(a, epochEnd(a) + 1, b, epochEnd(b) + 1),
  isValid,
};
