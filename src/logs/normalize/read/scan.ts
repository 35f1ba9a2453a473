import type { NormalizedEvent } from '../../ocsf/event.ts';
import { OBSERVABLE } from '../../ocsf/captions.ts';
import { canonicalIp, splitHostPort } from '../address.ts';
import { observe } from '../draft.ts';

const MAX_SCANNED = 4_096;
const MAX_FOUND = 16;
const HASH_LENGTHS = new Set([32, 40, 64, 96, 128]);

/** Adds the addresses, URLs, e-mail addresses and hashes of a text that no source reads, from its first 4 KiB and at most 16. */
export function scanText(event: NormalizedEvent, text: string): void {
  const limit = Math.min(text.length, MAX_SCANNED);
  const room = event.observables.length + MAX_FOUND;
  let at = 0;
  while (at < limit && event.observables.length < room) {
    while (at < limit && isBreak(text.charCodeAt(at))) at++;
    let end = at;
    while (end < limit && !isBreak(text.charCodeAt(end))) end++;
    if (end - at >= 3) observeWord(event, text.slice(at, end));
    at = end + 1;
  }
}

/** Adds a word where it is an address, a URL, an e-mail address or a hash. */
export function observeWord(event: NormalizedEvent, written: string): void {
  const word = bare(written);
  const length = word.length;
  if (length < 3 || length > 2_048) return;
  const dot = word.includes('.');
  const colon = word.includes(':');
  if (dot || colon) {
    if (word.startsWith('http://') || word.startsWith('https://')) {
      observe(event, OBSERVABLE.url, word);
      return;
    }
    const ip = length <= 60 ? canonicalIp(word) || canonicalIp(splitHostPort(word).host) : '';
    if (ip !== '') observe(event, OBSERVABLE.ip, ip);
    else if (dot && isEmail(word)) observe(event, OBSERVABLE.email, word);
  } else if (HASH_LENGTHS.has(length) && /^[0-9a-f]+$/i.test(word)) {
    observe(event, OBSERVABLE.hash, word.toLowerCase());
  }
}

/** OCSF's email_t, and no longer than an address may be. */
export const isEmail = (word: string): boolean =>
  word.length <= 254 && /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+$/.test(word);

/** Space, controls, quotes, brackets of prose, comma, semicolon, equals, pipe. */
function isBreak(code: number): boolean {
  return (
    code <= 0x20 || code === 0x22 || code === 0x27 || code === 0x28 || code === 0x29 || code === 0x2c || code === 0x3b || code === 0x3c ||
    code === 0x3d || code === 0x3e || code === 0x7b || code === 0x7d || code === 0x7c
  );
}

/** Without the full stop or colon that ends a sentence. */
function bare(word: string): string {
  let end = word.length;
  while (end > 0 && (word.charCodeAt(end - 1) === 0x2e || word.charCodeAt(end - 1) === 0x21)) end--;
  if (word.charCodeAt(end - 1) === 0x3a && word.indexOf(':') === end - 1) end--;
  return word.slice(0, end);
}
