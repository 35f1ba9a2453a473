import { isIP } from 'node:net';

/** The name of a host without its domain, in lower case; an address is no name. */
export function shortName(name: string): string {
  const lower = name.toLowerCase().replace(/\.$/, '');
  return isIP(lower) === 0 ? (lower.split('.', 1)[0] ?? lower) : lower;
}

/** Whether two names are the same host: equal in any case, or one is short and the other begins with it. Two full names must be equal. */
export function isSameHost(a: string, b: string): boolean {
  const [one, other] = [a.toLowerCase().replace(/\.$/, ''), b.toLowerCase().replace(/\.$/, '')];
  if (one === '' || other === '') return false;
  if (one === other) return true;
  return one.includes('.') !== other.includes('.') && !one.includes(':') && !other.includes(':') && isIP(one) === 0 && isIP(other) === 0 && shortName(one) === shortName(other);
}
