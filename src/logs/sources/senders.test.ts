import { describe, expect, test } from 'vitest';
import { parseNetwork, senderKey, senderTable } from './senders.ts';

const certificate = 'ab'.repeat(32);
const table = senderTable([
  { name: 'web', senders: [{ by: 'certificate', fingerprint: certificate }, { by: 'network', cidr: '10.1.0.0/16' }] },
  { name: 'db', senders: [{ by: 'network', cidr: '10.1.2.0/24' }, { by: 'network', cidr: '10.1.0.0/16', transport: 'udp' }] },
  { name: 'v6', senders: [{ by: 'network', cidr: '2001:db8::/32' }, { by: 'network', cidr: '::ffff:192.0.2.0/120' }] },
]);

test.for<[string, Parameters<typeof table>[0], string]>([
  ['a known certificate, wherever it comes from', { transport: 'tls', address: '203.0.113.1', fingerprint: certificate }, 'web'],
  ['an unknown certificate counts for nothing', { transport: 'tls', address: '203.0.113.1', fingerprint: 'cd'.repeat(32) }, 'quarantine'],
  ['an unknown certificate from a known network', { transport: 'tls', address: '10.1.2.3', fingerprint: 'cd'.repeat(32) }, 'db'],
  ['a network', { transport: 'tcp', address: '10.1.9.9' }, 'web'],
  ['the most specific network', { transport: 'udp', address: '10.1.2.3' }, 'db'],
  ['of equal networks the one for the transport', { transport: 'udp', address: '10.1.9.9' }, 'db'],
  ['IPv4 over a socket of IPv6', { transport: 'tcp', address: '::ffff:10.1.2.3' }, 'db'],
  ['IPv6 with a zone', { transport: 'tcp', address: '2001:db8::7%eth0' }, 'v6'],
  ['a network of mapped addresses', { transport: 'tcp', address: '192.0.2.77' }, 'v6'],
  ['this machine', { transport: 'tcp', address: '127.0.0.1' }, 'syslog'],
  ['this machine by IPv6', { transport: 'udp', address: '::1' }, 'syslog'],
  ['anybody else', { transport: 'tcp', address: '10.2.0.1' }, 'quarantine'],
  ['an address of no family', { transport: 'tcp', address: 'fe80::1%lo' }, 'quarantine'],
])('%s', ([, arrival, source]) => {
  expect(table(arrival)).toBe(source);
  expect(table(arrival)).toBe(source);
});

describe('a network', () => {
  test.for(['', '10.0.0.0/33', '10.0.0.0/', '10.0.0/8', '::/129', '10.0.0.0/8/8', 'example.org', '0x7f.1', '1.2.3.4/-1', '::ffff:1.2.3.4/3x'])('%s is none', (text) => {
    expect(() => parseNetwork(text)).toThrow(/is no network/);
  });

  test('is the same however it is written', () => {
    const key = (cidr: string) => senderKey({ by: 'network', cidr });
    expect(key('10.1.2.3/8')).toBe(key('10.0.0.0/8'));
    expect(key('::ffff:10.0.0.0/104')).toBe(key('10.0.0.0/8'));
    expect(key('2001:0db8:0::1/32')).toBe(key('2001:db8::/32'));
    expect(key('10.0.0.0/8')).not.toBe(key('10.0.0.0/9'));
  });
});
