import { createHash } from 'node:crypto';

const MOST = 200;

/**
 * How an account name is compared: without regard to the case of ASCII letters, as the query language does, otherwise exactly.
 * Names are what a client sent: one that is too long is cut and told from others by a digest; what PostgreSQL cannot store is replaced.
 */
export function accountKey(name: string): string {
  const plain = storable(name).replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  if (plain.length <= MOST) return plain;
  const digest = createHash('sha256').update(plain).digest('hex').slice(0, 16);
  return `${plain.slice(0, MOST - 20).toWellFormed()}… ${digest}`;
}

/** Text that PostgreSQL takes: without NUL and unpaired surrogates. */
export const storable = (text: string): string => text.replaceAll('\0', '\ufffd').toWellFormed();
