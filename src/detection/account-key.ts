import { createHash } from 'node:crypto';

const MOST = 200;
const CUT = '\u2026 ';

/**
 * How an account name is compared: without regard to the case of ASCII letters, as the query language does, otherwise exactly.
 * Names are what a client sent: one that is too long is cut and told from others by a digest; what PostgreSQL cannot store is replaced.
 */
export function accountKey(name: string): string {
  const plain = storable(name).replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  if (plain.length <= MOST) return plain;
  const digest = createHash('sha256').update(plain).digest('hex').slice(0, 16);
  return `${plain.slice(0, MOST - 20).toWellFormed()}${CUT}${digest}`;
}

/** What a query says to find the events of an account: a phrase, or a pattern where the key is not all of the name. */
export function userQuery(key: string): string {
  const cut = key.length > MOST - 20 ? key.lastIndexOf(CUT) : -1;
  if (cut < 0 && !key.includes('\ufffd')) return `user:"${key.replace(/["\\]/g, '\\$&')}"`;
  const known = cut < 0 ? key : key.slice(0, cut);
  const pattern = known.replace(/[\0-\x7f]/g, (one) => (/[0-9a-z]/.test(one) ? one : `\\${one}`)).replaceAll('\ufffd', '?');
  return `user:${pattern}${cut < 0 ? '' : '*'}`;
}

/** Text that PostgreSQL takes: without NUL and unpaired surrogates. */
export const storable = (text: string): string => text.replaceAll('\0', '\ufffd').toWellFormed();
