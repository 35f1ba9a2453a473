import { expect, test } from 'vitest';
import { canonicalNetwork, isWithin, networkOf } from './network.ts';

test.for([
  ['203.0.113.9', '203.0.113.0/24'],
  ['::ffff:203.0.113.9', '203.0.113.0/24'],
  ['2001:db8:1:2::3', '2001:db8:1::/48'],
  ['fe80::1%eth0', 'fe80::/48'],
  ['Host.Example', 'host.example'],
  ['1.2', '1.2'],
  ['', ''],
] as const)('%s counts as %s', ([address, network]) => {
  expect(networkOf(address)).toBe(network);
});

test.for([
  ['10.1.2.3/8', '10.0.0.0/8'],
  ['192.0.2.129/25', '192.0.2.128/25'],
  ['192.0.2.1', '192.0.2.1/32'],
  ['2001:DB8::1/32', '2001:db8::/32'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['192.0.2.1/33', null],
  ['192.0.2.1/', null],
  ['office', null],
] as const)('the network %s is %s', ([text, network]) => {
  expect(canonicalNetwork(text)).toBe(network);
});

test.for([
  ['10.9.9.9', ['192.0.2.0/24', '10.0.0.0/8'], true],
  ['::ffff:10.9.9.9', ['10.0.0.0/8'], true],
  ['10.9.9.9', ['2001:db8::/32'], false],
  ['host', ['0.0.0.0/0'], false],
] as const)('%s within %s: %s', ([address, networks, expected]) => {
  expect(isWithin(address, networks)).toBe(expected);
});
