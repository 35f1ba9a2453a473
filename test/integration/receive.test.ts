import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readSignIns } from '../../src/detection/batch-sign-ins.ts';
import { journal } from '../../src/logs/ingest/tables.ts';
import { EVENTS } from '../../src/logs/store/schema.ts';
import { privateDirectory } from '../support/engines.ts';
import { receivingServer, type Receiving } from '../support/receiving.ts';

const MIB = 1024 * 1024;
const outside = Object.values(networkInterfaces()).flat().find((address) => address?.family === 'IPv4' && !address.internal)?.address;

let glacis: Receiving;
/** Every test has a source of its own, and a token for it. */
let source: string;
let token: string;
let tests = 0;

beforeAll(async () => {
  glacis = await receivingServer({ host: '0.0.0.0' });
});
afterAll(() => glacis.stop());

async function newSource(settings: object = {}): Promise<void> {
  source = `source-${(tests += 1)}`;
  expect((await glacis.api('POST', '/api/v1/sources', { name: source, ...settings })).status).toBe(201);
  const made = await glacis.api('POST', `/api/v1/sources/${source}/tokens`, {});
  token = z.object({ token: z.string() }).parse(made.json).token;
}

const send = (body: string | Buffer, headers: Record<string, string> = {}) => glacis.ingest(`source=${source}`, body, { authorization: token, ...headers });
/** The ledger of the source comes to this: rejections enter it a second late, and lines when they are stored. */
const settles = (expected: object, of = source) =>
  expect.poll(async () => (await glacis.logs.ledger.of(of)).ledger, { timeout: 20_000 }).toMatchObject({ waiting: 0, ...expected });

async function syslog(host: string, text: string | Buffer): Promise<void> {
  const socket = connect(glacis.ports.plain, host);
  await once(socket, 'connect');
  socket.end(text);
  socket.resume();
  await once(socket, 'close');
}

describe('what a token may write', () => {
  test('its own source and no other', async () => {
    await newSource();
    const [mine, its] = [source, token];
    await newSource();
    expect((await glacis.ingest(`source=${mine}`, 'x', { authorization: its })).status).toBe(200);
    for (const other of [source, 'glacis', 'quarantine', 'syslog', 'nothing-yet']) {
      expect([404, 409]).toContain((await glacis.ingest(`source=${other}`, 'x', { authorization: its })).status);
    }
    expect((await glacis.api('GET', '/api/v1/sources', undefined, its)).status).toBe(403);
    expect((await glacis.ingest(`source=${mine}`, 'x', { authorization: 'nonsense' })).status).toBe(401);
  });

  test('a token that may create sources makes one at first use, once', async () => {
    const made = await glacis.api('POST', '/api/v1/tokens', { name: 'shippers', scopes: ['ingest.create'] });
    const { secret } = z.object({ secret: z.string() }).parse(made.json);
    source = 'made-at-first-use';
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => glacis.ingest(`source=${source}`, `line ${i}`, { authorization: secret })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    await settles({ received: 8, stored: 8 });
    expect((await glacis.api('GET', `/api/v1/sources/${source}`)).json).toMatchObject({ name: source, retentionDays: 90, state: 'active' });
    for (const own of ['glacis', 'quarantine']) expect((await glacis.ingest(`source=${own}`, 'forged', { authorization: secret })).status).toBe(409);
  });
});

describe('what is received is stored, byte for byte, or told', () => {
  test('a retry stores nothing twice; two equal lines stay two', async () => {
    await newSource();
    expect((await send('same\nsame\n')).json).toEqual({ received: 2, stored: 2, duplicate: 0, rejected: [] });
    expect((await send('same\nsame\n')).json).toEqual({ received: 2, stored: 0, duplicate: 2, rejected: [] });
    expect((await send(gzipSync('same\nsame\n'), { 'content-encoding': 'gzip', 'idempotency-key': 'k1' })).json).toMatchObject({ stored: 2 });
    expect((await send('same\nsame\n', { 'idempotency-key': 'k1' })).json).toMatchObject({ duplicate: 2 });
    await settles({ received: 8, stored: 4, duplicate: 4, rejected: {} });
    expect(await glacis.stored(source)).toEqual(['same', 'same', 'same', 'same']);
  });

  test('broken UTF-8, NUL and noise', async () => {
    await newSource();
    const noise = glacis.kernel.random(100_000).map((byte) => (byte === 0x0a ? 0x0b : byte));
    const lines = [Buffer.from([0xff, 0xfe, 0x00, 0x41]), Buffer.from('caf\u00e9'), noise.subarray(0, -1)];
    await send(Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])));
    await settles({ received: 3, stored: 3 });
    const rows = await glacis.kernel.events.rows<{ hex: string }>({
      sql: `SELECT hex(raw) AS hex FROM ${EVENTS} WHERE source = {source:String} ORDER BY position`, params: { source },
    });
    expect(rows.map(({ hex }) => hex.toLowerCase())).toEqual(lines.map((line) => line.toString('hex')));
  });

  test('a line of 10 MB is rejected, by HTTP and by syslog; its neighbours are stored', async () => {
    await newSource();
    const answer = await send(`before\n${'x'.repeat(10 * MIB)}\nafter\n`);
    expect(answer.json).toEqual({ received: 3, stored: 2, duplicate: 0, rejected: [{ line: 2, reason: 'line_too_long' }] });
    await settles({ received: 3, stored: 2, rejected: { line_too_long: 1 } });

    const before = (await glacis.logs.ledger.of('syslog')).ledger.rejected['line_too_long'] ?? 0;
    await syslog('127.0.0.1', Buffer.concat([Buffer.from('<13>before\n'), Buffer.alloc(10 * MIB, 'y'), Buffer.from('\n<13>after\n')]));
    await expect.poll(async () => (await glacis.stored('syslog')).slice(-2)).toEqual(['<13>before', '<13>after']);
    await expect.poll(async () => (await glacis.logs.ledger.of('syslog')).ledger.rejected['line_too_long']).toBe(before + 1);
  });

  test('JSON of 100,000 levels is an event with its raw line', async () => {
    await newSource();
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    expect((await send(`[${deep}]`, { 'content-type': 'application/json' })).json).toMatchObject({ stored: 1 });
    await settles({ stored: 1 });
    expect(await glacis.stored(source)).toEqual([deep]);
  });

  test('what looks like markup, formulas or SQL is text', async () => {
    await newSource();
    const hostile = ['<script>alert(1)</script>', '=HYPERLINK("http://evil")', "'; DROP TABLE events; --", '{name:String}', '\u202egnp.exe', '${jndi:ldap://x}'];
    await send(hostile.join('\n'));
    await settles({ stored: hostile.length });
    expect(await glacis.stored(source)).toEqual(hostile);
  });

  test('a refused body is counted', async () => {
    await newSource();
    expect((await send('not gzip', { 'content-encoding': 'gzip' })).status).toBe(400);
    expect((await send('x', { 'content-encoding': 'gzip, gzip' })).status).toBe(415);
    await settles({ received: 2, stored: 0, rejected: { bad_body: 1, unsupported_body: 1 } });
  });

  test('lines are read as the format says', async () => {
    await newSource({ format: 'sshd', timeZone: 'Europe/Berlin' });
    await send('Nov 23 07:33:47 web1 sshd[812]: Failed password for root from 203.0.113.9 port 51123 ssh2');
    await settles({ stored: 1 });
    const [event] = await glacis.kernel.events.rows<{ user: string; src_ip: string; format: string }>({
      sql: `SELECT user, src_ip, format FROM ${EVENTS} WHERE source = {source:String}`, params: { source },
    });
    expect(event).toEqual({ user: 'root', src_ip: '203.0.113.9', format: 'sshd' });
  });
});

describe('who sends syslog', () => {
  test('this machine writes to syslog', async () => {
    await syslog('127.0.0.1', '<13>Nov 23 07:33:47 web1 app: from here\n');
    await expect.poll(() => glacis.stored('syslog')).toContain('<13>Nov 23 07:33:47 web1 app: from here');
  });

  test.skipIf(outside === undefined)('an unknown sender is quarantined, until a source names it', async () => {
    const forged = '<38>Nov 23 07:33:47 web1 sshd[812]: Failed password for mallory from 203.0.113.9 port 51123 ssh2';
    await syslog('127.0.0.1', `${forged}\n`);
    await syslog(outside ?? '', `${forged}\n`);
    await settles({ received: 1, stored: 1 }, 'quarantine');
    expect(await glacis.stored('quarantine')).toEqual([forged]);
    await expect.poll(() => glacis.stored('syslog')).toContain(forged);
    expect(await failuresSeen('mallory')).toBe(1);
    expect((await glacis.api('GET', '/api/v1/sources/quarantine')).json).toMatchObject({ state: 'quarantine', ledger: { received: 1, stored: 1 } });

    await newSource({ senders: [{ by: 'network', cidr: outside, transport: 'tcp' }] });
    await syslog(outside ?? '', '<13>now you know\n');
    await settles({ stored: 1 });
    expect(await glacis.stored(source)).toEqual(['<13>now you know']);
    expect(await glacis.stored('quarantine')).toEqual([forged]);
  });

  /** How many failures of an account detections see in all that was stored. */
  async function failuresSeen(name: string): Promise<number> {
    const batches = await glacis.kernel.db.select({ batch: journal.batch }).from(journal);
    const { attempts } = await readSignIns(glacis.kernel.events, batches.map(({ batch }) => batch), new AbortController().signal);
    return attempts.reduce((sum, { account, count }) => (account === name ? sum + count : sum), 0);
  }
});

describe('the command line', () => {
  const main = join(import.meta.dirname, '../../src/main.ts');
  type Ran = { code: number; out: string; err: string };
  const run = (args: string[], { input, auth = glacis.owner }: { input?: string; auth?: string } = {}): Promise<Ran> =>
    new Promise((resolve) => {
      const env = { PATH: process.env.PATH ?? '', GLACIS_URL: glacis.url, GLACIS_TOKEN: auth };
      const child = execFile(process.execPath, [main, ...args], { env }, (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }));
      child.stdin?.end(input);
    });
  const directory = privateDirectory('cli');
  afterAll(() => directory.remove());
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(directory.path, name), content);
    return join(directory.path, name);
  };

  test('imports a file of many batches, and the same file again without storing anything twice', async () => {
    await newSource();
    const lines = Array.from({ length: 60_000 }, (_, i) => `Nov 23 07:33:${String(i % 60).padStart(2, '0')} web1 sshd[${i}]: Failed password for user${i % 50} from 203.0.113.${i % 250} port ${i} ssh2`);
    const log = file('auth.log', `${lines.join('\n')}\n`);
    const first = await run(['logs', 'import', log, '--source', source, '--json'], { auth: token });
    expect(first).toMatchObject({ code: 0 });
    expect(JSON.parse(first.out)).toEqual({ files: [{ file: log, received: 60_000, stored: 60_000, duplicate: 0, rejected: [], rejectedTotal: 0 }] });
    const zipped = await run(['logs', 'import', file('auth.log.1.gz', gzipSync(readFileSync(log))), '--source', source], { auth: token });
    expect(zipped.out).toMatch(/auth\.log\.1\.gz: received 60,000, stored 0, duplicate 60,000, rejected 0/);
    await settles({ received: 120_000, stored: 60_000, duplicate: 60_000 });
  });

  test('names the lines that were rejected, and says so by its exit code', async () => {
    await newSource();
    const { code, out, err } = await run(['logs', 'import', '-', '--source', source], { auth: token, input: `one\n\n${'x'.repeat(MIB + 1)}\nfour\n` });
    expect({ code, out }).toEqual({ code: 1, out: '-: received 3, stored 2, duplicate 0, rejected 1\n' });
    expect(err).toContain('-:3: line_too_long');
  });

  test('says what is wrong by its exit code', async () => {
    expect(await run(['logs', 'import', '/nowhere', '--source', source])).toMatchObject({ code: 2, err: expect.stringContaining('cannot be read') as string });
    expect(await run(['logs', 'import', '-', '--source', 'glacis'], { input: 'forged' })).toMatchObject({ code: 3, err: expect.stringContaining('written by Glacis alone') as string });
    expect(await run(['logs', 'import', '-'])).toMatchObject({ code: 2 });
  });

  test('registers a source and gives what proves who may write it', async () => {
    expect(await run(['sources', 'create', 'by-command', '--retention-days', '7', '--network', '10.4.0.0/16'])).toMatchObject({ code: 0 });
    const made = await run(['sources', 'token', 'by-command']);
    expect(made.out.trim()).toMatch(/^gla_ingest_\S+$/);
    expect(made.err).not.toContain(made.out.trim());
    const out = join(directory.path, 'certificate');
    expect(await run(['sources', 'certificate', 'by-command', '--out', out])).toMatchObject({ code: 0 });
    expect(statSync(join(out, 'key.pem')).mode & 0o777).toBe(0o600);
    expect(existsSync(join(out, 'ca.pem')) && existsSync(join(out, 'cert.pem'))).toBe(true);
    expect((await run(['sources', 'list'])).out).toMatch(/by-command +new +0 +0/);
    expect(await run(['sources', 'create', 'Not A Name'])).toMatchObject({ code: 2 });
    expect(await run(['sources', 'delete', 'by-command'])).toMatchObject({ code: 0 });
  });
});
