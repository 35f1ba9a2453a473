import ipaddr from 'ipaddr.js';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * The network that an address counts as: its /24, or /48 of IPv6; a name of a host counts as itself. '' where nothing is known.
 * IPv4 addresses written as IPv6 are IPv4.
 */
export function networkOf(address: string): string {
  const parsed = parse(address);
  if (parsed === null) return address.toLowerCase();
  const bits = parsed.kind() === 'ipv4' ? 24 : 48;
  return `${networkAddress(parsed, bits)}/${bits}`;
}

/** Whether the address lies in one of the networks (CIDR, or single addresses). */
export function isWithin(address: string, networks: readonly string[]): boolean {
  const parsed = parse(address);
  return parsed !== null && networks.some((network) => {
    const range = readNetwork(network);
    return range !== null && range[0].kind() === parsed.kind() && parsed.match(range);
  });
}

/** A network in its usual form: `10.1.2.3/8` is `10.0.0.0/8`, an address the network of itself; null when it is none. */
export function canonicalNetwork(text: string): string | null {
  const range = readNetwork(text);
  return range && `${networkAddress(range[0], range[1])}/${range[1]}`;
}

function readNetwork(text: string): Range | null {
  const [address = '', bits] = text.trim().split('/', 2);
  const parsed = parse(address);
  if (parsed === null) return null;
  const most = parsed.kind() === 'ipv4' ? 32 : 128;
  const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Infinity;
  return length <= most ? [parsed, length] : null;
}

/** Decimal dotted or IPv6; not the shortened forms that only some programs read as addresses. */
function parse(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const plain = text.replace(/%.*$/, '');
  return ipaddr.IPv4.isValidFourPartDecimal(plain) || ipaddr.IPv6.isValid(plain) ? ipaddr.process(plain) : null;
}

function networkAddress(address: ipaddr.IPv4 | ipaddr.IPv6, bits: number): string {
  const bytes = address.toByteArray().map((byte, at) => byte & (0xff00 >> Math.max(0, Math.min(8, bits - at * 8))) & 0xff);
  return ipaddr.fromByteArray(bytes).toString();
}
