import { TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { systemRandom } from '../kernel/ids.ts';
import { enrolment, hashRecoveryCode, newRecoveryCodes, newSeed, stepOf } from './totp.ts';

const seed = Buffer.from('12345678901234567890');
const now = Date.UTC(2026, 10, 23, 12, 0, 10);
const step = Math.floor(now / 30_000);
const codeAt = (at: number) => new TOTP({ secret: enrolment(seed, 'a').secret }).generate({ timestamp: at });

test('the vectors of RFC 6238 hold (SHA-1, last six digits)', () => {
  for (const [seconds, code] of [[59, '287082'], [1_111_111_109, '081804'], [20_000_000_000, '353130']] as const) {
    expect(stepOf(code, { seed, lastStep: null, now: seconds * 1000 })).toBe(Math.floor(seconds / 30));
  }
});

test('a code counts half a minute early or late, not more', () => {
  for (const [off, expected] of [[-30_000, step - 1], [0, step], [30_000, step + 1], [-60_000, undefined], [60_000, undefined]] as const) {
    expect(stepOf(codeAt(now + off), { seed, lastStep: null, now })).toBe(expected);
  }
});

test('a code works once: not again, and none from before it', () => {
  expect(stepOf(codeAt(now), { seed, lastStep: step, now })).toBeUndefined();
  expect(stepOf(codeAt(now - 30_000), { seed, lastStep: step, now })).toBeUndefined();
  expect(stepOf(codeAt(now + 30_000), { seed, lastStep: step, now })).toBe(step + 1);
});

test.for(['', '12345', '1234567', 'abcdef', '12 345', '١٢٣٤٥٦'])('%j is no code', (code) => {
  expect(stepOf(code, { seed, lastStep: null, now })).toBeUndefined();
});

test('an application is told who and what', () => {
  const { uri, secret } = enrolment(seed, 'ada@example.com');
  expect(uri).toMatch(/^otpauth:\/\/totp\/Glacis:ada%40example\.com\?issuer=Glacis&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&/);
  expect(secret).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  expect(newSeed(systemRandom)).toHaveLength(20);
});

test('recovery codes are ten, all different, fit where a code is typed, and are known however they are typed', () => {
  const codes = newRecoveryCodes(systemRandom);
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) {
    expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
    expect(hashRecoveryCode(` ${code.toUpperCase().replaceAll('-', ' ')} `)).toBe(hashRecoveryCode(code));
  }
});
