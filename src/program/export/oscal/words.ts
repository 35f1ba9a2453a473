import { createHash } from 'node:crypto';

/** The version of OSCAL that is written (https://pages.nist.gov/OSCAL-Reference/models/v1.1.3/). */
export const OSCAL_VERSION = '1.1.3';
/** Whose properties are ours. */
export const NAMESPACE = 'https://glacis.dev/ns/oscal';

/** A name-based UUID (RFC 9562, version 5): the same for the same thing in every export of a house. */
export function uuidOf(...names: readonly string[]): string {
  const bytes = createHash('sha1').update(JSON.stringify([NAMESPACE, ...names])).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Text as OSCAL's string: on one line, not empty, no white space around it. */
export const stringOf = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim() || '–';

/** An id as OSCAL's token (an NCName): `central-logs/whole` is `central-logs.whole`. */
export const tokenOf = (id: string): string => {
  const token = id.replaceAll('/', '.').replaceAll(/[^\p{L}\p{N}._-]/gu, '_');
  return /^[\p{L}_]/u.test(token) ? token : `_${token}`;
};

export type Property = { name: string; ns: string; value: string };
export const property = (name: string, value: string): Property => ({ name, ns: NAMESPACE, value: stringOf(value) });

/** A list that may only be there where it has something. */
export const some = <Item>(name: string, items: readonly Item[]): Record<string, readonly Item[]> => (items.length === 0 ? {} : { [name]: items });
