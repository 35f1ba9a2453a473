import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Kernel } from '../../../kernel/kernel.ts';
import { reasonOf } from '../../../kernel/errors.ts';
import type { LineBlock } from '../../ingest/delivery.ts';
import type { Arrival } from '../../sources/senders.ts';
import type { Deliver } from './deliver.ts';

export type UdpLimits = {
  /** How long datagrams are gathered, in ms, and up to how many bytes. */
  gatherMs: number;
  gatherBytes: number;
  /** Bytes of datagrams that may wait to be stored. */
  waitingBytes: number;
  /** Asked of the kernel, which may give less (net.core.rmem_max). */
  receiveBuffer: number;
};

export const UDP_LIMITS: UdpLimits = { gatherMs: 20, gatherBytes: 256 * 1024, waitingBytes: 32 * 1024 ** 2, receiveBuffer: 8 * 1024 ** 2 };

export type UdpListener = { port: number; close(): Promise<void> };

/** The datagrams of one sender that wait to be handed on. */
type Gathered = { arrival: Arrival; messages: Buffer[]; bytes: number; receivedAt: number };

const isEnd = (byte: number | undefined): boolean => byte === 0x0a || byte === 0x0d || byte === 0x00;

/**
 * Listens for syslog over UDP (RFC 5426): one message a datagram. Datagrams cannot be held up; those beyond what may wait are counted as
 * rejected, and those that the kernel drops are counted by it.
 */
export async function listenUdp({ host, port, clock, log, limits, deliver, onOverflow }: Pick<Kernel, 'clock' | 'log'> & {
  host: string;
  port: number;
  limits: UdpLimits;
  deliver: Deliver;
  onOverflow: (arrival: Arrival) => void;
}): Promise<UdpListener> {
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', recvBufferSize: limits.receiveBuffer });
  const gathered = new Map<string, Gathered>();
  const delivering = new Set<Promise<void>>();
  let waiting = 0;
  let timer: NodeJS.Timeout | undefined;

  const flush = (address: string) => {
    const group = gathered.get(address);
    if (!group) return;
    gathered.delete(address);
    const done = deliver(group.arrival, blockOf(group.messages), group.receivedAt).finally(() => {
      waiting -= group.bytes;
      delivering.delete(done);
    });
    delivering.add(done);
  };
  const flushAll = () => {
    timer = undefined;
    for (const address of gathered.keys()) flush(address);
  };

  socket.on('message', (datagram, { address }) => {
    const message = trimmed(datagram);
    if (message.length === 0) return;
    const group = gathered.get(address) ?? { arrival: { transport: 'udp', address }, messages: [], bytes: 0, receivedAt: clock.now() };
    if (waiting + message.length > limits.waitingBytes) return onOverflow(group.arrival);
    gathered.set(address, group);
    group.messages.push(message);
    group.bytes += message.length;
    waiting += message.length;
    if (group.bytes >= limits.gatherBytes) flush(address);
    else timer ??= setTimeout(flushAll, limits.gatherMs);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ port, address: host }, resolve);
  });
  socket.on('error', (error) => log.error({ reason: reasonOf(error), port }, 'the UDP listener met an error'));

  return {
    port: socket.address().port,
    async close() {
      await new Promise<void>((resolve) => {
        socket.close(resolve);
      });
      clearTimeout(timer);
      flushAll();
      await Promise.all(delivering);
    },
  };
}

/** The message without the line end that many senders put after it. */
function trimmed(datagram: Buffer): Buffer {
  let end = datagram.length;
  while (isEnd(datagram[end - 1])) end -= 1;
  return datagram.subarray(0, end);
}

function blockOf(messages: readonly Buffer[]): LineBlock {
  const offsets = new Uint32Array(2 * messages.length);
  let at = 0;
  for (const [i, message] of messages.entries()) {
    offsets[2 * i] = at;
    offsets[2 * i + 1] = at += message.length;
  }
  return { bytes: Buffer.concat(messages), offsets };
}
