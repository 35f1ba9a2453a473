import { and, desc, eq } from 'drizzle-orm';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { people, sessions, tokens } from '../../src/identity/tables.ts';
import type { Role } from '../../src/identity/contract.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { systemPrincipal } from '../../src/kernel/principal.ts';
import { auditLog } from '../../src/kernel/tables.ts';
import { testDatabase } from '../support/database.ts';
import { apiWithIdentity, somebody, someToken, type TestPerson } from '../support/people.ts';

const DAY = 24 * 3_600_000;
const PASSWORD = 'a bright cold day in april';
const passwordCost = { memoryCost: 64, timeCost: 1, parallelism: 1 };
const clock = manualClock(Date.UTC(2026, 10, 23, 9));

let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Kernel;
let api: Awaited<ReturnType<typeof apiWithIdentity>>;
let owner: TestPerson;

beforeAll(async () => {
  database = await testDatabase();
  kernel = await database.kernel({ clock });
  api = await apiWithIdentity(kernel, { passwordCost });
  owner = await somebody(kernel, 'owner', 'owner@example.com');
});
afterAll(async () => {
  await api.close();
  await database.stop();
});

const ask = async (by: { headers: Record<string, string> } | null, method: InjectOptions['method'] & string, url: string, payload?: object, app = api.app) => {
  const response = await app.inject({ method, url, headers: by?.headers ?? {}, ...(payload === undefined ? {} : { payload }) });
  return { status: response.statusCode, json: response.headers['content-type']?.includes('json') && !response.headers['content-type'].includes('ndjson') ? response.json() : undefined, text: response.body, headers: response.headers };
};
const personOf = async (email: string) => (await kernel.db.select().from(people).where(eq(people.email, email)))[0];
const newest = async (action: string) => (await kernel.db.select().from(auditLog).where(eq(auditLog.action, action)).orderBy(desc(auditLog.seq)).limit(1))[0];

describe('an invitation', () => {
  const invite = (by: TestPerson, email: string, role: Role) => ask(by, 'POST', '/api/v1/people', { email, name: 'New', role });
  const tokenOf = (link: string) => new URL(link).hash.slice('#token='.length);
  const accept = (token: string, password = PASSWORD) => ask(null, 'POST', '/api/v1/invitations/accept', { token, password });

  test('works once and for three days; a newer one replaces it', async () => {
    const first = await invite(owner, 'New@Example.com', 'analyst');
    expect(first.json).toMatchObject({ person: { email: 'new@example.com', role: 'analyst', invited: true, disabled: false } });
    expect((await invite(owner, 'new@example.com', 'admin')).json).toMatchObject({ code: 'conflict' });
    const second = await ask(owner, 'POST', `/api/v1/people/${first.json.person.id}/invitation`);
    expect((await accept(tokenOf(first.json.link))).status).toBe(410);
    clock.advance(3 * DAY - 1);
    const race = await Promise.all([accept(tokenOf(second.json.link)), accept(tokenOf(second.json.link))]);
    expect(race.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410]);
    owner = await somebody(kernel, 'owner');
    const late = await invite(owner, 'late@example.com', 'analyst');
    clock.advance(3 * DAY);
    expect((await accept(tokenOf(late.json.link))).status).toBe(410);
    owner = await somebody(kernel, 'owner');
  });

  test('gives back an account whose password is forgotten, and not to whoever lacks its second factor', async () => {
    const forgetful = await somebody(kernel, 'analyst');
    await kernel.db.update(people).set({ totpSeed: 'sealed' }).where(eq(people.id, forgetful.id));
    const link = (await ask(owner, 'POST', `/api/v1/people/${forgetful.id}/invitation`)).json.link;
    const accepted = await accept(tokenOf(link));
    expect([accepted.json, accepted.headers['set-cookie']]).toEqual([{ result: 'totp' }, undefined]);
    expect((await ask(forgetful, 'GET', '/api/v1/me')).status).toBe(401);
  });

  test('of somebody who was disabled since is spent', async () => {
    const { json } = await invite(owner, 'never@example.com', 'auditor');
    await ask(owner, 'PATCH', `/api/v1/people/${json.person.id}`, { disabled: true });
    expect((await accept(tokenOf(json.link))).status).toBe(410);
  });
});

describe('roles', () => {
  test('an auditor reads people, tokens, settings and the audit log, and changes nothing', async () => {
    const auditor = await somebody(kernel, 'auditor');
    for (const url of ['/api/v1/people', '/api/v1/tokens', '/api/v1/audit']) expect((await ask(auditor, 'GET', url)).status).toBe(200);
    const refused = [
      await ask(auditor, 'POST', '/api/v1/people', { email: 'x@example.com', name: 'X', role: 'auditor' }),
      await ask(auditor, 'POST', '/api/v1/tokens', { name: 'x', scopes: ['events.read'] }),
      await ask(auditor, 'PATCH', `/api/v1/people/${auditor.id}`, { role: 'owner' }),
      await ask(auditor, 'DELETE', `/api/v1/people/${owner.id}/sessions`),
    ];
    expect(refused.map(({ status, json }) => [status, json.code])).toEqual(Array.from({ length: 4 }, () => [403, 'forbidden']));
    await vi.waitFor(async () => expect(await newest('access.refuse')).toMatchObject({ actorId: auditor.id, outcome: 'failure', detail: { permission: 'people.write', method: 'POST', path: '/api/v1/people' } }));
  });

  test('an admin neither makes, changes nor disables owners', async () => {
    const admin = await somebody(kernel, 'admin');
    const refused = [
      await ask(admin, 'POST', '/api/v1/people', { email: 'y@example.com', name: 'Y', role: 'owner' }),
      await ask(admin, 'PATCH', `/api/v1/people/${admin.id}`, { role: 'owner' }),
      await ask(admin, 'PATCH', `/api/v1/people/${owner.id}`, { role: 'analyst' }),
      await ask(admin, 'PATCH', `/api/v1/people/${owner.id}`, { disabled: true }),
      await ask(admin, 'PATCH', `/api/v1/people/${owner.id}`, { totp: false }),
      await ask(admin, 'POST', `/api/v1/people/${owner.id}/invitation`),
      await ask(admin, 'DELETE', `/api/v1/people/${owner.id}/sessions`),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403, 403]);
    await vi.waitFor(async () => expect(await newest('access.refuse')).toMatchObject({ actorId: admin.id, detail: { permission: 'owner.all', reason: 'forbidden' } }));
    expect((await ask(admin, 'PATCH', `/api/v1/people/${(await somebody(kernel, 'analyst')).id}`, { role: 'auditor' })).json).toMatchObject({ role: 'auditor' });
  });

  test('what a change of somebody names beyond the contract is ignored', async () => {
    const analyst = await somebody(kernel, 'analyst');
    await ask(owner, 'PATCH', `/api/v1/people/${analyst.id}`, { name: 'Named', passwordHash: 'x', email: 'evil@example.com', id: 'other' });
    expect(await personOf(analyst.email)).toMatchObject({ id: analyst.id, name: 'Named', passwordHash: 'none' });
    expect((await ask(analyst, 'GET', '/api/v1/me')).status).toBe(200);
  });

  test.for([['role', { role: 'auditor' }, 'person.update'], ['being disabled', { disabled: true }, 'person.disable'], ['a lost second factor', { totp: false }, 'totp.disable']] as const)('a change of %s ends all sessions of that person', async ([, change, action]) => {
    const analyst = await somebody(kernel, 'analyst');
    await ask(owner, 'PATCH', `/api/v1/people/${analyst.id}`, change);
    expect((await ask(analyst, 'GET', '/api/v1/me')).status).toBe(401);
    expect(await kernel.db.$count(sessions, eq(sessions.personId, analyst.id))).toBe(0);
    expect(await kernel.db.$count(auditLog, and(eq(auditLog.targetId, analyst.id), eq(auditLog.action, action)))).toBe(1);
  });

  test('an admin signs somebody out everywhere', async () => {
    const [admin, analyst] = [await somebody(kernel, 'admin'), await somebody(kernel, 'analyst')];
    expect((await ask(admin, 'DELETE', `/api/v1/people/${analyst.id}/sessions`)).json).toEqual({ ended: 1 });
    expect((await ask(analyst, 'GET', '/api/v1/me')).status).toBe(401);
  });

  test('the last owner stays, even when two owners demote each other at the same moment', async () => {
    await kernel.db.update(people).set({ role: 'analyst' }).where(eq(people.role, 'owner'));
    const [a, b] = [await somebody(kernel, 'owner'), await somebody(kernel, 'owner')];
    const both = await Promise.all([ask(a, 'PATCH', `/api/v1/people/${b.id}`, { role: 'admin' }), ask(b, 'PATCH', `/api/v1/people/${a.id}`, { disabled: true })]);
    expect(both.map(({ status }) => status).toSorted((x, y) => x - y)).toEqual([200, 409]);
    await kernel.db.insert(people).values({ id: 'invited-owner', email: 'invited-owner@example.com', name: 'I', role: 'owner', createdAt: new Date() });
    const [last] = await kernel.db.select().from(people).where(eq(people.email, both[0].status === 200 ? a.email : b.email));
    const admin = both[0].status === 200 ? a : b;
    expect((await ask(admin, 'PATCH', `/api/v1/people/${last?.id}`, { role: 'analyst' })).json).toMatchObject({ code: 'conflict' });
    owner = await somebody(kernel, 'owner');
  });

  test('people are paged by address', async () => {
    const first = await ask(owner, 'GET', '/api/v1/people?limit=3');
    const second = await ask(owner, 'GET', `/api/v1/people?limit=3&cursor=${first.json.next}`);
    const emails = [...first.json.items, ...second.json.items].map(({ email }) => email);
    expect(emails).toHaveLength(6);
    expect(emails.every((email, at) => at === 0 || email > emails[at - 1])).toBe(true);
    expect(first.text).not.toContain('passwordHash');
  });
});

describe('API tokens', () => {
  test('are told once, stored hashed, do what their scopes say and end when revoked, on every server at once', async () => {
    const other = await apiWithIdentity(await database.kernel({ clock }), { passwordCost });
    const made = await ask(owner, 'POST', '/api/v1/tokens', { name: 'dashboard', scopes: ['events.read', 'alerts.read'], expiresInDays: 30 });
    expect(made.json).toMatchObject({ secret: expect.stringMatching(/^gla_api_[\w-]{43}$/), token: { name: 'dashboard', scopes: ['events.read', 'alerts.read'], source: null, createdBy: owner.email } });
    const machine = { headers: { authorization: `Bearer ${made.json.secret}` } };
    expect((await ask(owner, 'GET', '/api/v1/tokens')).text).not.toContain(made.json.secret);
    for (const app of [api.app, other.app]) {
      expect((await ask(machine, 'GET', '/api/v1/me', undefined, app)).json).toMatchObject({ kind: 'machine', role: null, permissions: ['events.search', 'events.tail', 'events.export', 'alerts.read'] });
      expect((await ask(machine, 'GET', '/api/v1/people', undefined, app)).status).toBe(403);
    }
    expect((await ask(machine, 'POST', '/api/v1/me/password', { current: 'x', next: PASSWORD })).json).toMatchObject({ code: 'conflict' });
    expect((await ask(owner, 'DELETE', `/api/v1/tokens/${made.json.token.id}`)).status).toBe(204);
    expect((await ask(machine, 'GET', '/api/v1/me')).status).toBe(401);
    await vi.waitFor(async () => expect((await ask(machine, 'GET', '/api/v1/me', undefined, other.app)).status).toBe(401));
    expect(await newest('token.revoke')).toMatchObject({ actorId: owner.id, targetId: made.json.token.id });
    await other.close();
  });

  test('are asked of the database every few seconds at most, however many requests come', async () => {
    const token = await someToken(kernel, ['events.read']);
    const query = vi.spyOn(kernel.database.pool, 'query');
    for (let at = 0; at < 20; at += 1) await ask(token, 'GET', '/api/v1/me');
    expect(query.mock.calls.length).toBe(1);
    query.mockRestore();
    await kernel.db.delete(tokens).where(eq(tokens.id, token.id));
    expect((await ask(token, 'GET', '/api/v1/me')).status).toBe(200);
    clock.advance(5_000);
    expect((await ask(token, 'GET', '/api/v1/me')).status).toBe(401);
  });

  test('end when they expire, also those just used', async () => {
    const { json } = await ask(owner, 'POST', '/api/v1/tokens', { name: 'short', scopes: ['alerts.read'], expiresInDays: 1 });
    const machine = { headers: { authorization: `Bearer ${json.secret}` } };
    clock.advance(DAY - 1);
    expect((await ask(machine, 'GET', '/api/v1/me')).status).toBe(200);
    clock.advance(1);
    expect((await ask(machine, 'GET', '/api/v1/me')).status).toBe(401);
    owner = await somebody(kernel, 'owner');
  });

  test('for ingest are bound to one source and stand alone', async () => {
    const wrong = [
      { name: 'a', scopes: ['ingest'] }, { name: 'b', scopes: ['ingest', 'events.read'], source: 'web' }, { name: 'c', scopes: ['events.read'], source: 'web' },
      { name: 'd', scopes: ['owner'] }, { name: 'e', scopes: [] },
    ];
    for (const body of wrong) expect((await ask(owner, 'POST', '/api/v1/tokens', body)).status).toBe(400);
    const made = await api.identity.tokens.create({ name: 'web', scopes: ['ingest'], source: 'web', by: systemPrincipal('test') });
    expect(made.secret).toMatch(/^gla_ingest_/);
    const probe = await api.app.inject({ url: '/api/v1/me', headers: { authorization: `bearer ${made.secret}` } });
    expect(probe.json()).toMatchObject({ permissions: ['events.ingest'] });
    const seen = await api.identity.authenticate(Object.assign(Object.create(null), { headers: { authorization: `Bearer ${made.secret}` }, ip: '192.0.2.1', cookies: {} }));
    expect(seen).toMatchObject({ kind: 'machine', ingestSource: 'web', sources: ['web'], ip: '192.0.2.1' });
  });

  test('grant nothing that their maker lacks', async () => {
    const narrow = { ...systemPrincipal('x'), kind: 'machine' as const, permissions: new Set(['tokens.write', 'events.search', 'events.tail', 'events.export'] as const) };
    await expect(api.identity.tokens.create({ name: 'more', scopes: ['sources.write'], by: narrow })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(api.identity.tokens.create({ name: 'all', scopes: ['owner'], by: narrow })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(api.identity.tokens.create({ name: 'same', scopes: ['events.read'], by: narrow })).resolves.toBeDefined();
    const [admin, ownerToken] = [await somebody(kernel, 'admin'), await someToken(kernel, ['owner'])];
    expect((await ask(admin, 'DELETE', `/api/v1/tokens/${ownerToken.id}`)).status).toBe(403);
    expect((await ask(ownerToken, 'GET', '/api/v1/people')).status).toBe(200);
  });

  test('that are wrong are refused, whatever cookie comes along, and a flood of them is one entry a minute and their number', async () => {
    clock.advance(60_000);
    const noted = () => kernel.db.$count(auditLog, eq(auditLog.actorName, '(unknown token)'));
    const before = await noted();
    const bad = { headers: { ...owner.headers, authorization: 'Bearer gla_api_wrong' } };
    for (let at = 0; at < 50; at += 1) expect((await ask(bad, 'GET', '/api/v1/me')).status).toBe(401);
    for (const authorization of ['Basic b3duZXI6', 'Bearer', `Bearer ${'x'.repeat(5_000)}`]) expect((await ask({ headers: { authorization } }, 'GET', '/api/v1/me')).status).toBe(401);
    await vi.waitFor(async () => expect(await newest('access.refuse')).toMatchObject({ actorName: '(unknown token)', detail: { reason: 'unauthenticated' } }));
    expect(await noted() - before).toBe(1);
  });
});

test('a change that another site asks for with somebody\'s cookie is refused and noted', async () => {
  const analyst = await somebody(kernel, 'analyst');
  const refused = await ask({ headers: { cookie: analyst.headers.cookie, 'sec-fetch-site': 'cross-site' } }, 'DELETE', '/api/v1/session');
  expect(refused.json).toMatchObject({ code: 'cross_site' });
  expect((await ask(analyst, 'GET', '/api/v1/me')).status).toBe(200);
  await vi.waitFor(async () => expect(await newest('access.refuse')).toMatchObject({ actorName: '(unknown)', ip: '127.0.0.1', detail: { reason: 'cross_site' } }));
});

describe('the audit log', () => {
  test('is read newest first, filtered, and paged', async () => {
    const first = await ask(owner, 'GET', '/api/v1/audit?limit=2&action=token.create');
    const second = await ask(owner, 'GET', `/api/v1/audit?limit=2&action=token.create&cursor=${first.json.next}`);
    const seqs = [...first.json.items, ...second.json.items].map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => b - a));
    expect(new Set(seqs).size).toBe(4);
    const none = await ask(owner, 'GET', `/api/v1/audit?to=2020-01-01T00:00:00Z`);
    expect(none.json).toEqual({ items: [], next: null });
    const by = await ask(owner, 'GET', `/api/v1/audit?actor=owner@example.com`);
    expect(by.json.items.every(({ actor }: { actor: { name: string } }) => actor.name === 'owner@example.com')).toBe(true);
    expect((await ask(owner, 'GET', '/api/v1/audit?cursor=e30')).status).toBe(400);
  });

  test('is exported as NDJSON, and that is noted', async () => {
    const exported = await ask(owner, 'GET', '/api/v1/audit/export?action=person.invite');
    const lines = exported.text.trim().split('\n').map((line) => JSON.parse(line));
    expect(lines.length).toBe(await kernel.db.$count(auditLog, eq(auditLog.action, 'person.invite')));
    expect(await newest('audit.export')).toMatchObject({ actorId: owner.id, detail: { action: 'person.invite' } });
  });

  test('holds no secret', async () => {
    const exported = await ask(owner, 'GET', '/api/v1/audit/export');
    expect(exported.text).not.toMatch(/gla_(api|ingest|session|invitation|setup)_|argon2/);
    expect(exported.text).not.toContain(PASSWORD);
  });

  test.for(['DELETE', 'PUT', 'PATCH', 'POST'] as const)('there is no way to %s it', async (method) => {
    for (const url of ['/api/v1/audit', '/api/v1/audit/1', '/api/v1/audit/export']) expect((await ask(owner, method, url)).status).toBe(404);
  });
});
