import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { manualClock, systemClock } from '../../../kernel/clock.ts';
import { errors } from '../../../kernel/errors.ts';
import { systemRandom } from '../../../kernel/ids.ts';
import { serverLog } from '../../../kernel/log.ts';
import type { Sender } from '../../contract.ts';
import type { Delivery } from '../../ingest/delivery.ts';
import { senderTable } from '../../sources/senders.ts';
import { openAuthority, type Authority } from '../tls/authority.ts';
import { SYSLOG_LIMITS, syslogServer, type Syslog, type SyslogLimits } from './index.ts';
import { dropsIn } from './udp-drops.ts';

const log = serverLog('silent');
const MIB = 1024 * 1024;
let directory: string;
let authority: Authority;
let client: ReturnType<Authority['client']>;
let expired: ReturnType<Authority['client']>;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'glacis-syslog-'));
  authority = openAuthority({ directory, clock: systemClock, random: systemRandom });
  client = authority.client('web');
  expired = openAuthority({ directory, clock: manualClock(Date.UTC(2010, 0, 1)), random: systemRandom }).client('old');
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

let running: Syslog | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

type Setting = { senders?: { name: string; senders: Sender[] }[]; limits?: Partial<SyslogLimits>; accept?: (delivery: Delivery) => void };

/** A listener whose lines are kept by source. */
async function listening({ senders = [], limits = {}, accept = () => {} }: Setting = {}) {
  const ports = { plain: await freePort(), tls: await freePort() };
  const stored: Record<string, string[]> = {};
  const rejected: Record<string, number> = {};
  const sourceOf = senderTable(senders);
  running = syslogServer(
    { clock: systemClock, log },
    {
      host: '127.0.0.1', ports,
      credentials: () => authority.server(['localhost', '127.0.0.1']),
      sourceOf: (arrival) => ({ name: sourceOf(arrival), format: null, timeZone: 'UTC', retentionDays: 90 }),
      reception: {
        async accept(delivery) {
          accept(delivery);
          const { bytes, offsets } = delivery.lines;
          const lines = (stored[delivery.source.name] ??= []);
          for (let i = 0; i < offsets.length; i += 2) lines.push(Buffer.from(bytes.subarray(offsets[i], offsets[i + 1])).toString('latin1'));
          return { received: offsets.length / 2, stored: offsets.length / 2, duplicate: 0 };
        },
        reject: (source, reason, lines) => {
          rejected[`${source} ${reason}`] = (rejected[`${source} ${reason}`] ?? 0) + lines;
        },
      },
      limits: { ...SYSLOG_LIMITS, ...limits },
    },
  );
  await running.start();
  return { ports, stored, rejected };
}

/** Sends over a connection and ends it; resolves when the server has closed its side. */
async function send(socket: Socket, ...parts: (string | Buffer)[]): Promise<void> {
  socket.on('error', () => {});
  const closed = once(socket, 'close');
  for (const part of parts) if (!socket.write(part)) await Promise.race([once(socket, 'drain'), closed]);
  socket.end();
  socket.resume();
  await closed;
}

const tcp = (port: number): Socket => connect(port, '127.0.0.1');
const tls = (port: number, credentials: { cert?: string; key?: string } = {}): Socket =>
  connectTls({ port, host: '127.0.0.1', servername: 'localhost', ca: authority.ca, cert: credentials.cert, key: credentials.key });

describe('over TCP', () => {
  test('lines of this machine go to its source, however they are framed', async () => {
    const { ports, stored } = await listening();
    await send(tcp(ports.plain), '<13>one\n7 <13>two<13>three\r\n', '<13>four');
    await vi.waitFor(() => expect(stored).toEqual({ syslog: ['<13>one', '<13>two', '<13>three', '<13>four'] }));
  });

  test('a known network writes to its source', async () => {
    const { ports, stored } = await listening({ senders: [{ name: 'web', senders: [{ by: 'network', cidr: '127.0.0.0/8', transport: 'tcp' }] }] });
    await send(tcp(ports.plain), 'one\n');
    await vi.waitFor(() => expect(stored).toEqual({ web: ['one'] }));
  });

  test('bytes that are no text, and bytes that are no syslog, are lines all the same', async () => {
    const { ports, stored } = await listening();
    const noise = systemRandom(300_000);
    await send(tcp(ports.plain), noise, '\n<13>after\n');
    await vi.waitFor(() => expect(stored['syslog']?.at(-1)).toBe('<13>after'));
    const count = (bytes: string) => bytes.replaceAll(/[\r\n\0]/g, '').length;
    expect(count(stored['syslog']?.slice(0, -1).join('') ?? '')).toBeGreaterThan(count(noise.toString('latin1')) * 0.999);
  });

  test('a line of 10 MB is left out and counted; those before and after are stored', async () => {
    const { ports, stored, rejected } = await listening();
    const memory = process.memoryUsage.rss();
    await send(tcp(ports.plain), '<13>before\n', Buffer.alloc(10 * MIB, 'x'), '\n<13>after\n');
    await vi.waitFor(() => expect(stored).toEqual({ syslog: ['<13>before', '<13>after'] }));
    expect(rejected).toEqual({ 'syslog line_too_long': 1 });
    expect(process.memoryUsage.rss() - memory).toBeLessThan(64 * MIB);
  });

  test('a flooding sender is held up while the spool is full: memory is flat and nothing is lost', async () => {
    let full = true;
    const { ports, stored } = await listening({
      accept: () => {
        if (full) throw errors.spoolFull({ retryAfter: 0.02 });
      },
    });
    const line = `<13>${'flood '.repeat(20)}\n`;
    const block = Buffer.from(line.repeat(500));
    const blocks = 600;
    const socket = tcp(ports.plain);
    let written = 0;
    const sending = (async () => {
      for (; written < blocks; written += 1) if (!socket.write(block)) await once(socket, 'drain');
    })();
    await systemClock.sleep(400);
    const held = written * block.length;
    expect(stored).toEqual({});
    expect(held).toBeLessThan(16 * MIB);
    await systemClock.sleep(200);
    expect(written * block.length).toBe(held);
    full = false;
    await sending;
    await send(socket);
    await vi.waitFor(() => expect(stored['syslog']).toHaveLength(blocks * 500), { timeout: 5_000 });
  });

  test('a peer has only so many connections', async () => {
    const { ports } = await listening({ limits: { stream: { ...SYSLOG_LIMITS.stream, perPeer: 2 } } });
    const sockets = [tcp(ports.plain), tcp(ports.plain), tcp(ports.plain)];
    for (const socket of sockets) socket.on('error', () => {});
    await Promise.race(sockets.map((socket) => once(socket, 'close')));
    await vi.waitFor(() => expect(running?.listening()[0]).toMatchObject({ transport: 'tcp', connections: 2, refused: 1 }));
    for (const socket of sockets) socket.destroy();
    await vi.waitFor(() => expect(running?.listening()[0]?.connections).toBe(0));
  });

  test('a sender that hangs within a message is closed, and what it said is kept', async () => {
    const { ports, stored, rejected } = await listening({ limits: { stream: { ...SYSLOG_LIMITS.stream, unfinishedMs: 50 } } });
    const [counted, line] = [tcp(ports.plain), tcp(ports.plain)];
    counted.write('6 <1>one20 <13>never');
    line.write('<13>unfinished');
    await Promise.all([once(counted, 'close'), once(line, 'close')]);
    await vi.waitFor(() => expect(stored['syslog']?.toSorted()).toEqual(['<13>unfinished', '<1>one']));
    expect(rejected).toEqual({ 'syslog truncated': 1 });
  });

  test('unfinished messages of many connections are given up before they fill the memory', async () => {
    const { ports, rejected } = await listening({ limits: { stream: { ...SYSLOG_LIMITS.stream, together: 2 * MIB } } });
    const sockets = Array.from({ length: 8 }, () => tcp(ports.plain));
    for (const socket of sockets) {
      socket.on('error', () => {});
      socket.write(Buffer.alloc(512 * 1024, 'x'));
    }
    await vi.waitFor(() => expect(rejected['syslog overloaded']).toBeGreaterThan(2));
    for (const socket of sockets) socket.destroy();
    await vi.waitFor(() => expect(running?.listening()[0]?.connections).toBe(0));
  });

  test('what was read before the stop is stored', async () => {
    const { ports, stored } = await listening({ accept: () => {} });
    const socket = tcp(ports.plain);
    socket.write('<13>one\n<13>two\n<13>unfinished');
    socket.on('error', () => {});
    await vi.waitFor(() => expect(stored['syslog']).toHaveLength(2));
    await running?.stop();
    expect(stored['syslog']).toEqual(['<13>one', '<13>two', '<13>unfinished']);
  });
});

describe('over TLS', () => {
  test('a sender is known by its certificate', async () => {
    const { ports, stored } = await listening({ senders: [{ name: 'web', senders: [{ by: 'certificate', fingerprint: client.fingerprint }] }] });
    await send(tls(ports.tls, client), '7 <13>one');
    await send(tls(ports.tls), '7 <13>two');
    await send(tls(ports.tls, authority.client('web')), '9 <13>three');
    await vi.waitFor(() => expect(stored).toEqual({ web: ['<13>one'], syslog: ['<13>two', '<13>three'] }));
  });

  test('the certificate of another authority counts by its fingerprint too', async () => {
    const other = openAuthority({ directory: join(directory, 'other'), clock: systemClock, random: systemRandom }).client('theirs');
    const { ports, stored } = await listening({ senders: [{ name: 'theirs', senders: [{ by: 'certificate', fingerprint: other.fingerprint }] }] });
    await send(tls(ports.tls, other), '<13>one\n');
    await vi.waitFor(() => expect(stored).toEqual({ theirs: ['<13>one'] }));
  });

  test('one that has ended is refused and counted', async () => {
    const { ports, stored, rejected } = await listening({ senders: [{ name: 'old', senders: [{ by: 'certificate', fingerprint: expired.fingerprint }] }] });
    await send(tls(ports.tls, expired), '<13>one\n');
    await vi.waitFor(() => expect(rejected).toEqual({ 'old certificate_expired': 1 }));
    expect(stored).toEqual({});
  });

  test('plain text at the TLS port, and a peer that says nothing, harm nobody', async () => {
    const { ports, stored } = await listening();
    const silent = tcp(ports.tls);
    await send(tcp(ports.tls), '<13>plain\n');
    await send(tls(ports.tls), '<13>fine\n');
    silent.destroy();
    await vi.waitFor(() => expect(stored).toEqual({ syslog: ['<13>fine'] }));
  });
});

describe('over UDP', () => {
  const datagrams = async (port: number, messages: readonly string[]) => {
    const socket = createSocket('udp4');
    for (const message of messages) await new Promise((resolve) => { socket.send(message, port, '127.0.0.1', resolve); });
    socket.close();
  };

  test('a datagram is a message', async () => {
    const { ports, stored } = await listening({ senders: [{ name: 'switch', senders: [{ by: 'network', cidr: '127.0.0.1', transport: 'udp' }] }] });
    await datagrams(ports.plain, ['<13>one', '<13>two\nlines\n', '', '<13>three\0']);
    await vi.waitFor(() => expect(stored).toEqual({ switch: ['<13>one', '<13>two\nlines', '<13>three'] }));
  });

  test('what cannot wait is counted', async () => {
    let full = true;
    const { ports, stored, rejected } = await listening({
      limits: { udp: { ...SYSLOG_LIMITS.udp, waitingBytes: 100 } },
      accept: () => {
        if (full) throw errors.spoolFull({ retryAfter: 0.01 });
      },
    });
    await datagrams(ports.plain, Array.from({ length: 30 }, (_, i) => `<13>message ${i}`));
    await vi.waitFor(() => expect(rejected['syslog udp_overflow']).toBeGreaterThan(0));
    full = false;
    await vi.waitFor(() => expect((stored['syslog']?.length ?? 0) + (rejected['syslog udp_overflow'] ?? 0)).toBe(30));
    expect(stored['syslog']?.length).toBeGreaterThan(3);
  });

  test("the kernel's drops are read from its table", () => {
    const table = [
      '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops            ',
      ' 1001: 0100007F:158A 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4711 2 0000000000000000 42        ',
      ' 1002: 00000000:158A 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4712 2 0000000000000000 7         ',
      '    1: 0000000000000000FFFF00000100007F:158A 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 4713 2 0000000000000000 3',
    ].join('\n');
    expect(dropsIn(table, '127.0.0.1', 5514)).toBe(42);
    expect(dropsIn(table, '0.0.0.0', 5514)).toBe(7);
    expect(dropsIn(table, '::ffff:127.0.0.1', 5514)).toBe(3);
    expect(dropsIn(table, '127.0.0.1', 5515)).toBeUndefined();
  });
});

test('a port that somebody else has is named, and nothing is left open', async () => {
  const { ports } = await listening();
  const clash = syslogServer({ clock: systemClock, log }, {
    host: '127.0.0.1', ports: { plain: await freePort(), tls: ports.tls },
    credentials: () => authority.server(['localhost']),
    sourceOf: () => ({ name: 'x', format: null, timeZone: 'UTC', retentionDays: 1 }),
    reception: { accept: async () => ({ received: 0, stored: 0, duplicate: 0 }), reject: () => {} },
  });
  await expect(clash.start()).rejects.toMatchObject({ code: 'misconfigured', exit: 2, message: expect.stringMatching(/GLACIS_SYSLOG_TLS_PORT is \d+.*or 0 for none/) });
  expect(clash.listening()).toEqual([]);
});

test('unknown senders are quarantined, and only so much of what they say is kept', async () => {
  const { ports, stored, rejected } = await listening({
    limits: { quarantine: { perSecond: 0.001, burst: 3 } },
    senders: [{ name: 'quarantine', senders: [{ by: 'network', cidr: '127.0.0.1', transport: 'tcp' }] }],
  });
  await send(tcp(ports.plain), '<13>one\n<13>two\n<13>three\n');
  await vi.waitFor(() => expect(stored).toEqual({ quarantine: ['<13>one', '<13>two', '<13>three'] }));
  await send(tcp(ports.plain), '<13>four\n<13>five\n');
  await vi.waitFor(() => expect(rejected).toEqual({ 'quarantine quarantine_full': 2 }));
});
