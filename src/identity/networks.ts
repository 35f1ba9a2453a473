import ipaddr from 'ipaddr.js';

/** Prefix of what counts as one network: one IPv4 address, or what a provider gives one customer of IPv6 (RFC 6177). */
const IPV6_BITS = 56;

/**
 * The network that an address counts as, for throttling and for "has signed in from here before": `203.0.113.9`,
 * `2001:db8:1:200::/56`. Anything that is no address counts as one network, `unknown`.
 */
export function networkOf(ip: string): string {
  const bare = ip.replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return 'unknown';
  const address = ipaddr.process(bare);
  if (address.kind() === 'ipv4') return address.toString();
  const cidr = `${address.toNormalizedString()}/${IPV6_BITS}`;
  return `${ipaddr.IPv6.networkAddressFromCIDR(cidr).toString()}/${IPV6_BITS}`;
}
