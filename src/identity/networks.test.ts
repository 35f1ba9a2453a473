import { expect, test } from 'vitest';
import { networkOf } from './networks.ts';

test.for([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2ff::1', '2001:db8:1:200::/56'],
  ['2001:db8:1:200:ffff:ffff:ffff:ffff', '2001:db8:1:200::/56'],
  ['2001:db8:1:300::1', '2001:db8:1:300::/56'],
  ['fe80::1%eth0', 'fe80::/56'],
  ['', 'unknown'],
  ['not an address', 'unknown'],
] as const)('%s counts as %s', ([ip, network]) => {
  expect(networkOf(ip)).toBe(network);
});
