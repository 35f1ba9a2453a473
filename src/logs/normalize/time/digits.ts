/** The number written by the two digits at `at`; NaN when they are not two digits. A space may stand for a leading zero. */
export function two(text: string, at: number): number {
  const tens = text.charCodeAt(at);
  const ones = text.charCodeAt(at + 1) - 48;
  if (!(ones >= 0 && ones <= 9)) return Number.NaN;
  if (tens === 0x20) return ones;
  return tens >= 48 && tens <= 57 ? (tens - 48) * 10 + ones : Number.NaN;
}

/** The number written by the four digits at `at`; NaN when they are not four digits. */
export function four(text: string, at: number): number {
  const high = two(text, at);
  return text.charCodeAt(at) === 0x20 ? Number.NaN : high * 100 + (text.charCodeAt(at + 2) === 0x20 ? Number.NaN : two(text, at + 2));
}

/** A whole number of at most nine digits that is the whole text; -1 when it is not. */
export function wholeNumber(text: string): number {
  if (text.length === 0 || text.length > 9) return -1;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}
