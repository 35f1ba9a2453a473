import { eq, sql } from 'drizzle-orm';
import type { InjectOptions } from 'fastify';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { secondFactors } from '../../src/identity/factors.ts';
import { refusalNotes } from '../../src/identity/refusals.ts';
import { sessionDesk } from '../../src/identity/sessions.ts';
import { signInDesk } from '../../src/identity/sign-in.ts';
import { people, sessions } from '../../src/identity/tables.ts';
import { signInThrottle } from '../../src/identity/throttle.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { auditLog } from '../../src/kernel/tables.ts';
import { testDatabase } from '../support/database.ts';
import { apiWithIdentity, somebody } from '../support/people.ts';

const HOUR = 3_600_000;
const clock = manualClock(Date.UTC(2026, 10, 23, 9));
const passwordCost = { memoryCost: 64, timeCost: 1, parallelism: 1 };
const PASSWORD = 'a bright cold day in april';

let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Kernel;
let api: Awaited<ReturnType<typeof apiWithIdentity>>;

beforeAll(async () => {
  database = await testDatabase();
  kernel = await database.kernel({ clock });
  api = await apiWithIdentity(kernel, { passwordCost });
});
afterAll(async () => {
  await api.close();
  await database.stop();
});

type Answer = Awaited<ReturnType<typeof ask>>;
const ask = async (method: InjectOptions['method'] & string, url: string, payload?: object, { cookie, ip = '198.51.100.1', headers = {} }: { cookie?: string | undefined; ip?: string; headers?: Record<string, string> } = {}) => {
  const response = await api.app.inject({
    method, url, remoteAddress: ip,
    headers: { ...(cookie === undefined ? {} : { cookie, 'sec-fetch-site': 'same-origin' }), ...headers },
    ...(payload === undefined ? {} : { payload }),
  });
  const set = response.cookies[0];
  return { status: response.statusCode, json: response.body === '' ? undefined : response.json(), set, cookie: set && set.value !== '' ? `${set.name}=${set.value}` : undefined, headers: response.headers };
};
const signIn = (email: string, password = PASSWORD, more: { code?: string; ip?: string } = {}) =>
  ask('POST', '/api/v1/session', { email, password, ...(more.code === undefined ? {} : { code: more.code }) }, more.ip === undefined ? {} : { ip: more.ip });
const whoIs = async ({ cookie }: Pick<Answer, 'cookie'>) => (await ask('GET', '/api/v1/me', undefined, { cookie })).status;
const lastAudit = async (action: string) =>
  (await kernel.db.select().from(auditLog).where(eq(auditLog.action, action)).orderBy(sql`seq DESC`).limit(1))[0];

/** Somebody with a password of their own, by the way that people come in. */
async function invited(email: string, role = 'analyst'): Promise<Answer> {
  const owner = await somebody(kernel, 'owner');
  const invitation = await ask('POST', '/api/v1/people', { email, name: email.split('@')[0], role }, { cookie: owner.headers.cookie });
  expect(invitation.status).toBe(201);
  const token = new URL(invitation.json.link).hash.slice('#token='.length);
  const accepted = await ask('POST', '/api/v1/invitations/accept', { token, password: PASSWORD });
  expect(accepted.json.result).toBe('signed-in');
  return accepted;
}

describe('the first owner', () => {
  test('comes in by a link that works once, on any of the servers that printed one', async () => {
    const other = await apiWithIdentity(await database.kernel({ clock }));
    const links = [await api.identity.setupLink('http://127.0.0.1:7400/'), await other.identity.setupLink('http://127.0.0.1:7401')];
    expect(links[0]).toMatch(/^http:\/\/127\.0\.0\.1:7400\/setup#token=gla_setup_[\w-]{43}$/);
    expect((await ask('GET', '/api/v1/session')).json).toEqual({ setUpNeeded: true, sso: null });

    const setUp = (link: string | undefined, email: string) => ask('POST', '/api/v1/setup', { token: link?.split('=')[1], email, name: 'First', password: PASSWORD });
    expect((await setUp('x=gla_setup_guess', 'eve@example.com')).json).toMatchObject({ code: 'link_spent', status: 410 });
    const race = await Promise.all([setUp(links[0], 'First@Example.com'), setUp(links[1], 'second@example.com'), setUp(links[0], 'third@example.com')]);
    expect(race.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410, 410]);
    const winner = race.find(({ status }) => status === 200);
    expect(winner?.json.me).toMatchObject({ role: 'owner', kind: 'person' });
    expect(await whoIs({ cookie: winner?.cookie })).toBe(200);
    expect(await kernel.db.$count(people)).toBe(1);

    expect(await api.identity.setupLink('http://127.0.0.1:7400')).toBeUndefined();
    expect((await ask('GET', '/api/v1/session')).json).toEqual({ setUpNeeded: false, sso: null });
    expect(await lastAudit('person.set-up')).toMatchObject({ outcome: 'success', ip: '198.51.100.1' });
    await other.close();
  });

  test('by GLACIS_BOOTSTRAP_TOKEN is an API token at once; another value revokes it, none too', async () => {
    const [first, second] = ['an-unattended-set-up-token', 'another-unattended-set-up-token'];
    const start = async (bootstrapToken: string | undefined) => apiWithIdentity(await database.kernel({ clock, config: { bootstrapToken } }));
    const me = async ({ app }: typeof api, token: string) => (await app.inject({ url: '/api/v1/people', headers: { authorization: `Bearer ${token}` } })).statusCode;

    const one = await start(first);
    expect(await one.identity.setupLink('http://127.0.0.1')).toBeUndefined();
    expect(await me(one, first)).toBe(200);
    const two = await start(second);
    expect([await me(two, first), await me(two, second)]).toEqual([401, 200]);
    const refused = await two.app.inject({ method: 'DELETE', url: '/api/v1/tokens/bootstrap', headers: { authorization: `Bearer ${second}` } });
    expect(refused.statusCode).toBe(409);
    const three = await start(undefined);
    expect(await me(three, second)).toBe(401);
    for (const server of [one, two, three]) await server.close();
  });
});

describe('signing in', () => {
  test('gives a cookie that no script reads, no other site sends, and the database does not hold', async () => {
    await invited('ada@example.com');
    const { json, set, cookie } = await signIn(' Ada@Example.com ');
    expect(json).toMatchObject({ result: 'signed-in', me: { email: 'ada@example.com', role: 'analyst', totp: false } });
    expect(set).toMatchObject({ name: 'glacis', httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 7 * 24 * 3_600 });
    expect(set).not.toHaveProperty('domain');
    expect(await kernel.db.$count(sessions, eq(sessions.tokenHash, cookie?.split('=')[1] ?? ''))).toBe(0);
    expect(await lastAudit('session.create')).toMatchObject({ outcome: 'success', actorName: 'ada@example.com', ip: '198.51.100.1', detail: { means: 'password' } });
  });

  test('over TLS the cookie is Secure and bound to the host; over plain http from elsewhere nobody signs in', async () => {
    await invited('tls@example.com');
    const server = await apiWithIdentity(await database.kernel({ clock, config: { publicUrl: 'https://glacis.example' } }));
    const post = (app: typeof api.app, host: string) => app.inject({ method: 'POST', url: '/api/v1/session', headers: { host }, payload: { email: 'tls@example.com', password: PASSWORD } });
    expect((await post(server.app, 'glacis.example')).cookies[0]).toMatchObject({ name: '__Host-glacis', secure: true, httpOnly: true, path: '/' });
    expect((await post(api.app, 'glacis.example:7400')).json()).toMatchObject({ code: 'insecure_transport' });
    for (const host of ['localhost:7400', '127.0.0.1:7400', '[::1]:7400']) expect((await post(api.app, host)).statusCode).toBe(200);
    await server.close();
  });

  test('a wrong password, an unknown address, somebody disabled and somebody only invited are told the same', async () => {
    const owner = await somebody(kernel, 'owner');
    await invited('gone@example.com');
    const gone = (await kernel.db.select().from(people).where(eq(people.email, 'gone@example.com')))[0];
    await ask('PATCH', `/api/v1/people/${gone?.id}`, { disabled: true }, { cookie: owner.headers.cookie });
    await ask('POST', '/api/v1/people', { email: 'invited@example.com', name: 'I', role: 'analyst' }, { cookie: owner.headers.cookie });

    const answers = [];
    for (const [email, password] of [['ada@example.com', 'wrong'], ['nobody@example.com', PASSWORD], ['gone@example.com', PASSWORD], ['invited@example.com', PASSWORD]] as const) {
      const { status, json } = await signIn(email, password, { ip: '198.51.100.2' });
      answers.push({ status, json: { ...json, requestId: '' } });
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401, json: { code: 'bad_credentials' } });
    const told = await kernel.db.select().from(auditLog).where(eq(auditLog.ip, '198.51.100.2'));
    expect(told.map(({ outcome, actorKind, actorName, detail }) => [outcome, actorKind, actorName, detail['reason']])).toEqual([
      ['failure', 'unknown', 'ada@example.com', 'wrong password'], ['failure', 'unknown', 'nobody@example.com', 'unknown account'],
      ['failure', 'unknown', 'gone@example.com', 'disabled'], ['failure', 'unknown', 'invited@example.com', 'no password'],
    ]);
  });

  test('a password typed where the address belongs is not written down', async () => {
    await signIn('hunter2 is my secret', 'x', { ip: '198.51.100.3' });
    expect(await lastAudit('session.create')).toMatchObject({ actorName: '(not an e-mail address)' });
  });

  test('a session that was planted or held before is worth nothing afterwards', async () => {
    const victim = await somebody(kernel, 'analyst');
    const { cookie } = await ask('POST', '/api/v1/session', { email: 'ada@example.com', password: PASSWORD }, { cookie: victim.headers.cookie });
    expect(cookie).not.toBe(victim.headers.cookie);
    expect(await whoIs({ cookie: victim.headers.cookie })).toBe(401);
    const planted = await ask('POST', '/api/v1/session', { email: 'ada@example.com', password: PASSWORD }, { cookie: 'glacis=gla_session_planted' });
    expect(planted.cookie).not.toContain('planted');
  });

  test('signing out ends the session', async () => {
    const { cookie } = await signIn('ada@example.com');
    expect(await whoIs({ cookie })).toBe(200);
    expect((await ask('DELETE', '/api/v1/session', undefined, { cookie })).status).toBe(204);
    expect(await whoIs({ cookie })).toBe(401);
    expect(await lastAudit('session.delete')).toMatchObject({ actorName: 'ada@example.com' });
  });

  test.for([['disabled', { disabledAt: new Date() }], ['given another password', { passwordHash: 'another' }]] as const)('somebody %s while the password is hashed does not come in', async ([, change]) => {
    const { id, email } = await somebody(kernel, 'analyst');
    const verify = async () => {
      await kernel.db.update(people).set(change).where(eq(people.id, id));
      return true;
    };
    const parts = { throttle: signInThrottle(kernel), sessions: sessionDesk(kernel), factors: secondFactors(kernel), refusals: refusalNotes(kernel) };
    const desk = signInDesk({ ...kernel, ...parts, passwords: { verify, hash: () => Promise.resolve('x'), outdated: () => false } });
    await expect(desk.signIn({ email, password: PASSWORD }, { ip: '198.51.100.4', userAgent: '' })).rejects.toMatchObject({ code: 'bad_credentials' });
    expect(await kernel.db.$count(sessions, eq(sessions.personId, id))).toBe(1);
  });

  test('an old, cheaper hash is made anew at the next sign-in', async () => {
    const { hash } = await import('@node-rs/argon2');
    await kernel.db.update(people).set({ passwordHash: await hash(PASSWORD, { ...passwordCost, memoryCost: 32 }) }).where(eq(people.email, 'ada@example.com'));
    expect((await signIn('ada@example.com')).status).toBe(200);
    const [row] = await kernel.db.select().from(people).where(eq(people.email, 'ada@example.com'));
    expect(row?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    expect((await signIn('ada@example.com')).status).toBe(200);
  });
});

describe('sessions', () => {
  test('end after twelve hours without a request and after seven days whatever happens', async () => {
    const busy = await somebody(kernel, 'analyst');
    const seen = [];
    for (let at = 0; at < 16; at += 1) {
      seen.push(await whoIs({ cookie: busy.headers.cookie }));
      clock.advance(11 * HOUR);
    }
    expect(seen).toEqual(Array.from({ length: 16 }, () => 200));
    expect(await whoIs({ cookie: busy.headers.cookie })).toBe(401);

    const idle = await somebody(kernel, 'analyst');
    clock.advance(12 * HOUR - 1);
    expect(await whoIs({ cookie: idle.headers.cookie })).toBe(200);
    clock.advance(12 * HOUR);
    expect(await whoIs({ cookie: idle.headers.cookie })).toBe(401);
  });

  test('are listed and ended by their owner, and nobody sees those of others', async () => {
    const [one, two] = [await signIn('ada@example.com'), await signIn('ada@example.com', PASSWORD, { ip: '203.0.113.7' })];
    const listed = (await ask('GET', '/api/v1/me/sessions', undefined, { cookie: one.cookie })).json.items;
    const other = listed.find(({ ip }: { ip: string }) => ip === '203.0.113.7');
    expect(other).toMatchObject({ means: 'password', current: false });
    expect(JSON.stringify(listed)).not.toContain('gla_session');
    const stranger = await somebody(kernel, 'owner');
    expect((await ask('DELETE', `/api/v1/me/sessions/${other.id}`, undefined, { cookie: stranger.headers.cookie })).status).toBe(404);
    expect((await ask('DELETE', `/api/v1/me/sessions/${other.id}`, undefined, { cookie: one.cookie })).status).toBe(204);
    expect([await whoIs(one), await whoIs(two)]).toEqual([200, 401]);
  });

  test('all but the renewed one end when the password changes; the old password and cookie are worth nothing', async () => {
    const next = 'the clocks were striking thirteen';
    const [one, two] = [await signIn('ada@example.com'), await signIn('ada@example.com')];
    expect((await ask('POST', '/api/v1/me/password', { current: 'wrong', next }, { cookie: one.cookie })).status).toBe(401);
    expect((await ask('POST', '/api/v1/me/password', { current: PASSWORD, next: 'ada@example.com' }, { cookie: one.cookie })).status).toBe(400);
    const changed = await ask('POST', '/api/v1/me/password', { current: PASSWORD, next }, { cookie: one.cookie });
    expect(changed.status).toBe(204);
    expect([await whoIs(one), await whoIs(two), await whoIs(changed)]).toEqual([401, 401, 200]);
    expect((await signIn('ada@example.com')).status).toBe(401);
    expect((await signIn('ada@example.com', next)).status).toBe(200);
  });
});

describe('a second factor', () => {
  const code = (secret: string, ago = 0) => new TOTP({ secret }).generate({ timestamp: clock.now() - ago });

  test('is asked for once it is confirmed; a code works once; recovery codes work once each', async () => {
    const before = await invited('totp@example.com');
    const started = await ask('POST', '/api/v1/me/totp', { password: PASSWORD }, { cookie: before.cookie });
    const { secret } = started.json;
    expect((await signIn('totp@example.com')).json.result).toBe('signed-in');
    expect((await ask('POST', '/api/v1/me/totp/confirm', { code: '000000' }, { cookie: before.cookie })).status).toBe(400);
    const confirmed = await ask('POST', '/api/v1/me/totp/confirm', { code: code(secret) }, { cookie: before.cookie });
    expect(confirmed.json.codes).toHaveLength(10);
    expect([await whoIs(before), await whoIs(confirmed)]).toEqual([401, 200]);

    expect((await signIn('totp@example.com')).json).toEqual({ result: 'totp' });
    expect((await signIn('totp@example.com', PASSWORD, { code: code(secret) })).status).toBe(401);
    clock.advance(30_000);
    const current = code(secret);
    const twice = await Promise.all([signIn('totp@example.com', PASSWORD, { code: current }), signIn('totp@example.com', PASSWORD, { code: current })]);
    expect(twice.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);

    const [recovery] = confirmed.json.codes;
    expect((await signIn('totp@example.com', PASSWORD, { code: recovery.toUpperCase() })).json.result).toBe('signed-in');
    expect((await signIn('totp@example.com', PASSWORD, { code: recovery })).status).toBe(401);
    expect(await lastAudit('session.create')).toMatchObject({ outcome: 'failure', detail: { reason: 'wrong code' } });
    const [row] = await kernel.db.select().from(people).where(eq(people.email, 'totp@example.com'));
    expect(row?.totpSeed).toMatch(/^v1\./);
    expect(row?.totpSeed).not.toContain(secret);
  });

  test('is not added or removed by a stolen session alone', async () => {
    const { cookie } = await invited('stolen@example.com');
    for (const [method, url] of [['POST', '/api/v1/me/totp'], ['DELETE', '/api/v1/me/totp'], ['POST', '/api/v1/me/recovery-codes']] as const) {
      expect((await ask(method, url, { password: 'guess' }, { cookie })).status).toBe(401);
    }
  });

  test('cannot be guessed from many networks by who has the password, and its owner comes in from a known one meanwhile', async () => {
    const started = await invited('codes@example.com');
    const { secret } = (await ask('POST', '/api/v1/me/totp', { password: PASSWORD }, { cookie: started.cookie })).json;
    await ask('POST', '/api/v1/me/totp/confirm', { code: code(secret) }, { cookie: started.cookie });
    const statuses = [];
    for (let at = 0; at < 14; at += 1) statuses.push((await signIn('codes@example.com', PASSWORD, { code: '000000', ip: `192.0.2.${at}` })).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.slice(10)).toEqual([429, 429, 429, 429]);
    clock.advance(30_000);
    expect((await signIn('codes@example.com', PASSWORD, { code: code(secret) })).json.result).toBe('signed-in');
  });

  test('asking for the code step does not win back tries', async () => {
    const started = await invited('back@example.com');
    const { secret } = (await ask('POST', '/api/v1/me/totp', { password: PASSWORD }, { cookie: started.cookie })).json;
    await ask('POST', '/api/v1/me/totp/confirm', { code: code(secret) }, { cookie: started.cookie });
    const statuses = [];
    for (let at = 0; at < 7; at += 1) {
      await signIn('back@example.com', PASSWORD, { ip: '192.0.2.77' });
      statuses.push((await signIn('back@example.com', PASSWORD, { code: '111111', ip: '192.0.2.77' })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });
});
