import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { expect, test } from 'vitest';
import { canonicalIp, portOf, splitHostPort } from './address.ts';

test.for([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:DB8:0:0:0:0:0:9', '2001:db8::9'],
  ['[2001:db8::9]', '2001:db8::9'],
  ['fe80::1%eth0', 'fe80::1'],
  ['::', '::'],
  ['010.0.0.1', ''],
  ['1.2.3', ''],
  ['256.1.1.1', ''],
  ['1.2.3.4.', ''],
  ['2001:db8::9::1', ''],
  ['::1:2:3:4:5:6:7:8', ''],
  ['1:2:3:4:5:6:7:', ''],
  ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['12:34:56', ''],
  ['web1', ''],
  ['', ''],
] as const)('%s is the address "%s"', ([text, ip]) => {
  expect(canonicalIp(text)).toBe(ip);
});

test('every IPv4 address is itself, and every IPv6 address has one form', () => {
  fc.assert(fc.property(fc.ipV4(), (ip) => {
    expect(canonicalIp(ip)).toBe(ip);
  }));
  fc.assert(fc.property(fc.ipV6(), (ip) => {
    const canonical = canonicalIp(ip);
    expect(canonicalIp(canonical)).toBe(canonical);
    // ipaddr.js takes ::1.2.3.4 (deprecated since 2006) for ::ffff:1.2.3.4.
    fc.pre(!/^::\d+\./.test(ip));
    const other = ipaddr.IPv6.parse(ip);
    expect(canonical).toBe(other.isIPv4MappedAddress() ? other.toIPv4Address().toString() : other.toRFC5952String());
  }), { numRuns: 1_000 });
  const near = fc.string({ unit: fc.constantFrom('0', '1', 'f', 'F', ':', '::', '.', '255', '%', 'g'), maxLength: 12 });
  fc.assert(fc.property(near, (text) => {
    fc.pre(text.includes(':') && !text.includes('%') && !text.includes('.'));
    expect(canonicalIp(text) !== '').toBe(ipaddr.IPv6.isValid(text));
  }), { numRuns: 1_000 });
});

test.for([
  ['203.0.113.9:22', { host: '203.0.113.9', port: 22 }],
  ['[2001:db8::9]:22', { host: '2001:db8::9', port: 22 }],
  ['2001:db8::9', { host: '2001:db8::9', port: -1 }],
  ['web1', { host: 'web1', port: -1 }],
  ['web1:99999', { host: 'web1:99999', port: -1 }],
] as const)('%s splits into host and port', ([text, split]) => {
  expect(splitHostPort(text)).toEqual(split);
});

test('a port is 0 to 65535 in digits', () => {
  expect(['0', '65535', '65536', '-1', '2x', ''].map(portOf)).toEqual([0, 65_535, -1, -1, -1, -1]);
});
