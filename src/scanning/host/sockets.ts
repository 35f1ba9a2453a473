import type { SurfaceReport } from '../contract.ts';

type Listening = Pick<SurfaceReport['listening'][number], 'protocol' | 'address' | 'port' | 'exposed'> & { inode: number };

/** Socket states of the kernel (include/net/tcp_states.h): TCP_LISTEN; an unconnected UDP socket is in TCP_CLOSE. */
const LISTEN = '0A';
const UNCONNECTED = '07';

/**
 * The listening sockets of a `/proc/net/{tcp,tcp6,udp,udp6}` table (proc_pid_net(5)). Addresses stand there as the kernel keeps
 * them: words of 32 bits in the machine's own order, little-endian on everything that Glacis runs on.
 */
export function readSockets(protocol: 'tcp' | 'udp', table: string): Listening[] {
  return table.split('\n').slice(1).flatMap((line) => {
    const [, local = '', remote = '', state, , , , , , inode = ''] = line.trim().split(/\s+/);
    const colon = local.indexOf(':');
    if (colon === -1 || (protocol === 'tcp' ? state !== LISTEN : state !== UNCONNECTED || !/^0+:0000$/.test(remote))) return [];
    const bytes = addressBytes(local.slice(0, colon));
    if (!bytes) return [];
    return [{ protocol, address: addressText(bytes), port: Number.parseInt(local.slice(colon + 1), 16), exposed: !isLoopback(bytes), inode: Number(inode) }];
  });
}

function addressBytes(hex: string): readonly number[] | undefined {
  if (!/^(?:[0-9A-F]{8}|[0-9A-F]{32})$/.test(hex)) return undefined;
  const bytes: number[] = [];
  for (let word = 0; word < hex.length; word += 8) {
    for (let at = word + 6; at >= word; at -= 2) bytes.push(Number.parseInt(hex.slice(at, at + 2), 16));
  }
  return bytes;
}

const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
const isMapped = (bytes: readonly number[]): boolean => bytes.length === 16 && MAPPED.every((byte, index) => bytes[index] === byte);

function isLoopback(bytes: readonly number[]): boolean {
  if (bytes.length === 4) return bytes[0] === 127;
  if (isMapped(bytes)) return bytes[12] === 127;
  return bytes.every((byte, index) => byte === (index === 15 ? 1 : 0));
}

function addressText(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  if (isMapped(bytes)) return `::ffff:${bytes.slice(12).join('.')}`;
  const groups = Array.from({ length: 8 }, (_, index) => (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16));
  const host = new URL(`http://[${groups.join(':')}]/`).hostname;
  return host.slice(1, -1);
}
