import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { errors } from './errors.ts';
import { madeOnce } from './files.ts';
import { systemRandom, type Random } from './ids.ts';

/** Seals small secrets (TOTP seeds, webhook keys) before they are stored. */
export type Sealer = {
  /** AES-256-GCM; the purpose is bound, so that a sealed value cannot be moved to another place. */
  seal(purpose: string, secret: Uint8Array | string): string;
  /** @throws {GlacisError} `wrong_master_key` when the value was changed, or sealed for another purpose or with another key. */
  open(purpose: string, sealed: string): Buffer;
};

/**
 * Reads the master key, making it at the first start. It lies beside the data and outside every backup.
 * Several servers that start together agree on one.
 */
export function masterKey(dataDirectory: string): Buffer {
  const folder = join(dataDirectory, 'keys');
  const file = join(folder, 'master.key');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = Buffer.from(madeOnce(file, () => randomBytes(32).toString('base64url')).trim(), 'base64url');
  if (key.length !== 32) throw new Error(`${file} does not hold a 32-byte key`);
  return key;
}

export function sealer(key: Buffer, random: Random = systemRandom): Sealer {
  const keyFor = (purpose: string) => Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `glacis seal ${purpose}`, 32));
  return {
    seal(purpose, secret) {
      const nonce = random(12);
      const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), nonce);
      const text = Buffer.concat([cipher.update(secret), cipher.final()]);
      return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')}`;
    },
    open(purpose, sealed) {
      if (!sealed.startsWith('v1.')) throw errors.wrongMasterKey();
      const bytes = Buffer.from(sealed.slice(3), 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', keyFor(purpose), bytes.subarray(0, 12));
        decipher.setAuthTag(bytes.subarray(12, 28));
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
      } catch {
        throw errors.wrongMasterKey();
      }
    },
  };
}

/** A token with 256 bits of randomness, marked with what it is so that scanners find a leaked one: `gla_ingest_…`. */
export function newToken(kind: string, random: Random = systemRandom): string {
  return `gla_${kind}_${random(32).toString('base64url')}`;
}

/** How a token is stored. Tokens are random, so a plain hash resists guessing. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Compares two strings in constant time. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
