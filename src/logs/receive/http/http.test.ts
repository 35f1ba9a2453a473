import { hash } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { z } from 'zod';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { manualClock } from '../../../kernel/clock.ts';
import { errors } from '../../../kernel/errors.ts';
import { createApi, type Api } from '../../../kernel/http/index.ts';
import { serverLog } from '../../../kernel/log.ts';
import type { Principal } from '../../../kernel/principal.ts';
import type { Delivery } from '../../ingest/index.ts';
import { receiveRoutes } from '../routes.ts';
import { SLICE_BYTES } from './body.ts';
import { HTTP_LIMITS, httpIngest, type HttpLimits } from './ingest.ts';
import { beginsArray, encodingOf, kindOf } from './media.ts';

const MIB = 1024 * 1024;
const shipper: Principal = { kind: 'machine', id: 't1', name: 'shipper', permissions: new Set(['events.ingest'] as const), sources: ['web'], ingestSource: 'web' };

let app: Api | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

const Answer = z.looseObject({ rejected: z.array(z.unknown()).default([]) });

type Setting = { limits?: Partial<HttpLimits>; accept?: (delivery: Delivery) => void; most?: number };

async function serving({ limits = {}, accept = () => {}, most = 64 * MIB }: Setting = {}) {
  const deliveries: Delivery[] = [];
  const rejected: Record<string, number> = {};
  const memory = { held: 0, most };
  app = await createApi({ log: serverLog('silent'), version: '0', authenticate: () => Promise.resolve(shipper), onRefused: () => {} });
  receiveRoutes(app, {
    ingest: httpIngest({
      clock: manualClock(1_700_000_000_000),
      formats: new Set(['sshd', 'json']),
      limits: { ...HTTP_LIMITS, ...limits },
      memory,
      writable: async (name) => {
        if (name !== 'web') throw errors.notFound({ what: 'source' });
        return { name, format: null, timeZone: 'UTC', retentionDays: 90 };
      },
      reception: {
        async accept(delivery) {
          accept(delivery);
          deliveries.push(delivery);
          return { received: delivery.lines.offsets.length / 2, stored: delivery.lines.offsets.length / 2, duplicate: 0 };
        },
        reject(source, reason, lines) {
          if (lines > 0) rejected[`${source} ${reason}`] = (rejected[`${source} ${reason}`] ?? 0) + lines;
        },
      },
    }),
  });
  const base = await app.listen({ host: '127.0.0.1', port: 0 });
  const send = async (body: string | Buffer, headers: Record<string, string> = {}, query = 'source=web') => {
    const response = await fetch(`${base}/api/v1/ingest?${query}`, { method: 'POST', body: Buffer.from(body), headers });
    return { status: response.status, retryAfter: response.headers.get('retry-after'), answer: Answer.parse(await response.json()) };
  };
  return { base, send, deliveries, rejected, memory };
}

const linesOf = (deliveries: readonly Delivery[]): string[] =>
  deliveries.flatMap(({ lines: { bytes, offsets } }) =>
    Array.from({ length: offsets.length / 2 }, (_, i) => Buffer.from(bytes.subarray(offsets[2 * i], offsets[2 * i + 1])).toString()),
  );

describe('a body of lines', () => {
  test('is stored line by line, whatever ends them; empty lines are none', async () => {
    const { send, deliveries } = await serving();
    const { status, answer } = await send('one\r\n\n{"two":2}\nthree', { 'content-type': 'application/x-ndjson' });
    expect(status).toBe(200);
    expect(answer).toEqual({ received: 3, stored: 3, duplicate: 0, rejected: [] });
    expect(linesOf(deliveries)).toEqual(['one', '{"two":2}', 'three']);
    expect(deliveries[0]).toMatchObject({ source: { name: 'web' }, receivedAt: 1_700_000_000_000, place: { kind: 'body' } });
  });

  test.for<[string, Buffer]>([['gzip', gzipSync('one\ntwo\n')], ['zstd', zstdCompressSync('one\ntwo\n')], ['identity', Buffer.from('one\ntwo\n')], ['GZIP', gzipSync('one\ntwo')]])('comes as %s', async ([encoding, body]) => {
    const { send, deliveries } = await serving();
    expect((await send(body, { 'content-encoding': encoding })).status).toBe(200);
    expect(linesOf(deliveries)).toEqual(['one', 'two']);
  });

  test('a line that is too long is told by its number and counted; the rest is stored', async () => {
    const { send, deliveries, rejected } = await serving();
    const { answer } = await send(`one\n\n${'x'.repeat(10 * MIB)}\nfour\n${'y'.repeat(MIB)}\n${'z'.repeat(MIB + 1)}`);
    expect(answer).toEqual({ received: 5, stored: 3, duplicate: 0, rejected: [{ line: 3, reason: 'line_too_long' }, { line: 6, reason: 'line_too_long' }] });
    expect(linesOf(deliveries).map((line) => line.length)).toEqual([3, 4, MIB]);
    expect(rejected).toEqual({ 'web line_too_long': 2 });
  });

  test('many long lines: a hundred are told, all are counted', async () => {
    const { send, rejected } = await serving({ limits: { line: 10 } });
    const { answer } = await send('more than ten bytes\n'.repeat(120));
    expect(answer).toMatchObject({ received: 120, stored: 0, rejectedTotal: 120 });
    expect(answer.rejected).toHaveLength(100);
    expect(rejected).toEqual({ 'web line_too_long': 120 });
  });

  test('bytes that are no UTF-8 are kept as they are', async () => {
    const { send, deliveries } = await serving();
    await send(Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x80]));
    const { bytes, offsets } = deliveries[0]?.lines ?? { bytes: Buffer.alloc(0), offsets: new Uint32Array() };
    expect([...offsets].length).toBe(4);
    expect(Buffer.from(bytes.subarray(offsets[0], offsets[1])).toString('hex')).toBe('fffe00');
  });

  test('nothing is nothing', async () => {
    const { send, deliveries } = await serving();
    expect(await send('')).toMatchObject({ status: 200, answer: { received: 0, stored: 0, duplicate: 0, rejected: [] } });
    expect(deliveries).toEqual([]);
  });
});

describe('a JSON body', () => {
  test.for([
    ['application/json; charset=utf-8', '[ {"a": 1.0},\n{"b":"]"} ]'],
    ['application/x-www-form-urlencoded', '\n[\n{"a": 1.0},{"b":"]"}]'],
    ['application/json', '{"a": 1.0}\n{"b":"]"}'],
  ] as const)('%s: each element is a line with its exact bytes', async ([type, body]) => {
    const { send, deliveries } = await serving();
    expect((await send(body, { 'content-type': type })).answer).toMatchObject({ stored: 2 });
    expect(linesOf(deliveries)).toEqual(['{"a": 1.0}', '{"b":"]"}']);
  });

  test('that is broken is refused, saying where, and counted', async () => {
    const { send, deliveries, rejected } = await serving();
    const { status, answer } = await send('[{"a":1} {"b":2}]', { 'content-type': 'application/json' });
    expect(status).toBe(400);
    expect(answer).toMatchObject({ code: 'invalid', title: expect.stringContaining('at byte 9') as string });
    expect(deliveries).toEqual([]);
    expect(rejected).toEqual({ 'web bad_body': 1 });
  });

  test('as deep as a line may be long is one line', async () => {
    const { send, deliveries } = await serving();
    const deep = '{"a":'.repeat(150_000) + '1' + '}'.repeat(150_000);
    expect((await send(`[${deep}]`, { 'content-type': 'application/json' })).answer).toMatchObject({ stored: 1 });
    expect(linesOf(deliveries)).toEqual([deep]);
  });
});

describe('a retry', () => {
  const body = Buffer.from(Array.from({ length: 120_000 }, (_, i) => `line ${i} ${'.'.repeat(i % 90)}\n`).join(''));

  /** Sends in chunks of the given size, so that it arrives otherwise. */
  async function sendChunked(base: string, chunk: number, headers: Record<string, string> = {}): Promise<void> {
    const request = httpRequest(`${base}/api/v1/ingest?source=web`, { method: 'POST', headers });
    for (let at = 0; at < body.length; at += chunk) if (!request.write(body.subarray(at, at + chunk))) await once(request, 'drain');
    request.end();
    const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream];
    response.resume();
    await once(response, 'end');
  }

  test('of a large body has the same slices, however it arrives', async () => {
    const { base, deliveries } = await serving();
    await sendChunked(base, 65_536);
    const first = deliveries.splice(0);
    await sendChunked(base, 9_973);
    expect(first.length).toBe(Math.ceil(body.length / SLICE_BYTES));
    expect(first.map(({ place }) => place)).toEqual([{ kind: 'body' }, { kind: 'body', slice: 1 }]);
    const exactly = (sent: Delivery[]) => sent.map(({ lines, ...rest }) => ({ ...rest, lines: [hash('sha256', lines.bytes), hash('sha256', Buffer.from(lines.offsets.buffer))] }));
    expect(exactly(deliveries)).toEqual(exactly(first));
  });

  test('is known by its key', async () => {
    const { base, send, deliveries } = await serving();
    await sendChunked(base, 65_536, { 'idempotency-key': 'file-7' });
    expect(deliveries.map(({ place }) => place)).toEqual([{ kind: 'key', key: 'file-7' }, { kind: 'key', key: 'file-7', slice: 1 }]);
    expect((await send('x', { 'idempotency-key': 'k'.repeat(201) })).status).toBe(400);
  });
});

describe('what is refused', () => {
  test.for<[string, Record<string, string>, string | Buffer, number, string | undefined]>([
    ['an unknown encoding', { 'content-encoding': 'br' }, 'x', 415, 'unsupported_body'],
    ['encodings on top of each other', { 'content-encoding': 'gzip, zstd' }, 'x', 415, 'unsupported_body'],
    ['gzip that is none', { 'content-encoding': 'gzip' }, 'Nov 23 not gzip', 400, 'bad_body'],
    ['gzip cut short', { 'content-encoding': 'gzip' }, gzipSync('one\ntwo\n').subarray(0, -4), 400, 'bad_body'],
    ['zstd that is none', { 'content-encoding': 'zstd' }, 'Nov 23 not zstd', 400, 'bad_body'],
  ])('%s', async ([, headers, body, status, reason]) => {
    const { send, deliveries, rejected } = await serving();
    expect((await send(body, headers)).status).toBe(status);
    expect(deliveries).toEqual([]);
    expect(rejected).toEqual({ [`web ${reason}`]: 1 });
  });

  test.for<[string, string, number]>([
    ['a source that the token does not write', 'source=other', 404],
    ['a format that there is not', 'source=web&format=nonsense', 400],
    ['no source', '', 400],
    ['a hostile name', `source=${encodeURIComponent('../<script>')}`, 400],
  ])('%s', async ([, query, status]) => {
    const { send, rejected } = await serving();
    expect((await send('x\n', {}, query)).status).toBe(status);
    expect(rejected).toEqual({});
  });

  test('a format that there is goes along', async () => {
    const { send, deliveries } = await serving();
    await send('x', {}, 'source=web&format=sshd');
    expect(deliveries[0]).toMatchObject({ format: 'sshd' });
  });

  test.for<[string, 'gzip' | 'zstd', () => Buffer]>([
    ['gzip', 'gzip', () => gzipSync(Buffer.alloc(100 * MIB), { level: 9 })],
    ['zstd', 'zstd', () => zstdCompressSync(Buffer.alloc(100 * MIB))],
  ])('a bomb of %s: quickly, with flat memory', async ([, encoding, make]) => {
    const { send, rejected } = await serving();
    const bomb = make();
    const memory = process.memoryUsage.rss();
    const start = performance.now();
    const { status, answer } = await send(bomb, { 'content-encoding': encoding });
    expect(status).toBe(413);
    expect(answer).toMatchObject({ code: 'too_large' });
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(process.memoryUsage.rss() - memory).toBeLessThan(100 * MIB);
    expect(rejected).toEqual({ 'web body_too_large': 1 });
  });

  test('more bytes than a body may have, while they still come', async () => {
    const { send } = await serving({ limits: { compressed: MIB } });
    expect(await send('x\n'.repeat(3 * MIB))).toMatchObject({ status: 413 });
  });
});

describe('when lines cannot be stored', () => {
  test('the answer is 429 with Retry-After, for a large body too', async () => {
    const { send, rejected } = await serving({ accept: () => { throw errors.spoolFull({ retryAfter: 7 }); } });
    expect(await send(Buffer.alloc(20 * MIB, 'line\n'))).toMatchObject({ status: 429, retryAfter: '7', answer: { code: 'spool_full' } });
    expect(rejected).toEqual({});
  });

  test('all bodies together hold only so much', async () => {
    const { send, memory } = await serving({ most: 2 * MIB });
    expect(await send(Buffer.alloc(3 * MIB, 'line\n'))).toMatchObject({ status: 429, retryAfter: '1', answer: { code: 'too_many' } });
    expect(memory.held).toBe(0);
    expect((await send('fits\n')).status).toBe(200);
  });
});

describe('a client that hangs', () => {
  test('within a body is answered and closed', async () => {
    const { base, deliveries, memory } = await serving({ limits: { idleMs: 50 } });
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    socket.write('POST /api/v1/ingest?source=web HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf a li');
    let told = '';
    socket.setEncoding('utf8').on('data', (text: string) => (told += text));
    await once(socket, 'close');
    expect(told).toContain('408');
    expect(told).toContain('slow_body');
    expect(deliveries).toEqual([]);
    expect(memory.held).toBe(0);
  });

  test('up within a body leaves nothing behind', async () => {
    const { base, deliveries, rejected, memory } = await serving();
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    socket.write('POST /api/v1/ingest?source=web HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\none line\nhalf a li', () => socket.destroy());
    await vi.waitFor(() => expect(rejected).toEqual({ 'web bad_body': 1 }));
    expect(deliveries).toEqual([]);
    expect(memory.held).toBe(0);
  });
});

test('what a body is, is told by its type and its first bytes', () => {
  expect(['application/json', 'application/json;charset=utf-8', 'text/plain', 'application/x-ndjson', 'application/jsonl', '', undefined, 'application/octet-stream'].map(kindOf)).toEqual(
    ['json', 'json', 'lines', 'lines', 'lines', 'unsaid', 'unsaid', 'unsaid'],
  );
  const looks = (text: string) => beginsArray(Buffer.from(text));
  expect(['[{', ' \n[ {', '[]', '[Wed Oct 11 14:32:52 2000] [error]', '[2026-11-23 10:00:00] up', '{"a":1}', 'Nov 23', '', '  [', '[ \n', `[${' '.repeat(5_000)}`].map(looks)).toEqual(
    [true, true, true, false, false, false, false, undefined, undefined, undefined, false],
  );
  expect(() => encodingOf('deflate')).toThrow('Content-Encoding');
});
