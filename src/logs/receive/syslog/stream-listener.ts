import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer, type TLSSocket } from 'node:tls';
import type { Kernel } from '../../../kernel/kernel.ts';
import { reasonOf } from '../../../kernel/errors.ts';
import type { Arrival } from '../../sources/senders.ts';
import { fingerprintOf, type Credentials } from '../tls/authority.ts';
import { serveConnection, type ConnectionLimits, type Memory } from './connection.ts';
import type { Deliver } from './deliver.ts';

export type StreamLimits = ConnectionLimits & { connections: number; perPeer: number };

export type StreamFault = Parameters<Parameters<typeof serveConnection>[2]['onFault']>[1] | 'certificate_expired';

export type StreamListener = {
  port: number;
  connections(): number;
  /** Connections that were turned away since the start. */
  refused(): number;
  /** Shows other credentials to new connections. */
  renew(credentials: Credentials): void;
  /** Closes all connections and waits until what they brought is stored. */
  close(): Promise<void>;
};

type Options = Pick<Kernel, 'clock' | 'log'> & {
  host: string;
  port: number;
  limits: StreamLimits;
  deliver: Deliver;
  onFault: (arrival: Arrival, fault: StreamFault) => void;
  /** Shared by all listeners. */
  memory: Memory;
};

const HANDSHAKE_MS = 30_000;

/** Listens for syslog over TCP. */
export const listenTcp = (options: Options): Promise<StreamListener> => {
  const host = reception(options);
  const server = createServer((socket) => host.take(socket, { transport: 'tcp', address: socket.remoteAddress ?? '' }));
  return host.open(server);
};

/**
 * Listens for syslog over TLS. A sender is asked for a certificate; whoever issued it, it counts by its fingerprint, and the handshake
 * has proved that the sender holds its key.
 */
export const listenTls = (options: Options & { credentials: Credentials }): Promise<StreamListener> => {
  const { credentials, clock, log, onFault } = options;
  const host = reception(options);
  const server = createTlsServer(
    { ...credentials, requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_MS },
    (socket) => {
      const arrival = arrivalOf(socket);
      if (isCurrent(socket, clock.now())) return host.take(socket, arrival);
      onFault(arrival, 'certificate_expired');
      socket.destroy();
    },
  );
  server.on('tlsClientError', (error, socket) => log.debug({ peer: socket.remoteAddress, reason: reasonOf(error) }, 'a TLS handshake failed'));
  return host.open(server, (next) => server.setSecureContext(next));
};

function arrivalOf(socket: TLSSocket): Arrival {
  const certificate = socket.getPeerX509Certificate();
  const arrival = { transport: 'tls', address: socket.remoteAddress ?? '' } as const;
  return certificate ? { ...arrival, fingerprint: fingerprintOf(certificate) } : arrival;
}

function isCurrent(socket: TLSSocket, now: number): boolean {
  const certificate = socket.getPeerX509Certificate();
  return !certificate || (certificate.validFromDate.getTime() <= now && now <= certificate.validToDate.getTime());
}

function reception({ host, port, clock, log, limits, deliver, onFault, memory }: Options) {
  const open = new Map<Socket, Promise<void>>();
  const peers = new Map<string, number>();
  let refused = 0;

  const leave = (socket: Socket, address: string) => {
    open.delete(socket);
    const left = (peers.get(address) ?? 1) - 1;
    if (left === 0) peers.delete(address);
    else peers.set(address, left);
  };

  return {
    take(socket: Socket, arrival: Arrival): void {
      const { address } = arrival;
      const fromPeer = peers.get(address) ?? 0;
      // A peer that left before it was taken has no address any more.
      if (address === '' || open.size >= limits.connections || fromPeer >= limits.perPeer) {
        refused += 1;
        log.debug({ peer: address, open: open.size, fromPeer }, 'a connection for syslog was turned away');
        socket.on('error', () => {}).destroy();
        return;
      }
      peers.set(address, fromPeer + 1);
      const served = serveConnection(socket, arrival, { clock, deliver, onFault, memory, limits }).finally(() => leave(socket, address));
      open.set(socket, served);
    },

    async open(server: Server | TlsServer, renew: (credentials: Credentials) => void = () => {}): Promise<StreamListener> {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host, port, backlog: 1_024 }, resolve);
      });
      server.on('error', (error) => log.error({ reason: reasonOf(error), port }, 'the syslog listener met an error'));
      const bound = server.address();
      return {
        port: typeof bound === 'object' && bound ? bound.port : port,
        connections: () => open.size,
        refused: () => refused,
        renew,
        async close() {
          const closed = new Promise<void>((resolve) => server.close(() => resolve()));
          const serving = [...open.values()];
          for (const socket of open.keys()) socket.destroy();
          await Promise.all(serving);
          await closed;
        },
      };
    },
  };
}
