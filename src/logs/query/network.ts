import ipaddr from 'ipaddr.js';
import { canonicalIp } from '../normalize/address.ts';

/** An address as 32 hexadecimal digits, IPv4 as the IPv6 address that it is mapped to: so that all compare as text. */
export type AddressKey = string;

/** The addresses from the first to the last. */
export type Addresses = { readonly first: AddressKey; readonly last: AddressKey };

const MAPPED = '00000000000000000000ffff';

/** The key of an address, or undefined where the text is none. */
export function addressKey(text: string): AddressKey | undefined {
  const canonical = canonicalIp(text);
  return canonical === '' ? undefined : keyOf(canonical);
}

/** The key of an address as a row holds it: none in brackets or with a zone, as the store reads them. */
export const storedAddressKey = (text: string): AddressKey | undefined => (/[[%]/.test(text) ? undefined : addressKey(text));

/** Keys are digits of one length, so that they are ordered as addresses are. */
export const compareKeys = (a: AddressKey, b: AddressKey): number => (a < b ? -1 : a > b ? 1 : 0);

function keyOf(canonical: string): AddressKey {
  if (canonical.includes(':')) return Buffer.from(ipaddr.IPv6.parse(canonical).toByteArray()).toString('hex');
  const number = canonical.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return MAPPED + number.toString(16).padStart(8, '0');
}

/** Reads `10.0.0.1`, `10.0.0.0/8` (bits beyond the prefix do not matter), `2001:db8::/32`. */
export function readAddresses(text: string): Addresses | undefined {
  const slash = text.indexOf('/');
  const key = addressKey(slash < 0 ? text : text.slice(0, slash));
  if (key === undefined) return undefined;
  if (slash < 0) return { first: key, last: key };
  const digits = text.slice(slash + 1);
  const isIpv4 = !text.includes(':');
  if (!/^\d{1,3}$/.test(digits) || Number(digits) > (isIpv4 ? 32 : 128)) return undefined;
  const fixed = Number(digits) + (isIpv4 ? 96 : 0);
  const bits = BigInt(`0x${key}`);
  const rest = (1n << BigInt(128 - fixed)) - 1n;
  const hex = (value: bigint) => value.toString(16).padStart(32, '0');
  return { first: hex(bits & ~rest), last: hex(bits | rest) };
}

/** The canonical text of a key. */
export const addressOf = (key: AddressKey): string => canonicalIp((key.match(/.{4}/g) ?? []).join(':'));
