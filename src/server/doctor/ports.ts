import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import type { Config } from '../../kernel/config.ts';
import { reasonOf } from '../../kernel/errors.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

type Listener = { what: string; variable: string; port: number; kind: 'tcp' | 'udp' };

const listeners = (config: Config): Listener[] => {
  const all: Listener[] = [
    { what: 'UI and API', variable: 'GLACIS_PORT', port: config.port, kind: 'tcp' },
    { what: 'syslog over TCP', variable: 'GLACIS_SYSLOG_PORT', port: config.syslogPort, kind: 'tcp' },
    { what: 'syslog over UDP', variable: 'GLACIS_SYSLOG_PORT', port: config.syslogPort, kind: 'udp' },
    { what: 'syslog over TLS', variable: 'GLACIS_SYSLOG_TLS_PORT', port: config.syslogTlsPort, kind: 'tcp' },
  ];
  return all.filter(({ port }) => port !== 0);
};

/** Whether each port can be had, or is had by the running server. */
export function ports(config: Config, running: boolean): Promise<Finding[]> {
  return Promise.all(
    listeners(config).map(async ({ what, variable, port, kind }) => {
      const check = `port ${port}/${kind}`;
      const refused = await tryToListen(kind, port, config.host);
      if (refused === undefined) {
        return running ? warning(check, `${what}: the server runs but does not listen here`, `Look at ${variable}, GLACIS_HOST and GLACIS_ROLES of the running server.`) : ok(check, `${what}: free`);
      }
      if (running && refused.includes('EADDRINUSE')) return ok(check, `${what}: in use, by the running server as it seems`);
      if (refused.includes('EADDRINUSE')) return problem(check, `${what}: another program has it`, `Stop that program, or set ${variable} to another port (0 = off).`);
      if (refused.includes('EACCES')) return problem(check, `${what}: this account may not listen here`, `Set ${variable} to a port above 1023, or grant CAP_NET_BIND_SERVICE.`);
      return problem(check, `${what}: ${refused}`, 'Set GLACIS_HOST to an address of this machine.');
    }),
  );
}

/** Takes the port for a moment. @returns why it could not be had. */
function tryToListen(kind: 'tcp' | 'udp', port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const failed = (error: Error) => resolve(reasonOf(error));
    if (kind === 'tcp') {
      const server = createServer().once('error', failed);
      server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
    } else {
      const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4').once('error', failed);
      socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve(undefined)));
    }
  });
}
