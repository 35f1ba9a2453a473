import { isAllDigits } from './characters.ts';
import { keyedOrder } from './keyed.ts';
import { compareNumeralLists, type Numeral, numeral, type VersionOrder } from './order.ts';

function numbersOf(version: string): readonly Numeral[] | undefined {
  const parts = version.split('.');
  return parts.every(isAllDigits) ? parts.map(numeral) : undefined;
}

/** CRAN: numbers between dots and dashes; more of them is higher. Source: R's numeric_version. */
export const cran: VersionOrder = keyedOrder({
  id: 'cran',
  parse: (version) => numbersOf(version.replaceAll('-', '.')),
  compareKeys: (a, b) => compareNumeralLists(a, b),
});

/** Hackage: numbers between dots; more of them is higher. Source: https://pvp.haskell.org, Data.Version. */
export const hackage: VersionOrder = keyedOrder({
  id: 'hackage',
  parse: numbersOf,
  compareKeys: (a, b) => compareNumeralLists(a, b),
});
