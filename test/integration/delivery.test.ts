import tls from 'node:tls';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHmac } from 'node:crypto';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDelivery, type Delivery, type Message } from '../../src/delivery/index.ts';
import { createApi, type Api } from '../../src/kernel/http/index.ts';
import { inTransaction } from '../../src/kernel/database/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { systemRandom, uuidv7 } from '../../src/kernel/ids.ts';
import { systemPrincipal, type Principal } from '../../src/kernel/principal.ts';
import { deliveries } from '../../src/delivery/tables.ts';
import { openAuthority } from '../../src/logs/receive/tls/authority.ts';
import { testDatabase } from '../support/database.ts';
import { privateDirectory, testLog } from '../support/engines.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Awaited<ReturnType<typeof database.kernel>>;
let caller: Principal = systemPrincipal('test');
let delivery: Delivery;
let app: Api;

type Call = { headers: IncomingMessage['headers']; body: string };
let calls: Call[] = [];
let answer: (nth: number) => number = () => 200;
let receiver: Server;
let mails: ParsedMail[] = [];
let smtp: SMTPServer;

beforeAll(async () => {
  database = await testDatabase();
  kernel = await database.kernel({ config: { outgoingAllow: ['127.0.0.0/8'] } });
  delivery = createDelivery(kernel);
  await kernel.jobs.start({ work: true });
  app = await createApi({ log: testLog, version: '0', authenticate: () => Promise.resolve(caller), onRefused: () => {}, trustedProxies: [] });
  delivery.routes(app);
  receiver = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      calls.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      response.writeHead(answer(calls.length)).end();
    });
  }).listen(0, '127.0.0.1');
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) => (username === 'glacis' && password === 'right' ? done(null, { user: username }) : done(new Error('wrong'))),
    onData(stream, _session, done) {
      simpleParser(stream, (error: unknown, mail) => {
        mails.push(mail);
        done(error instanceof Error ? error : null);
      });
    },
  });
  await new Promise<void>((resolve) => { smtp.listen(0, '127.0.0.1', resolve); });
});
afterAll(async () => {
  await app.close();
  receiver.close();
  await new Promise<void>((resolve) => { smtp.close(() => resolve()); });
  await database.stop();
});
beforeEach(async () => {
  calls = [];
  mails = [];
  answer = () => 200;
  for (const { id } of (await call('GET', '/api/v1/channels')).items as { id: string }[]) await app.inject({ method: 'DELETE', url: `/api/v1/channels/${id}` });
});

const call = async (method: 'GET' | 'POST' | 'PUT' | 'PATCH', url: string, body?: object) => {
  const response = await app.inject({ method, url, ...(body === undefined ? {} : { payload: body }) });
  return response.json<Record<string, unknown>>();
};
const address = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
const webhook = async (minimum = 'low') => (await call('POST', '/api/v1/channels', { kind: 'webhook', name: 'hook', url: address(), minimum })) as { channel: { id: string }; signingSecret: string };

const message = (overrides: Partial<Message> = {}): Message => ({ type: 'alert.raised', title: 'root: 42 failed sign-ins', importance: 'high', about: 'alert-1', facts: [['account', 'root']], path: '/alerts/alert-1', ...overrides });
const notify = (key: string, overrides?: Partial<Message>) => inTransaction(kernel.db, (tx) => delivery.notify(tx, { message: message(overrides), key }));

/** Waits for what a retry brings, without waiting the seconds until it is due. */
const hurried = (expected: () => void) => vi.waitFor(async () => {
  await kernel.database.pool.query("UPDATE pgboss.job SET start_after = now() WHERE name = 'delivery-send' AND state = 'retry'");
  expected();
}, { timeout: 20_000, interval: 100 });

test('a webhook is signed as Standard Webhooks says, and its secret is told once', async () => {
  const { signingSecret } = await webhook();
  expect(signingSecret).toMatch(/^whsec_/);
  expect(JSON.stringify(await call('GET', '/api/v1/channels'))).not.toContain(signingSecret);
  await notify('signed');
  await vi.waitFor(() => expect(calls).toHaveLength(1), 5_000);
  const { headers, body } = calls[0] as Call;
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const expected = createHmac('sha256', Buffer.from(signingSecret.slice(6), 'base64')).update(signed).digest('base64');
  expect(headers['webhook-signature']).toBe(`v1,${expected}`);
  expect(JSON.parse(body)).toMatchObject({ type: 'alert.raised', data: { id: 'alert-1', severity: 'high', link: expect.stringMatching(/^http:.*\/alerts\/alert-1$/) as string } });
});

test('the same cause is sent once, however often it is told', async () => {
  await webhook();
  await notify('once');
  await notify('once');
  await vi.waitFor(() => expect(calls).toHaveLength(1), 5_000);
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  expect(calls).toHaveLength(1);
});

test('nothing is sent for a transaction that did not commit', async () => {
  await webhook();
  await inTransaction(kernel.db, async (tx) => { await delivery.notify(tx, { message: message(), key: 'undone' }); throw new Error('undo'); }).catch(() => {});
  await new Promise((resolve) => { setTimeout(resolve, 500); });
  expect(calls).toHaveLength(0);
});

test('a receiver that fails is asked again, under the same id', async () => {
  await webhook();
  answer = (nth) => (nth === 1 ? 503 : 200);
  await notify('again');
  await hurried(() => expect(calls).toHaveLength(2));
  expect(calls[1]?.headers['webhook-id']).toBe(calls[0]?.headers['webhook-id']);
  await vi.waitFor(async () => expect(((await call('GET', '/api/v1/deliveries?state=sent')).items as { attempts: number }[])[0]).toMatchObject({ attempts: 2, lastError: null }), 5_000);
}, 30_000);

test('a channel takes what is important enough for it', async () => {
  await webhook('critical');
  await notify('not-enough', { importance: 'high' });
  await notify('enough', { importance: 'critical' });
  await vi.waitFor(() => expect(calls).toHaveLength(1), 5_000);
  expect(JSON.parse(calls[0]?.body ?? '')).toMatchObject({ data: { severity: 'critical' } });
});

test('e-mail carries the words of strangers without obeying them', async () => {
  await call('PUT', '/api/v1/settings/mail', { host: '127.0.0.1', port: (smtp.server.address() as AddressInfo).port, security: 'none', from: 'glacis@example.org', user: 'glacis', password: 'right' });
  expect(JSON.stringify(await call('GET', '/api/v1/settings/mail'))).not.toContain('right');
  await call('POST', '/api/v1/channels', { kind: 'email', name: 'team', to: ['team@example.org'] });
  await notify('mail', { title: 'failed for x\r\nBcc: evil@example.org', facts: [['account', '<script>alert(1)</script>\u202e']] });
  await vi.waitFor(() => expect(mails).toHaveLength(1), 5_000);
  const mail = mails[0] as ParsedMail;
  expect(mail.subject).toContain('failed for x\\u000d\\u000aBcc: evil@example.org');
  expect(mail.bcc).toBeUndefined();
  expect(mail.html).not.toContain('<script>');
  expect(mail.text).toContain('\\u202e');
  expect(mail.messageId).toMatch(/@example\.org>$/);
});

test('a server killed between sending and noting it sends once more, under the same id', async () => {
  await webhook();
  // The note that it was sent is lost, as if the process had ended there.
  const update = vi.spyOn(kernel.db, 'update').mockImplementationOnce(() => { throw new Error('killed'); });
  await notify('killed');
  await hurried(() => expect(calls).toHaveLength(2));
  expect(update.mock.calls.length).toBeGreaterThanOrEqual(1);
  update.mockRestore();
  expect(calls[1]?.headers['webhook-id']).toBe(calls[0]?.headers['webhook-id']);
  await vi.waitFor(async () => expect(((await call('GET', '/api/v1/deliveries?state=sent')).items as { title: string }[]).length).toBeGreaterThan(0), 5_000);
  await new Promise((resolve) => { setTimeout(resolve, 500); });
  expect(calls).toHaveLength(2);
}, 30_000);

describe('a mail server with TLS', () => {
  const directory = privateDirectory('mail');
  const authority = openAuthority({ directory: directory.path, clock: systemClock, random: systemRandom });
  const trusted = tls.getCACertificates('default');
  let secure: SMTPServer;
  let sent: string[] = [];

  const start = async (options: ConstructorParameters<typeof SMTPServer>[0]) => {
    secure = new SMTPServer({
      ...authority.server(['localhost']), ...options,
      onAuth: ({ password }, session, done) => { sent.push(`${session.secure ? 'secure' : 'clear'} ${password}`); done(null, { user: 'glacis' }); },
      onData: (stream, _session, done) => { sent.push('mail'); stream.resume().on('end', () => done()); },
    });
    // A client that turns away from a bad certificate is an error to the server.
    secure.on('error', () => {});
    await new Promise<void>((resolve) => { secure.listen(0, '127.0.0.1', resolve); });
    return (secure.server.address() as AddressInfo).port;
  };
  const sendTest = async (security: 'starttls' | 'tls', port: number) => {
    await call('PUT', '/api/v1/settings/mail', { host: 'localhost', port, security, from: 'glacis@example.org', user: 'glacis', password: 'right' });
    const { channel } = (await call('POST', '/api/v1/channels', { kind: 'email', name: 'team', to: ['team@example.org'] })) as { channel: { id: string } };
    return call('POST', `/api/v1/channels/${channel.id}/test`);
  };
  beforeEach(() => { sent = []; });
  afterEach(async () => {
    tls.setDefaultCACertificates(trusted);
    await new Promise<void>((resolve) => { secure.close(() => resolve()); });
  });
  afterAll(() => directory.remove());

  test.for([['starttls', {}], ['tls', { secure: true }]] as const)('is used by %s when its certificate is trusted', async ([security, options]) => {
    const port = await start(options);
    tls.setDefaultCACertificates([...trusted, authority.ca]);
    expect(await sendTest(security, port)).toEqual({ sent: true });
    expect(sent).toEqual(['secure right', 'mail']);
  });

  test.for([
    ['starttls', 'whose certificate nobody trusts', {}], ['tls', 'whose certificate nobody trusts', { secure: true }],
    ['starttls', 'that offers no TLS', { disabledCommands: ['STARTTLS'] }], ['tls', 'that speaks plainly', {}],
  ] as const)('by %s %s gets neither password nor mail', async ([security, , options]) => {
    const port = await start({ ...options, allowInsecureAuth: true } as ConstructorParameters<typeof SMTPServer>[0]);
    expect(await sendTest(security, port)).toMatchObject({ sent: false, reason: expect.any(String) as string });
    expect(sent).toEqual([]);
  });
});

test('a test message is noted, whether it arrived or not', async () => {
  const { channel } = await webhook();
  expect(await call('POST', `/api/v1/channels/${channel.id}/test`)).toEqual({ sent: true });
  answer = () => 500;
  expect(await call('POST', `/api/v1/channels/${channel.id}/test`)).toEqual({ sent: false, reason: 'the webhook answered 500' });
  const { rows } = await kernel.database.pool.query("SELECT outcome FROM audit_log WHERE action = 'channel.test' ORDER BY seq DESC LIMIT 2");
  expect(rows).toEqual([{ outcome: 'failure' }, { outcome: 'success' }]);
});

test('what still waits after two days is given up; what is old is dropped', async () => {
  const row = (days: number, state: 'waiting' | 'sent') => ({
    id: uuidv7(), channelId: uuidv7(), channelName: 'old', key: `${days} ${state}`, message: message(), state, at: new Date(Date.now() - days * 86_400_000),
  });
  const [waiting, fresh, dropped] = [row(3, 'waiting'), row(1, 'waiting'), row(91, 'sent')];
  await kernel.db.insert(deliveries).values([waiting, fresh, dropped]);
  await delivery.forget();
  const states = Object.fromEntries((await kernel.db.select().from(deliveries)).map(({ id, state }) => [id, state]));
  expect([states[waiting.id], states[fresh.id], states[dropped.id]]).toEqual(['failed', 'waiting', undefined]);
});

test('a channel of a team hears only what is for that team; one of nobody hears everything, unless it is for the team alone', async () => {
  const make = async (name: string, team?: string) => ((await call('POST', '/api/v1/channels', { kind: 'webhook', name, url: 'https://192.0.2.1/hook', ...(team === undefined ? {} : { team }) })) as { channel: { id: string; team: string | null } }).channel;
  const channels = [await make('all'), await make('platform', 'platform'), await make('web', 'web')];
  expect(channels.map(({ team }) => team)).toEqual([null, 'platform', 'web']);
  const send = (key: string, more: { team?: string; only?: boolean }) => inTransaction(kernel.db, (tx) => delivery.notify(tx, { message: message(), key, ...more }));
  await send('for nobody', {});
  await send('for web', { team: 'web' });
  await send('for web alone', { team: 'web', only: true });
  const rows = await kernel.db.select({ name: deliveries.channelName, key: deliveries.key }).from(deliveries);
  const heard = (channel: string) => rows.filter(({ name, key }) => name === channel && key.startsWith('for ')).map(({ key }) => key).sort();
  expect([heard('all'), heard('platform'), heard('web')]).toEqual([['for nobody', 'for web'], [], ['for web', 'for web alone']]);
  expect(await call('PATCH', `/api/v1/channels/${channels[2]?.id ?? ''}`, { team: null })).toMatchObject({ channel: { team: null } });
});

test('an auditor sees the host of a webhook, not its path; ids and cursors that are none are not found or refused', async () => {
  await call('POST', '/api/v1/channels', { kind: 'webhook', name: 'chat', url: 'https://chat.example/services/T0/SECRETPATH' });
  caller = { ...systemPrincipal('auditor'), permissions: new Set(['channels.read'] as const) };
  const seen = JSON.stringify(await call('GET', '/api/v1/channels'));
  caller = systemPrincipal('test');
  expect(seen).toContain('https://chat.example/…');
  expect(seen).not.toContain('SECRETPATH');
  expect(await call('PATCH', `/api/v1/channels/${'-'.repeat(36)}`, { name: 'x' })).toMatchObject({ code: 'not_found' });
  expect(await call('GET', `/api/v1/deliveries?cursor=${Buffer.from('["never","01919191-0000-7000-8000-000000000001"]').toString('base64url')}`)).toMatchObject({ code: 'invalid' });
});

test('the kept mail password does not go to another server', async () => {
  const place = { host: '127.0.0.1', port: 2525, security: 'none', from: 'glacis@example.org', user: 'glacis' };
  await call('PUT', '/api/v1/settings/mail', { ...place, password: 'right' });
  expect(await call('PUT', '/api/v1/settings/mail', { ...place, host: 'evil.example' })).toMatchObject({ code: 'invalid' });
  expect(await call('PUT', '/api/v1/settings/mail', { ...place, from: 'other@example.org' })).toMatchObject({ passwordSet: true });
});

test('the path of a webhook, often a secret, does not reach the audit log', async () => {
  await call('POST', '/api/v1/channels', { kind: 'webhook', name: 'chat', url: 'https://chat.example/services/T0/SECRETPATH' });
  const { rows } = await kernel.database.pool.query("SELECT detail::text FROM audit_log WHERE action = 'channel.create'");
  expect(JSON.stringify(rows)).toContain('chat.example');
  expect(JSON.stringify(rows)).not.toContain('SECRETPATH');
});
