/**
 * How text is compared: by bytes of UTF-8, without regard to the case of ASCII letters, as ClickHouse's `lower`,
 * `hasToken` and text index do. The matcher and the compiled SQL agree because both rest on this file.
 */

/** Lower case for A to Z and nothing else. */
export function asciiLower(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text.toLowerCase() : text.replace(/[A-Z]+/g, (run) => run.toLowerCase());
}

/** Whether two texts are equal but for the case of ASCII letters; `lowered` has none in upper case. */
export const equalsLowered = (text: string, lowered: string): boolean =>
  text.length === lowered.length && (text === lowered || asciiLower(text) === lowered);

/** A letter or digit of ASCII, or any part of a character beyond it: what the tokenizer `splitByNonAlpha` keeps together. */
export const isTokenCode = (code: number): boolean =>
  code >= 0x80 || (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a);

/** The runs of token characters in a text. */
export const tokensOf = (text: string): string[] => text.match(/[0-9A-Za-z\u0080-\uffff]+/g) ?? [];

/** ASCII's space, tab, line feed, vertical tab, form feed and carriage return. */
export const isSpaceCode = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);

/** Compares as UTF-8 bytes do, which is not how JavaScript orders characters beyond U+FFFF. */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  let at = 0;
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  if (at === a.length) return -1;
  if (at === b.length) return 1;
  // Surrogates stand for code points above everything else.
  const weight = (code: number) => (code >= 0xd800 && code <= 0xdfff ? code + 0x10000 : code);
  return weight(a.charCodeAt(at)) - weight(b.charCodeAt(at));
}

/**
 * Decodes UTF-8 and keeps each byte that is not part of it as a lone low surrogate (U+DC80 to U+DCFF, PEP 383): such a
 * byte is then equal to no character that a query can hold, yet still a token character.
 */
export function decodeLossless(bytes: Uint8Array): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    text += length === 0 ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : decoder.decode(bytes.subarray(at, at + length));
    at += length === 0 ? 1 : length;
  }
  return text;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes of the valid sequence at `at`, 0 where there is none (The Unicode Standard, table 3-7). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const second = bytes[at + 1] ?? 0;
  const continues = (offset: number) => ((bytes[at + offset] ?? 0) & 0xc0) === 0x80;
  if (lead >= 0xc2 && lead <= 0xdf) return continues(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const fits = second >= (lead === 0xe0 ? 0xa0 : 0x80) && second <= (lead === 0xed ? 0x9f : 0xbf);
    return fits && continues(2) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const fits = second >= (lead === 0xf0 ? 0x90 : 0x80) && second <= (lead === 0xf4 ? 0x8f : 0xbf);
    return fits && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}
