import type { Socket } from 'node:net';
import type { Clock } from '../../../kernel/clock.ts';
import { LIMITS } from '../../contract.ts';
import type { FrameFault } from '../framing/framer.ts';
import { syslogFramer } from '../framing/syslog.ts';
import type { LineBlock } from '../../ingest/delivery.ts';
import type { Arrival } from '../../sources/senders.ts';
import type { Deliver } from './deliver.ts';

export type ConnectionLimits = {
  /** Bytes that are read ahead while earlier ones are on their way to the disk. */
  ahead: number;
  /** Bytes that all connections together may hold before each waits for its own to be stored. */
  together: number;
  /** Silence after which a connection within a message is closed, and one between messages. */
  unfinishedMs: number;
  idleMs: number;
};

/**
 * Long idle times on purpose: a plain sender that is closed on loses what it writes next. Dead peers are found by keep-alive.
 */
export const CONNECTION_LIMITS: ConnectionLimits = { ahead: 512 * 1024, together: 128 * 1024 ** 2, unfinishedMs: 5 * 60_000, idleMs: 6 * 3_600_000 };

const KEEP_ALIVE_MS = 60_000;
/** An unfinished message smaller than this is never given up for lack of memory. */
const SMALL = 64 * 1024;

/** What all connections hold together. */
export type Memory = { held: number };

/**
 * Reads one connection to its end, and no faster than its lines get to the disk. Resolves when it is closed and all that came by it
 * is stored.
 */
export async function serveConnection(
  socket: Socket,
  arrival: Arrival,
  { clock, deliver, onFault, memory, limits }: {
    clock: Pick<Clock, 'now'>;
    deliver: Deliver;
    onFault: (arrival: Arrival, fault: FrameFault | 'overloaded') => void;
    memory: Memory;
    limits: ConnectionLimits;
  },
): Promise<void> {
  const framer = syslogFramer({ limit: LIMITS.lineBytes, onFault: (fault) => onFault(arrival, fault) });
  let sending: Promise<void> | undefined;
  let held = 0;

  const account = () => {
    memory.held += framer.held() - held;
    held = framer.held();
  };
  const sendFrom = async (first: LineBlock): Promise<void> => {
    for (let lines: LineBlock | undefined = first; lines; lines = framer.take()) {
      account();
      await deliver(arrival, lines, clock.now());
    }
    sending = undefined;
  };
  const send = () => {
    if (sending) return;
    const lines = framer.take();
    if (lines) sending = sendFrom(lines);
  };

  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.on('timeout', () => {
    // One that we do not read from is not idle.
    if (sending === undefined) socket.destroy();
  });
  let givenUp = false;
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      framer.push(chunk);
      send();
      account();
      const crowded = memory.held > limits.together;
      if (framer.held() > limits.ahead || crowded) await sending;
      account();
      givenUp = crowded && framer.midFrame() && framer.held() > SMALL;
      if (givenUp) break;
      socket.setTimeout(framer.midFrame() ? limits.unfinishedMs : limits.idleMs);
    }
  } catch {
    // Reset by the peer, or by us: what came is stored all the same.
  }
  if (givenUp) onFault(arrival, 'overloaded');
  else framer.end();
  send();
  await sending;
  memory.held -= held;
  socket.destroy();
}
