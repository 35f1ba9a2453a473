import { gunzipSync } from 'node:zlib';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Alert } from '../../src/alerts/contract.ts';
import type { Identity, SignIn, SignInHealth } from '../../src/detection/contract.ts';
import { alerts as alertCommands } from '../../src/cli/alerts.ts';
import { identities as identityCommands, signIns as signInCommands } from '../../src/cli/signins.ts';
import { compileQuery } from '../../src/logs/query/compile.ts';
import { parseQuery } from '../../src/logs/query/parse.ts';
import { eventually, testHouse, type House } from '../support/house.ts';
import { hasShared, readShared } from '../support/shared.ts';

let house: House;

beforeAll(async () => {
  house = await testHouse();
});
afterAll(async () => {
  await house.stop();
});

type Page<T> = { items: T[]; next: string | null };
const get = async <T>(path: string): Promise<T> => (await house.api('GET', path)).json as T;
const alertsOf = async (group: string) => (await get<Page<Alert>>(`/api/v1/alerts?group=${encodeURIComponent(group)}`)).items;
const allAlerts = async () => (await get<Page<Alert>>('/api/v1/alerts?limit=500')).items;
const signInsOf = async (account: string) => (await get<Page<SignIn>>(`/api/v1/sign-ins?account=${account}`)).items;

const failed = (user: string, address: string, at: Date) => `${at.toISOString()} web1 sshd[812]: Failed password for ${user} from ${address} port 51123 ssh2`;
const accepted = (user: string, address: string, at: Date, means = 'publickey') => `${at.toISOString()} web1 sshd[812]: Accepted ${means} for ${user} from ${address} port 51123 ssh2`;
const times = (count: number, from = Date.now() - 60_000, step = 1_000) => Array.from({ length: count }, (_, at) => new Date(from + at * step));

describe('a spike of failed sign-ins', () => {
  test('is an alert within two seconds of the line that tips it, and grows without a second one', async () => {
    const at = times(21);
    await house.ingest('web', at.slice(0, 19).map((when) => failed('mallory', '198.51.100.7', when)).join('\n'));
    await house.settled();
    expect(await alertsOf('user:mallory')).toEqual([]);

    const tipped = Date.now();
    await house.ingest('web', failed('mallory', '198.51.100.8', at[19] ?? new Date()));
    const [alert] = await eventually(() => alertsOf('user:mallory'), ({ length }) => length > 0);
    expect(Date.now() - tipped).toBeLessThan(2_000);
    expect(alert).toMatchObject({
      detection: 'signin.account-spike', state: 'open', severity: 'medium',
      evidence: { count: 20, addresses: [{ value: '198.51.100.7', count: 19 }, { value: '198.51.100.8', count: 1 }] },
    });
    expect(alert?.evidence?.events).toHaveLength(20);

    await house.ingest('web', accepted('mallory', '198.51.100.7', new Date()));
    const [worse, ...others] = await eventually(() => alertsOf('user:mallory'), ([first]) => first?.severity === 'critical');
    expect(worse).toMatchObject({ id: alert?.id, severity: 'critical', evidence: { threshold: expect.stringContaining('Then mallory signed in from 198.51.100.7') } });
    expect(others).toEqual([]);
  });

  test('is counted on over a restart, with what was stored meanwhile', async () => {
    const at = times(20);
    await house.ingest('web', at.slice(0, 12).map((when) => failed('trent', '198.51.100.9', when)).join('\n'));
    await house.settled();
    await house.detection.stop();
    await house.ingest('web', at.slice(12, 16).map((when) => failed('trent', '198.51.100.9', when)).join('\n'));
    await house.ingest('web', at.slice(16).map((when) => failed('trent', '198.51.100.9', when)).join('\n'));
    await house.detection.start();
    await house.settled();
    expect(await alertsOf('user:trent')).toMatchObject([{ evidence: { count: 20, accounts: [{ value: 'trent', count: 20 }] } }]);
  });
});

test('accounts are alerted whatever they are called, and the query of each alert shows its events and nothing else', async () => {
  const names = [
    'x" OR user:* "', String.raw`back\slash\\`, "o'brien; DROP TABLE events", '=cmd|calc', '<script>alert(1)</script>', 'späť\u202egnp.exe', 'a\u0000b', 'y'.repeat(300),
  ];
  const before = new Set((await allAlerts()).map(({ id }) => id));
  await house.ingest('web', names.flatMap((name) => times(20).map((when) => failed(name, '192.0.2.66', when))).join('\n'));
  await house.settled();
  const alerts = (await allAlerts()).filter(({ id }) => !before.has(id));
  expect(alerts).toHaveLength(names.length);
  for (const { evidence } of alerts) {
    expect(evidence?.count).toBe(20);
    const { query = '', from = '', to = '', events = [] } = evidence ?? {};
    const condition = compileQuery(parseQuery(query), { sources: 'all', from: Date.parse(from), to: Date.parse(to) });
    const shown = await house.kernel.events.rows<{ event: string }>({ sql: `SELECT lower(hex(id)) AS event FROM events WHERE ${condition.sql}`, params: condition.params });
    expect(shown.map(({ event }) => event).sort()).toEqual(events.toSorted());
  }
});

describe.skipIf(!hasShared)('real logs', () => {
  const stream = (name: string) => gunzipSync(readShared(`logs/attack-streams/${name}`));

  test('OpenSSH under brute force: root and admin are alerted with their addresses, and nothing else', async () => {
    const before = new Set((await allAlerts()).map(({ id }) => id));
    await house.ingest('labsz', stream('loghub-openssh-2k.log.gz'));
    await house.settled();
    const alerts = (await allAlerts()).filter(({ id }) => !before.has(id));
    expect(alerts.map(({ group }) => group).sort()).toEqual(['user:admin', 'user:root']);
    const root = alerts.find(({ group }) => group === 'user:root');
    expect(root?.evidence?.addresses[0]).toEqual({ value: '183.62.140.253', count: 276 });
    expect(alerts.find(({ group }) => group === 'user:admin')?.evidence?.addresses.map(({ value }) => value)).toContain('185.190.58.151');
  });

  test('an attack that fails no sign-in raises nothing', async () => {
    const before = (await allAlerts()).length;
    const { json } = await house.ingest('cloudtrail', stream('cloudtrail-stratus-red-team.jsonl.gz'));
    expect(json).toMatchObject({ stored: 2_900 });
    await house.settled();
    expect((await allAlerts()).length).toBe(before);
  });
});

test('sign-in health counts by hour, and who fails most with their successes', async () => {
  const hour = new Date(Date.UTC(2026, 0, 5, 10));
  const at = (minutes: number) => new Date(hour.getTime() + minutes * 60_000);
  await house.ingest('clinic', [failed('heidi', '203.0.113.50', at(5)), failed('heidi', '203.0.113.50', at(70)), failed('ivan', '203.0.113.51', at(71)), accepted('heidi', '203.0.113.50', at(72))].join('\n'));
  await house.settled();
  expect(await get<SignInHealth>('/api/v1/sign-ins/health?from=2026-01-05T10:00:00Z&to=2026-01-05T13:00:00Z')).toEqual({
    from: '2026-01-05T10:00:00.000Z',
    to: '2026-01-05T13:00:00.000Z',
    hours: [{ at: '2026-01-05T10:00:00.000Z', success: 0, failure: 1 }, { at: '2026-01-05T11:00:00.000Z', success: 1, failure: 2 }, { at: '2026-01-05T12:00:00.000Z', success: 0, failure: 0 }],
    accounts: [{ value: 'heidi', failure: 2, success: 1 }, { value: 'ivan', failure: 1, success: 0 }],
    addresses: [{ value: '203.0.113.50', failure: 2, success: 1 }, { value: '203.0.113.51', failure: 1, success: 0 }],
  });
  expect(await house.api('GET', '/api/v1/sign-ins/health?from=2026-01-05T10:00:00Z&to=2026-03-05T10:00:00Z')).toMatchObject({ status: 400 });
});

describe('successful sign-ins', () => {
  test('are expected of whom they are known to be of, and reviewed where they are not', async () => {
    const made = await house.api('POST', '/api/v1/identities', {
      kind: 'person', name: 'Alice Doe', accounts: ['Alice'], departedAt: null, hours: null, networks: ['10.0.0.0/8'],
    });
    expect(made).toMatchObject({ status: 201, json: { name: 'Alice Doe', accounts: ['Alice'], origin: 'manual' } });
    const now = Date.now() - 60_000;
    await house.ingest('web', [
      accepted('alice', '10.1.2.3', new Date(now)),
      accepted('alice', '192.0.2.10', new Date(now + 1_000)),
      accepted('stranger', '192.0.2.10', new Date(now + 2_000)),
    ].join('\n'));
    const [stranger] = await eventually(() => signInsOf('stranger'), ({ length }) => length > 0);
    expect(stranger).toMatchObject({ expected: false, identity: null, reasons: [{ reason: 'unknown-account' }], product: 'sshd', means: 'publickey', review: null });
    expect(await signInsOf('alice')).toMatchObject([
      { expected: true, identity: { name: 'Alice Doe' }, network: '192.0.2.0/24' },
      { expected: true, identity: { name: 'Alice Doe' }, network: '10.1.2.0/24' },
    ]);

    const alerted = await house.api('POST', `/api/v1/sign-ins/${stranger?.id}/review`, { verdict: 'alerted', note: 'who is this?' });
    expect(alerted).toMatchObject({ status: 200, json: { review: { verdict: 'alerted', note: 'who is this?' } } });
    const [alert] = await eventually(() => alertsOf('user:stranger'), ({ length }) => length > 0);
    expect(alert).toMatchObject({ detection: 'signin.unexpected', evidence: { events: [stranger?.id], threshold: expect.stringContaining('who is this?') } });
  });

  test('of somebody who left are not expected; a confirmed network is known from then on', async () => {
    const csv = 'name,accounts,departed\nBob,bob,\nCarol,carol,2020-01-01\n=evil,mallory,\n';
    expect(await house.api('POST', '/api/v1/identities/import', csv)).toMatchObject({
      status: 200, json: { created: 2, updated: 0, unchanged: 0, rejected: [{ line: 4, reason: expect.stringContaining('spreadsheet') }] },
    });
    expect(await house.api('POST', '/api/v1/identities/import', csv)).toMatchObject({ json: { created: 0, unchanged: 2 } });

    const now = Date.now() - 60_000;
    const networks = [1, 2, 3, 4, 5, 6, 6].map((net, at) => accepted('bob', `198.18.${net}.1`, new Date(now + at * 1_000)));
    await house.ingest('web', [...networks.slice(0, 6), accepted('carol', '10.0.0.1', new Date(now))].join('\n'));
    const [carol] = await eventually(() => signInsOf('carol'), ({ length }) => length > 0);
    expect(carol).toMatchObject({ expected: false, reasons: [{ reason: 'departed' }, { reason: 'new-network' }] });
    const [sixth] = await signInsOf('bob');
    expect(sixth).toMatchObject({ expected: false, network: '198.18.6.0/24', reasons: [{ reason: 'new-network' }] });

    await house.api('POST', `/api/v1/sign-ins/${sixth?.id}/review`, { verdict: 'confirmed' });
    await house.ingest('web', networks[6] ?? '');
    const [again] = await eventually(() => signInsOf('bob'), ({ length }) => length === 7);
    expect(again).toMatchObject({ expected: true });
  });

  test('are judged with the failures before them in mind', async () => {
    await house.api('POST', '/api/v1/identities', { kind: 'person', name: 'Dave', accounts: ['dave'], departedAt: null, hours: null, networks: [] });
    const at = times(7);
    await house.ingest('web', [...at.slice(0, 5).map((when) => failed('dave', '203.0.113.77', when)), accepted('dave', '203.0.113.77', at[6] ?? new Date())].join('\n'));
    const [dave] = await eventually(() => signInsOf('dave'), ({ length }) => length > 0);
    expect(dave).toMatchObject({ expected: false, reasons: [{ reason: 'after-failures' }, { reason: 'new-network' }] });
  });

  test('an account belongs to one identity', async () => {
    const eve = { kind: 'person', name: 'Eve', accounts: ['eve', 'ALICE'], departedAt: null, hours: null, networks: [] };
    expect(await house.api('POST', '/api/v1/identities', eve)).toMatchObject({ status: 409, json: { title: expect.stringContaining('ALICE') } });
    const { items } = await get<Page<Identity>>('/api/v1/identities?search=doe');
    expect(items).toMatchObject([{ name: 'Alice Doe' }]);
    const id = items[0]?.id ?? '';
    expect(await house.api('PUT', `/api/v1/identities/${id}`, { ...items[0], accounts: ['alice', 'a.doe'] })).toMatchObject({ status: 200, json: { accounts: ['alice', 'a.doe'] } });
    expect(await house.api('DELETE', `/api/v1/identities/${id}`)).toMatchObject({ status: 204 });
    expect(await house.api('POST', '/api/v1/identities', eve)).toMatchObject({ status: 201 });
  });

  test('are not shown to who may not read them', async () => {
    const token = await house.api('POST', '/api/v1/tokens', { name: 'narrow', scopes: ['events.read'] });
    const { secret } = token.json as { secret: string };
    expect(await house.api('GET', '/api/v1/sign-ins', undefined, secret)).toMatchObject({ status: 403 });
    expect(await house.api('GET', '/api/v1/identities', undefined, secret)).toMatchObject({ status: 403 });
  });
});

describe('in a terminal', () => {
  async function glacis(...args: string[]): Promise<string> {
    let said = '';
    const out = vi.spyOn(process.stdout, 'write').mockImplementation((part) => ((said += String(part)), true));
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    vi.stubEnv('GLACIS_URL', house.url);
    vi.stubEnv('GLACIS_TOKEN', house.owner);
    const program = new Command().exitOverride();
    for (const command of [alertCommands, signInCommands, identityCommands]) command(program);
    try {
      await program.parseAsync(args, { from: 'user' });
    } finally {
      out.mockRestore();
      err.mockRestore();
      vi.unstubAllEnvs();
    }
    return said;
  }

  test('alerts are listed, shown and handled', async () => {
    const [alert] = await alertsOf('user:mallory');
    const id = alert?.id ?? '';
    expect(await glacis('alerts', 'list', '--group', 'user:mallory')).toMatch(new RegExp(`critical +open +${id} +Spike of failed sign-ins to mallory`));
    expect(await glacis('alerts', 'show', id)).toMatch(/addresses +198\.51\.100\.7 \(19\), 198\.51\.100\.8 \(1\)/);
    await glacis('alerts', 'ack', id, '--note', 'I look');
    expect(JSON.parse(await glacis('alerts', 'resolve', id, '--json'))).toMatchObject({ state: 'resolved', note: 'I look' });
    expect(await glacis('alerts', 'list', '--state', 'resolved')).toContain(id);
  });

  test('identities are imported, sign-ins listed and reviewed', async () => {
    const file = join(house.kernel.config.data, 'people.csv');
    writeFileSync(file, 'name,accounts\nFrank,frank\n,nobody\n');
    expect(await glacis('identities', 'import', file)).toBe('1 added, 0 changed, 0 as they were, 1 refused\n');
    expect(process.exitCode).toBe(1);
    process.exitCode = 0;
    expect(await glacis('identities', 'list')).toMatch(/Frank +person +csv +frank/);
    const [frank] = await ingested('frank', accepted('frank', '192.0.2.200', new Date(), 'password'));
    expect(await glacis('sign-ins', 'list', '--account', 'frank')).toMatch(/frank +Frank +sshd +web1 +192\.0\.2\.200 +[0-9a-f]{32} +expected/);
    await glacis('sign-ins', 'review', frank?.id ?? '', '--verdict', 'confirmed');
    expect(await signInsOf('frank')).toMatchObject([{ review: { verdict: 'confirmed' } }]);
  });

  async function ingested(account: string, line: string): Promise<SignIn[]> {
    await house.ingest('web', line);
    return eventually(() => signInsOf(account), ({ length }) => length > 0);
  }
});
