import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';
import { errors } from '../../kernel/errors.ts';
import { LOCAL_SOURCE, QUARANTINE, type Sender } from '../contract.ts';

/** How and from where something came. */
export type Arrival = {
  transport: 'tcp' | 'udp' | 'tls';
  /** The peer's address as the socket tells it. */
  address: string;
  /** SHA-256 of its certificate in lower-case hexadecimal, where it proved to hold one. */
  fingerprint?: string;
};

/** Says which source a sender writes to. */
export type SenderTable = (arrival: Arrival) => string;

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = { range: [Address, number]; transport: Arrival['transport'] | undefined; source: string };

/** Addresses remembered, so that a datagram costs one look into a map. */
const MOST_REMEMBERED = 10_000;

/**
 * A certificate decides first; then the network, the most specific one, and the one for its transport before one for all; then whether it is this
 * machine. Everybody else is quarantined: an address can be forged, but never into a source that does not name it.
 */
export function senderTable(sources: readonly { name: string; senders: readonly Sender[] }[]): SenderTable {
  const byCertificate = new Map<string, string>();
  const networks: Network[] = [];
  for (const { name, senders } of sources) {
    for (const sender of senders) {
      if (sender.by === 'certificate') byCertificate.set(sender.fingerprint, name);
      else networks.push({ range: parseNetwork(sender.cidr), transport: sender.transport, source: name });
    }
  }
  networks.sort((a, b) => specificity(b) - specificity(a));

  const remembered = new Map<string, string>();
  const byAddress = (transport: Arrival['transport'], text: string): string => {
    const key = `${transport} ${text}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const address = ipaddr.process(text.replace(/%.*$/, ''));
    const network = networks.find((one) => (one.transport ?? transport) === transport && contains(one.range, address));
    const source = network?.source ?? (address.range() === 'loopback' ? LOCAL_SOURCE : QUARANTINE);
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(key, source);
    return source;
  };

  return ({ transport, address, fingerprint }) =>
    (fingerprint === undefined ? undefined : byCertificate.get(fingerprint)) ?? byAddress(transport, address);
}

const specificity = ({ range: [, prefix], transport }: Network): number => 2 * prefix + (transport === undefined ? 0 : 1);

const contains = (range: [Address, number], address: Address): boolean =>
  range[0].kind() === address.kind() && address.match(range);

/**
 * A network as `10.0.0.0/8` or `2001:db8::/32`, or a single address.
 * @throws {GlacisError} `invalid` where it is none.
 */
export function parseNetwork(text: string): [Address, number] {
  const [address = '', prefix, ...more] = text.split('/');
  const bits = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : 0;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (bits === 0 || length < 0 || length > bits || more.length > 0) {
    throw errors.invalid({ what: `senders: ${text} is no network; write it as 10.0.0.0/8, 2001:db8::/32 or 192.0.2.7.` });
  }
  const parsed = ipaddr.parse(address);
  // An IPv4 network written as IPv6 is that IPv4 network, since that is how its senders are told.
  return parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress() && length >= 96 ? [parsed.toIPv4Address(), length - 96] : [parsed, length];
}

/** What makes two senders the same to the table. */
export function senderKey(sender: Sender): string {
  if (sender.by === 'certificate') return `certificate ${sender.fingerprint}`;
  const [address, prefix] = parseNetwork(sender.cidr);
  return `network ${sender.transport ?? 'any'} ${networkAddress(address, prefix)}/${prefix}`;
}

const networkAddress = (address: Address, prefix: number): string =>
  address.kind() === 'ipv4'
    ? ipaddr.IPv4.networkAddressFromCIDR(`${address.toString()}/${prefix}`).toString()
    : ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/${prefix}`).toString();
