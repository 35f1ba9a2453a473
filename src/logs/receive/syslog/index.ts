import { errors, reasonOf } from '../../../kernel/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { SourceRef } from '../../ingest/delivery.ts';
import { LOCAL_SOURCE } from '../../contract.ts';
import type { Arrival } from '../../sources/senders.ts';
import type { Reception } from '../reception.ts';
import type { Credentials } from '../tls/authority.ts';
import { allowance } from './allowance.ts';
import { CONNECTION_LIMITS } from './connection.ts';
import { streamDelivery } from './deliver.ts';
import { listenTcp, listenTls, type StreamListener, type StreamLimits } from './stream-listener.ts';
import { kernelDrops } from './udp-drops.ts';
import { UDP_LIMITS, listenUdp, type UdpLimits, type UdpListener } from './udp-listener.ts';

export type SyslogLimits = {
  stream: StreamLimits;
  udp: UdpLimits;
  /** Lines a second that unknown senders may put into the quarantine, all together. */
  quarantine: { perSecond: number; burst: number };
};

export const SYSLOG_LIMITS: SyslogLimits = {
  stream: { ...CONNECTION_LIMITS, connections: 4_000, perPeer: 500 },
  udp: UDP_LIMITS,
  quarantine: { perSecond: 1_000, burst: 20_000 },
};

const DROPS_EVERY_MS = 5_000;
const RENEW_EVERY_MS = 12 * 3_600_000;

export type Syslog = {
  /** @throws {GlacisError} `misconfigured` where a port cannot be listened on; then nothing is. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** What listens, for the log and the metrics. */
  listening(): { transport: Arrival['transport']; port: number; connections: number; refused: number }[];
};

/** Syslog over TCP and UDP on one port and over TLS on another; 0 means off. */
export function syslogServer(
  { clock, log }: Pick<Kernel, 'clock' | 'log'>,
  { host, ports, reception, sourceOf, credentials, limits = SYSLOG_LIMITS }: {
    host: string;
    ports: { plain: number; tls: number };
    reception: Reception;
    sourceOf: (arrival: Arrival) => SourceRef;
    /** What the TLS listener shows; asked again from time to time, since certificates end. */
    credentials: () => Credentials;
    limits?: SyslogLimits;
  },
): Syslog {
  const stopping = new AbortController();
  const deliver = streamDelivery({ clock, log, reception, sourceOf, mayQuarantine: allowance({ ...limits.quarantine, clock }), signal: stopping.signal });
  const memory = { held: 0 };
  const stream = {
    host, clock, log, deliver, memory,
    limits: limits.stream,
    onFault: (arrival: Arrival, fault: Parameters<Reception['reject']>[1]) => reception.reject(sourceOf(arrival).name, fault, 1),
  };
  let open: { tcp?: StreamListener; tls?: StreamListener; udp?: UdpListener } = {};
  const timers: NodeJS.Timeout[] = [];

  async function countDrops(port: number): Promise<() => Promise<void>> {
    let before = await kernelDrops(host, port);
    return async () => {
      const now = await kernelDrops(host, port);
      // Nobody knows whose they were: they count against the source of the listener itself.
      if (now !== undefined && now > (before ?? 0)) reception.reject(LOCAL_SOURCE, 'udp_kernel_drop', now - (before ?? 0));
      before = now;
    };
  }

  async function openPlain(port: number): Promise<void> {
    open.tcp = await listenTcp({ ...stream, port });
    const onOverflow = (arrival: Arrival) => reception.reject(sourceOf(arrival).name, 'udp_overflow', 1);
    open.udp = await listenUdp({ host, clock, log, deliver, onOverflow, limits: limits.udp, port });
    const look = await countDrops(port);
    timers.push(setInterval(() => void look(), DROPS_EVERY_MS).unref());
  }

  async function openTls(port: number): Promise<void> {
    open.tls = await listenTls({ ...stream, port, credentials: credentials() });
    timers.push(setInterval(renew, RENEW_EVERY_MS).unref());
  }

  const cannotListen = (name: string, port: number) => (error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error;
    const why = code === 'EADDRINUSE' ? 'somebody else listens there' : reasonOf(error);
    throw errors.misconfigured({ name, reason: `is ${port}, where Glacis cannot listen on ${host}: ${why}. Set another port, or 0 for none.` });
  };

  async function stop(): Promise<void> {
    stopping.abort();
    for (const timer of timers) clearInterval(timer);
    const { tcp, tls, udp } = open;
    open = {};
    await Promise.all([tcp?.close(), tls?.close(), udp?.close()]);
  }

  function renew(): void {
    try {
      open.tls?.renew(credentials());
    } catch (error) {
      log.error({ reason: reasonOf(error) }, 'the certificate of the syslog listener could not be renewed');
    }
  }

  return {
    async start() {
      try {
        if (ports.plain !== 0) await openPlain(ports.plain).catch(cannotListen('GLACIS_SYSLOG_PORT', ports.plain));
        if (ports.tls !== 0) await openTls(ports.tls).catch(cannotListen('GLACIS_SYSLOG_TLS_PORT', ports.tls));
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
    listening: () => [
      ...(open.tcp ? [told('tcp', open.tcp)] : []),
      ...(open.udp ? [{ transport: 'udp', port: open.udp.port, connections: 0, refused: 0 } as const] : []),
      ...(open.tls ? [told('tls', open.tls)] : []),
    ],
  };
}

const told = (transport: 'tcp' | 'tls', listener: StreamListener) => ({
  transport,
  port: listener.port,
  connections: listener.connections(),
  refused: listener.refused(),
});
