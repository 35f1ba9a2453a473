import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { hash } from '@node-rs/argon2';
import { knownNetworks, people, signInTries } from '../../src/identity/tables.ts';
import { signInThrottle } from '../../src/identity/throttle.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import { uuidv7 } from '../../src/kernel/ids.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { testDatabase } from '../support/database.ts';
import { apiWithIdentity } from '../support/people.ts';

const PASSWORD = 'a bright cold day in april';
const OWNER = 'owner@example.com';
const [ATTACKER, HOME] = ['192.0.2.66', '203.0.113.5'];
// Cheap on purpose: the tests are about counting.
const passwordCost = { memoryCost: 64, timeCost: 1, parallelism: 1 };
const clock = manualClock(Date.UTC(2026, 10, 23, 9));

let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Kernel;
let servers: Awaited<ReturnType<typeof apiWithIdentity>>[];

beforeAll(async () => {
  database = await testDatabase();
  kernel = await database.kernel({ clock });
  servers = [];
  for (let n = 0; n < 3; n += 1) servers.push(await apiWithIdentity(await database.kernel({ clock }), { passwordCost }));
});
beforeEach(async () => {
  for (const table of [signInTries, knownNetworks, people]) await kernel.db.delete(table);
  await kernel.db.insert(people).values({ id: uuidv7(), email: OWNER, name: 'Owner', role: 'owner', passwordHash: await hash(PASSWORD, passwordCost), createdAt: new Date() });
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await database.stop();
});

let turn = 0;
const attempt = async (ip: string, email = OWNER, password = 'guess', headers: Record<string, string> = {}) => {
  const response = await servers[turn++ % 3]?.app.inject({ method: 'POST', url: '/api/v1/session', remoteAddress: ip, headers, payload: { email, password } });
  return { status: response?.statusCode, retryAfter: Number(response?.headers['retry-after']) };
};
const attempts = async (count: number, ip: string, email?: (at: number) => string) => {
  const statuses = [];
  for (let at = 0; at < count; at += 1) statuses.push((await attempt(ip, email?.(at))).status);
  return { refused: statuses.filter((status) => status === 429).length, tried: statuses.filter((status) => status === 401).length };
};

test('one network gets five tries at an account over all servers, then one each five minutes', async () => {
  expect(await attempts(20, ATTACKER)).toEqual({ tried: 5, refused: 15 });
  const { status, retryAfter } = await attempt(ATTACKER);
  expect([status, retryAfter]).toEqual([429, 300]);
  clock.advance(300_000);
  expect(await attempts(5, ATTACKER)).toEqual({ tried: 1, refused: 4 });
  clock.advance(24 * 3_600_000);
  expect(await attempts(20, ATTACKER)).toEqual({ tried: 5, refused: 15 });
});

test('tries at the same moment on three servers are counted once each', async () => {
  const all = await Promise.all(Array.from({ length: 30 }, () => attempt(ATTACKER)));
  expect(all.filter(({ status }) => status === 401)).toHaveLength(5);
});

test('an attacker locks the owner out at no other network, known or not', async () => {
  await attempts(20, ATTACKER);
  expect((await attempt(HOME, OWNER, PASSWORD)).status).toBe(200);
  expect((await attempt('2001:db8::1', OWNER, PASSWORD)).status).toBe(200);
});

test('a whole botnet neither: each network counts for itself', async () => {
  for (let at = 0; at < 60; at += 1) await attempt(`198.51.100.${at}`);
  expect((await attempt(HOME, OWNER, PASSWORD)).status).toBe(200);
});

test('one network that tries many accounts is slowed to thirty, then three a minute', async () => {
  expect(await attempts(40, ATTACKER, (at) => `user${at}@example.com`)).toEqual({ tried: 30, refused: 10 });
  clock.advance(60_000);
  expect(await attempts(10, ATTACKER, (at) => `more${at}@example.com`)).toEqual({ tried: 3, refused: 7 });
});

test('who signed in from a network before is not held up there by what others do behind the same address', async () => {
  expect((await attempt(HOME, OWNER, PASSWORD)).status).toBe(200);
  await attempts(40, HOME, (at) => `user${at}@example.com`);
  expect((await attempt(HOME, 'newcomer@example.com')).status).toBe(429);
  expect((await attempt(HOME, OWNER, PASSWORD)).status).toBe(200);
});

test('the right password ends the count for that account there; one of an own account wins nothing for others', async () => {
  await attempts(4, HOME);
  expect((await attempt(HOME, OWNER, PASSWORD)).status).toBe(200);
  expect(await attempts(6, HOME)).toEqual({ tried: 5, refused: 1 });

  expect((await attempt(ATTACKER, OWNER, PASSWORD)).status).toBe(200);
  let tried = 0;
  for (let round = 0; round < 4; round += 1) {
    tried += (await attempts(10, ATTACKER, (at) => `victim${round}-${at}@example.com`)).tried;
    await attempt(ATTACKER, OWNER, PASSWORD);
  }
  expect(tried).toBe(30);
});

test('addresses of one IPv6 customer are one network, and X-Forwarded-For is nobody\'s word', async () => {
  for (let at = 0; at < 10; at += 1) await attempt(`2001:db8:0:1:${at}::1`);
  expect((await attempt('2001:db8:0:2::1')).status).toBe(429);
  await attempts(5, ATTACKER);
  expect((await attempt(ATTACKER, OWNER, 'guess', { 'x-forwarded-for': '8.8.8.8' })).status).toBe(429);
});

test('an account that does not exist is slowed the same', async () => {
  expect(await attempts(8, ATTACKER, () => 'nobody@example.com')).toEqual(await attempts(8, '192.0.2.67'));
});

test('a named proxy is believed, and tells networks apart', async () => {
  const proxied = await apiWithIdentity(await database.kernel({ clock, config: { trustedProxies: ['127.0.0.1'] } }), { passwordCost });
  const from = async (client: string) => (await proxied.app.inject({
    method: 'POST', url: '/api/v1/session', remoteAddress: '127.0.0.1', headers: { 'x-forwarded-for': client, 'x-forwarded-proto': 'https' }, payload: { email: OWNER, password: 'guess' },
  })).statusCode;
  for (let at = 0; at < 5; at += 1) expect(await from(`6.6.6.${at}, ${ATTACKER}`)).toBe(401);
  expect([await from(`7.7.7.7, ${ATTACKER}`), await from(HOME)]).toEqual([429, 401]);
  await proxied.close();
});

test('memory is bounded: what has run out is swept, and never more than a hundred thousand rows stay', async () => {
  const throttle = signInThrottle(kernel);
  await attempts(3, ATTACKER);
  clock.advance(26 * 60_000);
  await throttle.sweep();
  expect(await kernel.db.$count(signInTries)).toBe(0);
  await kernel.db.execute(sql`INSERT INTO sign_in_tries SELECT n::text, ${new Date(clock.now())}::timestamptz + n * interval '1 second' FROM generate_series(1, 100500) AS n`);
  await throttle.sweep();
  expect(await kernel.db.$count(signInTries)).toBe(100_000);
});
