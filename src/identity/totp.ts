import { Secret, TOTP } from 'otpauth';
import { createHash } from 'node:crypto';
import type { Random } from '../kernel/ids.ts';

/** Codes of one step before and after count, for clocks that are half a minute off (RFC 6238, section 5.2). */
const WINDOW = 1;
const PERIOD_MS = 30_000;
const RECOVERY_CODES = 10;
/** Without letters and digits that look alike (Crockford's base32). */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new seed: 160 bits, as RFC 4226 recommends. */
export const newSeed = (random: Random): Buffer => random(20);

/** What an authenticator application takes: as a QR code, or typed. */
export function enrolment(seed: Uint8Array, account: string): { uri: string; secret: string } {
  const totp = totpOf(seed, account);
  return { uri: totp.toString(), secret: totp.secret.base32 };
}

/**
 * The time step that a code belongs to, or undefined when it is wrong or its step was used already: a code that was seen
 * over a shoulder or on the wire signs nobody in again (RFC 6238, section 5.2).
 */
export function stepOf(code: string, { seed, lastStep, now }: { seed: Uint8Array; lastStep: number | null; now: number }): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const delta = totpOf(seed).validate({ token: code, timestamp: now, window: WINDOW });
  if (delta === null) return undefined;
  const step = Math.floor(now / PERIOD_MS) + delta;
  return lastStep !== null && step <= lastStep ? undefined : step;
}

const totpOf = (seed: Uint8Array, label = 'account') =>
  new TOTP({ issuer: 'Glacis', label, secret: new Secret({ buffer: Uint8Array.from(seed).buffer }) });

/** Ten codes of 80 bits, `7k2m-…`: random enough to be stored as plain hashes. */
export const newRecoveryCodes = (random: Random): string[] =>
  Array.from({ length: RECOVERY_CODES }, () =>
    [...random(16)].map((byte, at) => `${at > 0 && at % 4 === 0 ? '-' : ''}${ALPHABET.charAt(byte & 31)}`).join(''));

/** How a recovery code is stored, however it is typed. */
export const hashRecoveryCode = (code: string): string =>
  createHash('sha256').update(code.toLowerCase().replaceAll(/[^0-9a-z]/g, '')).digest('hex');

/** Six digits come from the application; everything else is taken for a recovery code. */
export const isTotpCode = (code: string): boolean => /^\d{6}$/.test(code);
