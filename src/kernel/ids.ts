import { randomBytes } from 'node:crypto';

/** Where randomness comes from; injected so that tests are exact. */
export type Random = (bytes: number) => Buffer;
export const systemRandom: Random = (bytes) => randomBytes(bytes);

/**
 * A UUID of version 7 (RFC 9562, section 5.7): sorts by time, unique without a database.
 * Made in the program because PostgreSQL before 18 has no `uuidv7()`.
 */
export function uuidv7(now: number = Date.now(), random: Random = systemRandom): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(now, 0, 6);
  random(10).copy(bytes, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
