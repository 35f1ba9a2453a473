import type { Sign } from './order.ts';

export const TILDE = 0x7e;
export const CARET = 0x5e;
export const DOT = 0x2e;
export const DASH = 0x2d;

export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

export const isLetter = (code: number): boolean => (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);

export const isLower = (code: number): boolean => code >= 0x61 && code <= 0x7a;

/** The first place from `at` on that holds no digit. */
export function endOfDigits(text: string, at: number, end = text.length): number {
  let stop = at;
  while (stop < end && isDigit(text.charCodeAt(stop))) stop++;
  return stop;
}

/** The first place from `at` on that holds no ASCII letter. */
export function endOfLetters(text: string, at: number, end = text.length): number {
  let stop = at;
  while (stop < end && isLetter(text.charCodeAt(stop))) stop++;
  return stop;
}

export const isAllDigits = (text: string): boolean => text !== '' && endOfDigits(text, 0) === text.length;

/** Two runs of digits as numbers of any length, without making numbers of them; an empty run is zero. */
export function compareDigitRuns(a: string, aStart: number, aEnd: number, b: string, bStart: number, bEnd: number): Sign {
  let one = aStart;
  let two = bStart;
  while (one < aEnd && a.charCodeAt(one) === 0x30) one++;
  while (two < bEnd && b.charCodeAt(two) === 0x30) two++;
  if (aEnd - one !== bEnd - two) return aEnd - one < bEnd - two ? -1 : 1;
  for (; one < aEnd; one++, two++) {
    const difference = a.charCodeAt(one) - b.charCodeAt(two);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return 0;
}

/** Two pieces of text, code unit by code unit; the shorter of two that begin alike is lower. */
export function compareRuns(a: string, aStart: number, aEnd: number, b: string, bStart: number, bEnd: number): Sign {
  let one = aStart;
  let two = bStart;
  for (; one < aEnd && two < bEnd; one++, two++) {
    const difference = a.charCodeAt(one) - b.charCodeAt(two);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  const rest = aEnd - one - (bEnd - two);
  return rest === 0 ? 0 : rest < 0 ? -1 : 1;
}
