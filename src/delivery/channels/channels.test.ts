import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import { guardedOutgoing } from '../../kernel/outgoing.ts';
import { bounded, type Message } from '../message.ts';
import { carriers, type Target } from './index.ts';
import { signature } from './webhook.ts';

/** What a receiver got: the id that stays the same over retries, and all of it as text. */
type Got = { id: string; text: string };
type Receiver = { target: Target; got: Got[]; refuse(): void };

const SECRET = 'a-secret-that-nobody-is-told';
const empty: Target = { url: null, recipients: [], signingSecret: null, mail: null };
const open: Server[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await new Promise((resolve) => { server.close(resolve); });
});

async function listening(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return (server.address() as AddressInfo).port;
}

const targetAt = {
  webhook: (port: number): Target => ({ ...empty, url: `http://127.0.0.1:${port}/hook/${SECRET}`, signingSecret: `whsec_${Buffer.from(SECRET).toString('base64')}` }),
  email: (port: number): Target => ({ ...empty, recipients: ['team@example.org'], mail: { host: '127.0.0.1', port, security: 'none', from: 'glacis@example.org', user: 'glacis', password: SECRET } }),
} as const;

const receivers = {
  async webhook(): Promise<Receiver> {
    const got: Got[] = [];
    let status = 200;
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        got.push({ id: String(request.headers['webhook-id']), text: Buffer.concat(parts).toString() });
        response.writeHead(status).end(SECRET);
      });
    });
    return { target: targetAt.webhook(await listening(server)), got, refuse: () => { status = 500; } };
  },
  async email(): Promise<Receiver> {
    const got: Got[] = [];
    let refusing = false;
    const smtp = new SMTPServer({
      allowInsecureAuth: true, disabledCommands: ['STARTTLS'],
      onAuth: ({ password }, _session, done) => (password === SECRET && !refusing ? done(null, { user: 'glacis' }) : done(new Error(`not with ${password ?? ''}`))),
      onData(stream, { envelope }, done) {
        simpleParser(stream, (error: unknown, mail) => {
          got.push({ id: mail.messageId ?? '', text: JSON.stringify([envelope.rcptTo, mail.headerLines, mail.text, mail.html]) });
          done(error instanceof Error ? error : null);
        });
      },
    });
    return { target: targetAt.email(await listening(smtp.server)), got, refuse: () => { refusing = true; } };
  },
} as const;

const message: Message = { type: 'alert.raised', title: 'root: 42 failed sign-ins', importance: 'high', about: 'alert-1', facts: [['account', 'root'], ['addresses', '192.0.2.1 (42)']], path: '/alerts' };
const letter = (change: Partial<Message> = {}) => ({ id: '01919191-0000-7000-8000-000000000001', message: bounded({ ...message, ...change }), at: Date.UTC(2026, 10, 23), link: 'https://glacis.example/alerts?alert=1&x="' });
const tools = { outgoing: guardedOutgoing({ allow: ['127.0.0.1'] }), now: Date.UTC(2026, 10, 23, 1), timeoutMs: 300 };

describe.each(['webhook', 'email'] as const)('a channel of kind %s', (kind) => {
  const carry = carriers[kind];

  test('carries title, importance, facts and the way back', async () => {
    const { target, got } = await receivers[kind]();
    await carry(letter(), target, tools);
    expect(got).toHaveLength(1);
    for (const part of ['root: 42 failed sign-ins', 'high', '192.0.2.1 (42)', 'https://glacis.example/alerts?alert=1']) expect(got[0]?.text).toContain(part);
  });

  test('has the same id when it is sent again, and another for another message', async () => {
    const { target, got } = await receivers[kind]();
    await carry(letter(), target, tools);
    await carry(letter(), target, { ...tools, now: tools.now + 60_000 });
    await carry({ ...letter(), id: '01919191-0000-7000-8000-000000000002' }, target, tools);
    expect(got[0]?.id).toContain('01919191-0000-7000-8000-000000000001');
    expect(got[1]?.id).toBe(got[0]?.id);
    expect(got[2]?.id).not.toBe(got[0]?.id);
  });

  test('obeys nothing in the words of strangers', async () => {
    const { target, got } = await receivers[kind]();
    const hostile = 'x\r\nBcc: evil@example.org\r\n\r\n<img src=x onerror=alert(1)>\u202e\u2028.';
    await carry(letter({ title: hostile, facts: [[hostile, hostile], ['__proto__', 'x']] }), target, tools);
    expect(got).toHaveLength(1);
    expect(got[0]?.text).not.toMatch(/[\u202e\u2028]/);
    expect(got[0]?.text).not.toMatch(/"key":"bcc"/i);
    expect(got[0]?.text).not.toMatch(/\n\s*Bcc:/);
  });

  test('says that it was refused, without telling its secret', async () => {
    const { target, refuse } = await receivers[kind]();
    refuse();
    const failed = await carry(letter(), target, tools).then(() => '', String);
    expect(failed).not.toBe('');
    expect(failed).not.toContain(SECRET);
  });

  test('gives up on a receiver that never answers', async () => {
    const port = await listening(createTcpServer((socket) => void socket.setTimeout(2_000, () => socket.destroy())));
    const start = performance.now();
    await expect(carry(letter(), targetAt[kind](port), tools)).rejects.toThrow();
    expect(performance.now() - start).toBeLessThan(1_800);
  });

  test('reaches no address that is neither public nor allowed', async () => {
    const { target, got } = await receivers[kind]();
    await expect(carry(letter(), target, { ...tools, outgoing: guardedOutgoing({ allow: [] }) })).rejects.toMatchObject({ code: 'outgoing_refused' });
    expect(got).toHaveLength(0);
  });

  test('that is not set up says so', async () => {
    await expect(carry(letter(), empty, tools)).rejects.toThrow(/has no|no mail server/);
  });
});

test('the signature is that of the specification\'s example', () => {
  const body = '{"test": 2432232314}';
  expect(signature('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', `msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.${body}`)).toBe('g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});
