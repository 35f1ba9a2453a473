import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareDecimals, readDecimal, writeDecimal } from './decimal.ts';
import { readInstants } from './instant.ts';
import { addressKey, addressOf, readAddresses } from './network.ts';
import { compareBytes } from './text.ts';

describe('times', () => {
  test.for([
    ['2026', '2026-01-01T00:00:00.000Z', '2026-12-31T23:59:59.999Z'],
    ['2026-02', '2026-02-01T00:00:00.000Z', '2026-02-28T23:59:59.999Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z', '2024-02-29T23:59:59.999Z'],
    ['2026-11-23T07', '2026-11-23T07:00:00.000Z', '2026-11-23T07:59:59.999Z'],
    ['2026-11-23 07:33', '2026-11-23T07:33:00.000Z', '2026-11-23T07:33:59.999Z'],
    ['2026-11-23T07:33:47Z', '2026-11-23T07:33:47.000Z', '2026-11-23T07:33:47.999Z'],
    ['2026-11-23T07:33:47.12+01:00', '2026-11-23T06:33:47.120Z', '2026-11-23T06:33:47.129Z'],
    ['2026-11-23T07:33:47.123456789Z', '2026-11-23T07:33:47.123Z', '2026-11-23T07:33:47.123Z'],
    ['1795419227', '2026-11-23T07:33:47.000Z', '2026-11-23T07:33:47.999Z'],
    ['1795419227123', '2026-11-23T07:33:47.123Z', '2026-11-23T07:33:47.123Z'],
  ] as const)('%s', ([text, first, last]) => expect(readInstants(text)).toEqual({ first: Date.parse(first), last: Date.parse(last) }));

  test.for(['2026-13', '2026-02-29', '2026-11-31', '2026-11-23T24', '2026-11-23T07:60', '2026-11-23Z', 'yesterday', '11/23/2026', '', '1969', '9999', '2026-11-23T07:33+25:00'])('%s is no time', (text) => {
    expect(readInstants(text)).toBeUndefined();
  });
});

describe('networks', () => {
  const key = (text: string) => addressKey(text) ?? '';
  test.for([
    ['10.1.2.3', '10.1.2.3', '10.1.2.3'],
    ['10.1.2.3/8', '10.0.0.0', '10.255.255.255'],
    ['0.0.0.0/0', '0.0.0.0', '255.255.255.255'],
    ['192.168.1.128/25', '192.168.1.128', '192.168.1.255'],
    ['::ffff:10.0.0.0/104', '10.0.0.0', '10.255.255.255'],
    ['2001:DB8::/32', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['::/0', '::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ] as const)('%s', ([text, first, last]) => expect(readAddresses(text)).toEqual({ first: key(first), last: key(last) }));

  test.for(['10.0.0.0/33', '::/129', '10.0.0/8', '10.0.0.0/', '10.0.0.0/8/8', '/8', '010.0.0.1', 'web1', ''])('%s is none', (text) => expect(readAddresses(text)).toBeUndefined());

  test('an address and its key say the same', () => {
    fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const known = key(text);
      expect(key(addressOf(known))).toBe(known);
    }));
  });
});

test('numbers are compared exactly, whatever their digits', () => {
  const number = fc.tuple(fc.bigInt({ min: -999_999_999_999_999n, max: 999_999_999_999_999n }), fc.nat(999_999)).map(([whole, millionths]) => `${whole}.${String(millionths).padStart(6, '0')}`);
  const exact = (text: string) => BigInt(text.replace('.', ''));
  fc.assert(fc.property(number, number, (a, b) => {
    const [left, right] = [readDecimal(a), readDecimal(b)];
    if (!left || !right) return false;
    expect(Math.sign(compareDecimals(left, right))).toBe(exact(a) < exact(b) ? -1 : exact(a) > exact(b) ? 1 : 0);
    return exact(writeDecimal(left)) === exact(a);
  }));
  for (const text of ['', '1e5', ' 1', '0x10', '1.', '.5', '+1', 'NaN', '1234567890123456', '1.1234567']) expect(readDecimal(text)).toBeUndefined();
});

test('texts are ordered as their bytes are', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'é', '\uffff', '😀', '\ud7ff', '\ue000')).map((parts) => parts.join(''));
  fc.assert(fc.property(text, text, (a, b) => {
    expect(Math.sign(compareBytes(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
  }));
});
