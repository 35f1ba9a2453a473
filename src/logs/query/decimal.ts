/** A decimal number of at most 15 digits before the point and 6 after it, exactly. */
export type Decimal = { readonly whole: number; readonly millionths: number };

/** What counts as a number, in a query and in an attribute's text; the compiled SQL uses the same pattern. */
export const DECIMAL_PATTERN = '^-?[0-9]{1,15}(\\.[0-9]{1,6})?$';
const pattern = new RegExp(DECIMAL_PATTERN);

/** The number that the whole text writes, or undefined. */
export function readDecimal(text: string): Decimal | undefined {
  if (!pattern.test(text)) return undefined;
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const sign = negative ? -1 : 1;
  // Adding zero makes no difference between -0 and 0.
  return { whole: sign * Number(whole) + 0, millionths: sign * Number(fraction.padEnd(6, '0')) + 0 };
}

export const wholeDecimal = (whole: number): Decimal => ({ whole, millionths: 0 });

export const compareDecimals = (a: Decimal, b: Decimal): number => a.whole - b.whole || a.millionths - b.millionths;

/** As ClickHouse's Decimal(38, 6) reads it. */
export const writeDecimal = ({ whole, millionths }: Decimal): string => {
  const sign = whole < 0 || millionths < 0 ? '-' : '';
  return `${sign}${Math.abs(whole)}.${String(Math.abs(millionths)).padStart(6, '0')}`;
};

/** As JavaScript writes it: without zeros that say nothing. */
export const shortest = (decimal: Decimal): string => writeDecimal(decimal).replace(/\.?0+$/, '');
