import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Datagrams that the kernel dropped at sockets bound to this address and port, so far; undefined where it does not tell (not Linux). */
export async function kernelDrops(host: string, port: number): Promise<number | undefined> {
  try {
    return dropsIn(await readFile(isIPv6(host) ? '/proc/net/udp6' : '/proc/net/udp', 'utf8'), host, port);
  } catch {
    return undefined;
  }
}

/** Reads the table of /proc/net/udp or udp6 (proc_pid_net(5)): local address and port stand second, drops last. */
export function dropsIn(table: string, host: string, port: number): number | undefined {
  const wanted = `${procAddress(host)}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const drops = table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1] === wanted)
    .map((columns) => Number(columns.at(-1)));
  return drops.length === 0 ? undefined : drops.reduce((sum, count) => sum + count, 0);
}

/** An address as the kernel writes it: each 32-bit word in the machine's order, which is little-endian wherever Node 24 runs. */
function procAddress(host: string): string {
  const bytes = Buffer.from(ipaddr.parse(host).toByteArray());
  return bytes.swap32().toString('hex').toUpperCase();
}
