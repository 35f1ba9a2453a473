/* Values that look like secrets, made when a test runs: none stands in a file, so that no scanner takes the tests for a leak. */

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const HEX = `${DIGITS}abcdef`;
export const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
export const BASE36 = DIGITS + LOWER;
/** Its letters stand behind its ten digits. */
export const BASE62 = BASE36 + UPPER;
export const BASE64 = `${BASE62}+/`;
export const BASE64URL = `${BASE62}-_`;

/** Characters of the alphabet in an order that looks random, the same for the same arguments. */
export function madeUp(alphabet: string, length: number, seed = 1): string {
  let state = (seed * 2_654_435_761 + length * 40_503 + alphabet.length) >>> 0;
  let text = '';
  while (text.length < length) {
    // xorshift32 (Marsaglia 2003).
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    text += alphabet[state % alphabet.length] ?? '';
  }
  return text;
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** PEM (RFC 7468) of this label, in lines of 64. */
export const pem = (label: string, body: string): string =>
  [`-----BEGIN ${label}-----`, ...body.split('\n').flatMap((line) => line.match(/.{1,64}/g) ?? ['']), `-----END ${label}-----`].join('\n');
