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
    expect(ipaddr.process(canonical).toNormalizedString()).toBe(ipaddr.process(ip).toNormalizedString());
  }));
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
