import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../src/identity/contract.ts';
import { people } from '../../src/identity/tables.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { auditLog, settings } from '../../src/kernel/tables.ts';
import { testDatabase } from '../support/database.ts';
import { testProvider, type ProviderAccount, type TestProvider } from '../support/openid.ts';
import { apiWithIdentity, somebody, type TestPerson } from '../support/people.ts';

const passwordCost = { memoryCost: 64, timeCost: 1, parallelism: 1 };
const clock = manualClock(Date.now());
const roles = { 'soc-team': 'analyst', auditors: 'auditor', platform: 'admin' } as const;

let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Kernel;
let api: Awaited<ReturnType<typeof apiWithIdentity>>;
let provider: TestProvider;
let other: TestProvider;
let owner: TestPerson;
let admin: TestPerson;

beforeAll(async () => {
  const redirectUri = 'http://localhost/api/v1/sso/callback';
  [provider, other] = await Promise.all([testProvider({ redirectUri }), testProvider({ redirectUri, idTokenClaims: true })]);
  database = await testDatabase();
  kernel = await database.kernel({ clock, config: { outgoingAllow: ['127.0.0.1'] } });
  api = await apiWithIdentity(kernel, { passwordCost });
  owner = await somebody(kernel, 'owner', 'owner@example.com');
  admin = await somebody(kernel, 'admin');
  await save(owner);
});
afterAll(async () => {
  await api.close();
  await database.stop();
  await Promise.all([provider.stop(), other.stop()]);
});

const save = (by: TestPerson, more: object = {}) => api.app.inject({
  method: 'PUT', url: '/api/v1/settings/sso', headers: by.headers,
  payload: { name: 'Company', issuer: provider.issuer, clientId: provider.clientId, clientSecret: provider.clientSecret, roles, ...more },
});
const start = async (to?: string) => {
  const response = await api.app.inject({ url: `/api/v1/sso/start${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`, headers: { host: 'localhost:80' } });
  const [cookie] = response.cookies;
  return { response, location: String(response.headers.location), cookie: `${cookie?.name}=${cookie?.value}`, set: cookie };
};
const finish = async (back: string, cookie: string | undefined) => {
  const url = new URL(back);
  const response = await api.app.inject({ url: `${url.pathname}${url.search}`, remoteAddress: '198.51.100.9', headers: { host: 'localhost:80', 'sec-fetch-site': 'cross-site', ...(cookie === undefined ? {} : { cookie }) } });
  const session = response.cookies.find(({ name, value }) => name === 'glacis' && value !== '');
  return { status: response.statusCode, location: response.headers.location, session: session && `${session.name}=${session.value}`, cookies: response.cookies };
};
const arrive = async (account: ProviderAccount, at = provider, to?: string) => {
  at.account = account;
  const { location, cookie } = await start(to);
  return finish(await at.visit(location), cookie);
};
const me = async (session: string | undefined) => {
  const response = await api.app.inject({ url: '/api/v1/me', headers: session === undefined ? {} : { cookie: session } });
  return { status: response.statusCode, ...response.json() };
};
const personOf = async (email: string) => (await kernel.db.select().from(people).where(eq(people.email, email)))[0];
const refused = (why: string) => ({ location: `/sign-in?sso=${why}`, session: undefined });

describe('who comes from the provider', () => {
  test('gets the role of the strongest mapped group, and an account at the first sign-in', async () => {
    const done = await arrive({ sub: 'u1', email: 'Grace@Example.com', name: 'Grace', groups: ['auditors', 'soc-team', 'unrelated'] }, provider, '/logs?query=x');
    expect(done).toMatchObject({ status: 303, location: '/logs?query=x' });
    expect(await me(done.session)).toMatchObject({ email: 'grace@example.com', name: 'Grace', role: 'analyst' });
    expect(done.cookies.find(({ name }) => name === 'glacis-sso')).toMatchObject({ value: '', path: '/' });
    const [noted] = (await kernel.db.select().from(auditLog).where(eq(auditLog.actorName, 'grace@example.com'))).slice(-1);
    expect(noted).toMatchObject({ action: 'session.create', outcome: 'success', ip: '198.51.100.9', detail: { means: 'sso', how: 'new', role: 'analyst' } });
  });

  test('follows the groups at each sign-in: the role changes and the sessions before end', async () => {
    const before = await arrive({ sub: 'u2', email: 'move@example.com', groups: ['soc-team'] });
    const after = await arrive({ sub: 'u2', email: 'move@example.com', groups: ['auditors'] });
    expect(await me(after.session)).toMatchObject({ role: 'auditor' });
    expect((await me(before.session)).status).toBe(401);
  });

  test('stays out without a mapped group, and what was open ends', async () => {
    expect(await arrive({ sub: 'u3', email: 'none@example.com', groups: ['sales'] })).toMatchObject(refused('no-role'));
    expect(await arrive({ sub: 'u3', email: 'none@example.com' })).toMatchObject(refused('no-role'));
    expect(await personOf('none@example.com')).toBeUndefined();
    const before = await arrive({ sub: 'u4', email: 'left@example.com', groups: ['platform'] });
    expect(await arrive({ sub: 'u4', email: 'left@example.com', groups: [] })).toMatchObject(refused('no-role'));
    expect((await me(before.session)).status).toBe(401);
  });

  test('stays out when disabled here, whatever the provider says', async () => {
    await arrive({ sub: 'u5', email: 'disabled@example.com', groups: ['platform'] });
    const id = (await personOf('disabled@example.com'))?.id;
    await api.app.inject({ method: 'PATCH', url: `/api/v1/people/${id}`, headers: owner.headers, payload: { disabled: true } });
    expect(await arrive({ sub: 'u5', email: 'disabled@example.com', groups: ['platform'] })).toMatchObject(refused('disabled'));
    expect(await arrive({ sub: 'u5-again', email: 'disabled@example.com', email_verified: true, groups: ['platform'] })).toMatchObject(refused('disabled'));
  });

  test('needs an address', async () => {
    expect(await arrive({ sub: 'u6', groups: ['platform'] })).toMatchObject(refused('no-email'));
  });
});

describe('a local account', () => {
  test('is linked by a verified address, once and for good: its password and sessions end', async () => {
    const local = await somebody(kernel, 'admin', 'linked@example.com');
    expect(await arrive({ sub: 'u7', email: 'linked@example.com', groups: ['soc-team'] })).toMatchObject(refused('account-exists'));
    expect(await arrive({ sub: 'u7', email: 'linked@example.com', email_verified: false, groups: ['soc-team'] })).toMatchObject(refused('account-exists'));
    expect((await me(local.headers.cookie)).status).toBe(200);
    const done = await arrive({ sub: 'u7', email: 'Linked@example.com', email_verified: true, groups: ['soc-team'] });
    expect(await me(done.session)).toMatchObject({ id: local.id, role: 'analyst' });
    expect((await me(local.headers.cookie)).status).toBe(401);
    expect(await personOf('linked@example.com')).toMatchObject({ passwordHash: null, ssoSubject: 'u7', ssoIssuer: provider.issuer });
    const reset = await api.app.inject({ method: 'POST', url: `/api/v1/people/${local.id}/invitation`, headers: owner.headers });
    expect(reset.statusCode).toBe(409);
  });

  test('linked to one person at the provider is not another\'s with the same address', async () => {
    expect(await arrive({ sub: 'impostor', email: 'linked@example.com', email_verified: true, groups: ['platform'] })).toMatchObject(refused('account-exists'));
  });

  test('of an owner is never taken over', async () => {
    expect(await arrive({ sub: 'u8', email: 'owner@example.com', email_verified: true, groups: ['platform'] })).toMatchObject(refused('account-exists'));
    expect(await personOf('owner@example.com')).toMatchObject({ role: 'owner', ssoSubject: null });
  });
});

describe('the way there and back', () => {
  const account = { sub: 'u9', email: 'flow@example.com', groups: ['soc-team'] };

  test('uses PKCE, state and nonce; nothing secret is in the address; the cookie is sealed and short-lived', async () => {
    const { location, cookie, set, response } = await start();
    const asked = Object.fromEntries(new URL(location).searchParams);
    expect(response.statusCode).toBe(303);
    expect(asked).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', scope: 'openid email profile groups', redirect_uri: 'http://localhost/api/v1/sso/callback' });
    expect(asked['state']?.length).toBeGreaterThan(20);
    expect(asked['nonce']?.length).toBeGreaterThan(20);
    expect(set).toMatchObject({ httpOnly: true, sameSite: 'Lax', maxAge: 600 });
    for (const value of [asked['state'], asked['nonce']]) expect(Buffer.from(cookie, 'base64url').toString('latin1') + cookie).not.toContain(value);
  });

  test('brings nobody in without the cookie, with that of another flow, twice, or with an answer that was changed', async () => {
    provider.account = account;
    const [mine, theirs] = [await start(), await start()];
    const back = await provider.visit(mine.location);
    const changed = new URL(back);
    changed.searchParams.set('state', 'other');
    const mixed = new URL(back);
    mixed.searchParams.set('iss', other.issuer);
    for (const attempt of [
      await finish(back, undefined), await finish(back, 'glacis-sso=forged'), await finish(back, theirs.cookie), await finish(changed.href, mine.cookie), await finish(mixed.href, mine.cookie),
      await finish('http://localhost/api/v1/sso/callback?error=access_denied', mine.cookie), await finish('http://localhost/api/v1/sso/callback', mine.cookie),
    ]) expect(attempt).toMatchObject(refused('failed'));

    const again = await start();
    const answer = await provider.visit(again.location);
    expect((await finish(answer, again.cookie)).session).toBeDefined();
    expect(await finish(answer, again.cookie)).toMatchObject(refused('failed'));
  });

  test('ends after ten minutes', async () => {
    provider.account = account;
    const { location, cookie } = await start();
    const back = await provider.visit(location);
    clock.advance(10 * 60_000 + 1);
    expect(await finish(back, cookie)).toMatchObject(refused('failed'));
    owner = await somebody(kernel, 'owner');
    admin = await somebody(kernel, 'admin');
  });

  test('leads to no other site', async () => {
    expect((await arrive(account, provider, '//evil.example')).location).toBe('/');
    expect((await arrive(account, provider, '/..//evil.example/')).location).toBe('/');
  });

  test('is refused over plain http from another machine', async () => {
    const response = await api.app.inject({ url: '/api/v1/sso/start', headers: { host: 'glacis.example' } });
    expect(response.json()).toMatchObject({ code: 'insecure_transport' });
  });
});

describe('the settings', () => {
  test('never tell the secret and store it sealed', async () => {
    const read = await api.app.inject({ url: '/api/v1/settings/sso', headers: admin.headers });
    expect(read.json()).toMatchObject({ issuer: provider.issuer, secretSet: true, roles });
    expect(read.body).not.toContain(provider.clientSecret);
    const [row] = await kernel.db.select().from(settings).where(eq(settings.name, 'identity.sso'));
    expect(JSON.stringify(row?.value)).not.toContain(provider.clientSecret);
    expect((await api.app.inject('/api/v1/session')).json()).toEqual({ setUpNeeded: false, sso: { name: 'Company' } });
  });

  test('keep the secret for the same client only: it is never sent to another issuer', async () => {
    expect((await save(owner, { clientSecret: undefined, name: 'Renamed' })).statusCode).toBe(200);
    expect((await save(owner, { clientSecret: undefined, issuer: other.issuer })).json()).toMatchObject({ code: 'invalid' });
    expect((await save(owner, { clientSecret: undefined, clientId: 'other' })).json()).toMatchObject({ code: 'invalid' });
  });

  test('that make owners are an owner\'s, and so is changing the provider under them', async () => {
    const withOwner: Record<string, Role> = { ...roles, chiefs: 'owner' };
    expect((await save(admin, { roles: withOwner })).statusCode).toBe(403);
    expect((await save(owner, { roles: withOwner })).statusCode).toBe(200);
    expect((await save(admin, { roles })).statusCode).toBe(403);
    expect((await api.app.inject({ method: 'DELETE', url: '/api/v1/settings/sso', headers: admin.headers })).statusCode).toBe(403);

    const chief = await arrive({ sub: 'chief', email: 'chief@example.com', groups: ['chiefs'] });
    expect(await me(chief.session)).toMatchObject({ role: 'owner' });
    await kernel.db.update(people).set({ disabledAt: new Date() }).where(eq(people.role, 'owner'));
    await kernel.db.update(people).set({ disabledAt: null }).where(eq(people.email, 'chief@example.com'));
    expect(await me((await arrive({ sub: 'chief', email: 'chief@example.com', groups: ['auditors'] })).session)).toMatchObject({ role: 'owner' });
    owner = await somebody(kernel, 'owner');
    expect(await me((await arrive({ sub: 'chief', email: 'chief@example.com', groups: ['auditors'] })).session)).toMatchObject({ role: 'auditor' });
  });

  test('reach no internal address and use no plain http to another machine', async () => {
    expect((await save(owner, { issuer: 'http://idp.example' })).json()).toMatchObject({ code: 'invalid' });
    expect((await save(owner, { issuer: 'https://169.254.169.254/' })).json()).toMatchObject({ code: 'outgoing_refused' });
    expect((await save(owner, { issuer: 'https://[::1]/' })).json()).toMatchObject({ code: 'outgoing_refused' });
    expect((await save(owner, { issuer: 'http://127.0.0.1:9/' })).json()).toMatchObject({ code: 'outgoing_failed' });
  });

  test('of another provider count at once; somebody of the first with the same name is somebody else', async () => {
    expect((await save(owner, { issuer: other.issuer, roles })).statusCode).toBe(200);
    expect(await arrive({ sub: 'u1', email: 'grace@example.com', email_verified: true, groups: ['platform'] }, other)).toMatchObject(refused('account-exists'));
    expect(await me((await arrive({ sub: 'n1', email: 'fresh@example.com', groups: 'platform' }, other)).session)).toMatchObject({ role: 'admin' });
  });

  test('removed, nobody goes there any more', async () => {
    expect((await api.app.inject({ method: 'DELETE', url: '/api/v1/settings/sso', headers: owner.headers })).statusCode).toBe(204);
    expect((await start()).response.statusCode).toBe(404);
    expect((await api.app.inject('/api/v1/session')).json().sso).toBeNull();
  });
});
