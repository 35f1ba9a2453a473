import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { masterKey, newToken, sameSecret, sealer } from './crypto.ts';

const key = Buffer.alloc(32, 7);

test('what is sealed opens again, for its own purpose only', () => {
  const box = sealer(key);
  const sealed = box.seal('totp:1', 'JBSWY3DPEHPK3PXP');
  expect(sealed).not.toContain('JBSWY3DP');
  expect(box.open('totp:1', sealed).toString()).toBe('JBSWY3DPEHPK3PXP');
  expect(() => box.open('totp:2', sealed)).toThrow();
});

test('a sealed value with one changed bit does not open', () => {
  const box = sealer(key);
  const sealed = box.seal('p', 'secret');
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => box.open('p', `v1.${changed.toString('base64url')}`)).toThrow();
  }
});

test('sealing the same secret twice gives different values', () => {
  const box = sealer(key);
  expect(box.seal('p', 's')).not.toBe(box.seal('p', 's'));
});

test('the master key is made once and only its owner may read it', () => {
  const data = mkdtempSync(join(tmpdir(), 'glacis-key-'));
  try {
    const first = masterKey(data);
    expect(masterKey(data).equals(first)).toBe(true);
    const file = join(data, 'keys', 'master.key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Buffer.from(readFileSync(file, 'utf8'), 'base64url')).toHaveLength(32);
  } finally {
    rmSync(data, { recursive: true });
  }
});

test('tokens say what they are and are never equal', () => {
  expect(newToken('ingest')).toMatch(/^gla_ingest_[\w-]{43}$/);
  expect(newToken('ingest')).not.toBe(newToken('ingest'));
});

test('secrets of different length compare as different', () => {
  expect(sameSecret('a', 'a')).toBe(true);
  expect(sameSecret('a', 'aa')).toBe(false);
});
