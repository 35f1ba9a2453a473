import { Writable } from 'node:stream';
import { DrizzleQueryError } from 'drizzle-orm';
import { Agent, get } from 'node:http';
import { once } from 'node:events';
import pg from 'pg';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { errors, reasonOf } from '../errors.ts';
import { serverLog } from '../log.ts';
import type { Principal } from '../principal.ts';
import { clientSignal, createApi, decodeCursor, encodeCursor } from './index.ts';

const lines: string[] = [];
const log = serverLog('debug', new Writable({ write: (chunk, _encoding, done) => { lines.push(String(chunk)); done(); } }));

const analyst: Principal = { kind: 'person', id: 'p1', name: 'Ana', permissions: new Set(['events.search'] as const), sources: 'all' };

async function api(caller: Principal | null = null) {
  return createApi({ log, version: '0', authenticate: () => Promise.resolve(caller), onRefused: () => {} });
}

test('a route that names no access stops the server from starting', async () => {
  const app = await api();
  expect(() => app.get('/api/v1/open', () => 'x')).toThrow('names no access');
});

test('without a caller the answer is 401, without the permission 403, each a problem with its code', async () => {
  const anonymous = await api();
  anonymous.get('/api/v1/a', { config: { access: 'alerts.write' } }, () => 'x');
  const nobody = await anonymous.inject('/api/v1/a');
  expect(nobody.statusCode).toBe(401);
  expect(nobody.headers['content-type']).toContain('application/problem+json');
  expect(nobody.json()).toMatchObject({ code: 'unauthenticated', status: 401 });

  const known = await api(analyst);
  known.get('/api/v1/a', { config: { access: 'alerts.write' } }, () => 'x');
  known.get('/api/v1/b', { config: { access: 'events.search' } }, ({ principal }) => principal.name);
  expect((await known.inject('/api/v1/a')).json()).toMatchObject({ code: 'forbidden', details: { permission: 'alerts.write' } });
  expect((await known.inject('/api/v1/b')).body).toBe('Ana');
});

test('strangers cannot open connections without end', async () => {
  expect((await api()).server.maxConnections).toBe(4_096);
});

test('an answer that goes on can ask whether its caller may still have it', async () => {
  let caller: Principal | null = analyst;
  const app = await createApi({ log, version: '0', onRefused: () => {}, authenticate: () => (caller?.name === 'unknown' ? Promise.reject(new Error('no database')) : Promise.resolve(caller)) });
  const told: boolean[] = [];
  app.get('/api/v1/a', { config: { access: 'events.search' } }, async (request) => {
    const later = [analyst, { ...analyst, permissions: new Set(['alerts.read'] as const) }, { ...analyst, id: 'p2' }, { ...analyst, name: 'unknown' }, null];
    for (caller of later) told.push(await request.stillMay());
    return 'x';
  });
  await app.inject('/api/v1/a');
  expect(told).toEqual([true, false, false, false, false]);
});

test('a change asked for by another site with the cookie of a person is refused', async () => {
  const app = await api(analyst);
  app.post('/api/v1/a', { config: { access: 'events.search' } }, () => 'done');
  const post = (headers: Record<string, string>) => app.inject({ method: 'POST', url: '/api/v1/a', headers: { cookie: 'glacis=x', host: 'glacis.example', ...headers } });
  expect((await post({ 'sec-fetch-site': 'cross-site' })).json()).toMatchObject({ code: 'cross_site' });
  expect((await post({ 'sec-fetch-site': 'same-site' })).statusCode).toBe(403);
  expect((await post({ origin: 'https://evil.example' })).statusCode).toBe(403);
  expect((await post({ 'sec-fetch-site': 'same-origin' })).statusCode).toBe(200);
  expect((await post({ origin: 'https://glacis.example' })).statusCode).toBe(200);
});

test('an unexpected error is logged whole and told without details', async () => {
  const app = await api();
  app.get('/api/v1/a', { config: { access: 'public' } }, () => { throw new Error('password=hunter2'); });
  const answer = await app.inject('/api/v1/a');
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toContain('hunter2');
  expect(lines.join('')).toContain('hunter2');
});

const failedStatement = (code: string) =>
  new DrizzleQueryError('update people set password_hash = $1', ['$argon2id$secret'], Object.assign(new pg.DatabaseError('the reason', 1, 'error'), { code }));

test('the values of a statement that failed are not logged', async () => {
  const app = await api();
  app.get('/api/v1/a', { config: { access: 'public' } }, () => { throw failedStatement('57014'); });
  expect((await app.inject('/api/v1/a')).statusCode).toBe(500);
  expect(lines.join('')).toContain('update people');
  expect(lines.join('')).toContain('the reason');
  expect(lines.join('')).not.toContain('$argon2id$secret');
  expect(reasonOf(failedStatement('57014'))).toBe('the reason');
});

test('a value that PostgreSQL cannot hold is a fault of the request', async () => {
  const app = await api();
  app.get('/api/v1/a', { config: { access: 'public' } }, () => { throw failedStatement('22021'); });
  expect((await app.inject('/api/v1/a')).json()).toMatchObject({ code: 'invalid', status: 400 });
});

test('a signal tells of its own request only, and leaves nothing at the connection behind it', async () => {
  const app = await api();
  const signals: AbortSignal[] = [];
  const listeners: number[] = [];
  app.get('/api/v1/a', { config: { access: 'public' } }, async (request) => {
    listeners.push(request.raw.socket.listenerCount('close'));
    signals.push(clientSignal(request));
    if (signals.length === 4) await once(signals[3] ?? new EventTarget(), 'abort');
    return 'x';
  });
  const url = `${await app.listen({ port: 0 })}/api/v1/a`;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let i = 0; i < 3; i += 1) {
    const [answer] = (await once(get(url, { agent }), 'response')) as [NodeJS.ReadableStream];
    await once(answer.resume(), 'end');
  }
  const left = get(url, { agent }).on('error', () => {});
  await expect.poll(() => signals.length).toBe(4);
  left.destroy();
  await expect.poll(() => signals[3]?.aborted).toBe(true);
  expect(signals.slice(0, 3).map(({ aborted }) => aborted)).toEqual([false, false, false]);
  expect(new Set(listeners).size).toBe(1);
  agent.destroy();
  await app.close();
});

test('what does not fit the schema is told by field; what is too many says when to come again', async () => {
  const app = await api();
  app.get('/api/v1/a', { config: { access: 'public' }, schema: { querystring: z.object({ limit: z.coerce.number().max(10) }) } }, () => 'x');
  app.get('/api/v1/b', { config: { access: 'public' } }, () => { throw errors.spoolFull({ retryAfter: 3 }); });
  expect((await app.inject('/api/v1/a?limit=11')).json()).toMatchObject({ code: 'invalid', title: expect.stringContaining('limit') as string });
  const full = await app.inject('/api/v1/b');
  expect(full.statusCode).toBe(429);
  expect(full.headers['retry-after']).toBe('3');
});

test('a cursor survives the round trip and a forged one is refused', () => {
  const shape = z.tuple([z.number(), z.string()]);
  expect(decodeCursor(encodeCursor([5, 'x']), shape)).toEqual([5, 'x']);
  expect(() => decodeCursor('bm9wZQ', shape)).toThrow('cursor');
});

test('every refusal is told of, by the guard or from within a route, and nothing else is', async () => {
  const told: string[] = [];
  const app = await createApi({ log, version: '0', authenticate: () => Promise.resolve(analyst), onRefused: (_request, { access, caller, error }) => told.push(`${access} ${caller?.name} ${error.code}`) });
  app.get('/api/v1/a', { config: { access: 'alerts.write' } }, () => 'x');
  app.get('/api/v1/b', { config: { access: 'events.search' } }, () => { throw errors.forbidden({ permission: 'owner.all' }); });
  app.post('/api/v1/c', { config: { access: 'public' } }, () => { throw errors.badCredentials(); });
  for (const url of ['/api/v1/a', '/api/v1/b', '/api/v1/none']) await app.inject(url);
  await app.inject({ method: 'POST', url: '/api/v1/c' });
  await app.inject({ method: 'POST', url: '/api/v1/c', headers: { cookie: 'glacis=x', 'sec-fetch-site': 'cross-site' } });
  expect(told).toEqual(['alerts.write Ana forbidden', 'events.search Ana forbidden', 'public undefined cross_site']);
});
