import { createServer } from 'node:net';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readProcesses } from './processes.ts';
import { readSockets } from './sockets.ts';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';

describe('Listening sockets', () => {
  test.for([
    { what: 'everywhere', row: '   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1', address: '0.0.0.0', port: 22, exposed: true },
    { what: 'on loopback only', row: '   1: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   106        0 777 1', address: '127.0.0.1', port: 5432, exposed: false },
    { what: 'on one address', row: '   2: 0A01A8C0:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 9 1', address: '192.168.1.10', port: 80, exposed: true },
    { what: 'on IPv6 everywhere', row: '   0: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 5 1', address: '::', port: 443, exposed: true },
    { what: 'on IPv6 loopback', row: '   0: 00000000000000000000000001000000:01BB 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 5 1', address: '::1', port: 443, exposed: false },
    { what: 'on mapped loopback', row: '   0: 0000000000000000FFFF00000100007F:01BB 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 5 1', address: '::ffff:127.0.0.1', port: 443, exposed: false },
  ])('$what', ({ row, address, port, exposed }) => {
    expect(readSockets('tcp', `${HEAD}\n${row}\n`)).toMatchObject([{ protocol: 'tcp', address, port, exposed }]);
  });

  test('a connection is no listener, nor is what cannot be read', () => {
    const rows = ['   0: 0100007F:0016 0100007F:A1B2 01 0:0 00:0 0 0 0 5 1', 'nonsense', '   0: XYZ:0016 00000000:0000 0A 0:0 00:0 0 0 0 5 1', ''];
    expect(readSockets('tcp', [HEAD, ...rows].join('\n'))).toEqual([]);
  });

  test.skipIf(!existsSync('/proc/net/tcp'))('those of this very process are found, and that they are its own', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    const udp = createSocket('udp4').bind(0, '127.0.0.1');
    await Promise.all([once(server, 'listening'), once(udp, 'listening')]);
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const own = readProcesses('/proc').processes.find(({ pid }) => pid === process.pid);
    const tcp = readSockets('tcp', readFileSync('/proc/net/tcp', 'utf8')).find((socket) => socket.port === port);
    expect(tcp).toMatchObject({ address: '127.0.0.1', exposed: false });
    expect(own?.sockets).toContain(tcp?.inode);
    expect(own?.executable).toBe(process.execPath.slice(1));
    expect(readSockets('udp', readFileSync('/proc/net/udp', 'utf8'))).toContainEqual(expect.objectContaining({ port: udp.address().port, protocol: 'udp', exposed: false }));
    server.close();
    udp.close();
  });
});
