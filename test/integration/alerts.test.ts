import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Alert, AlertDetail } from '../../src/alerts/contract.ts';
import { createAlerts } from '../../src/alerts/index.ts';
import { alerts as alertRows } from '../../src/alerts/tables.ts';
import { createDelivery } from '../../src/delivery/index.ts';
import { deliveries } from '../../src/delivery/tables.ts';
import type { Finding } from '../../src/detection/contract.ts';
import { detectionFound } from '../../src/detection/index.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import { inTransaction } from '../../src/kernel/database/index.ts';
import { createApi, type Api } from '../../src/kernel/http/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { systemPrincipal, type Principal } from '../../src/kernel/principal.ts';
import { sourceRecovered, sourceTrouble } from '../../src/logs/index.ts';
import { testDatabase } from '../support/database.ts';
import { testLog } from '../support/engines.ts';

const NOON = Date.UTC(2026, 5, 1, 12);
const clock = manualClock(NOON);
const time = (minute: number) => new Date(NOON + minute * 60_000).toISOString();

let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Kernel;
let app: Api;
let caller: Principal;
let house: ReturnType<typeof createAlerts>;

beforeAll(async () => {
  database = await testDatabase();
  kernel = await database.kernel({ clock });
  const delivery = createDelivery(kernel);
  house = createAlerts(kernel, { delivery });
  await kernel.jobs.start({ work: true });
  app = await createApi({ log: testLog, version: '0', authenticate: () => Promise.resolve(caller), onRefused: () => {}, trustedProxies: [] });
  delivery.routes(app);
  house.routes(app);
  caller = systemPrincipal('test');
  await call('POST', '/api/v1/channels', { kind: 'webhook', name: 'pager', url: 'https://192.0.2.1/hook', minimum: 'medium' });
});
afterAll(async () => {
  await app.close();
  await database.stop();
});
beforeEach(async () => {
  caller = systemPrincipal('test');
  clock.set(NOON);
  await kernel.db.delete(alertRows);
  await kernel.db.delete(deliveries);
});

async function call(method: 'GET' | 'POST', url: string, payload?: object): Promise<{ status: number; json: unknown }> {
  const response = await app.inject({ method, url, ...(payload && { payload }) });
  return { status: response.statusCode, json: response.json() };
}
const list = async (query = '') => (await call('GET', `/api/v1/alerts?${query}`)).json as { items: Alert[]; next: string | null; total?: number };
const read = async (id: string) => (await call('GET', `/api/v1/alerts/${id}`)).json as AlertDetail;
const step = (id: string, name: string, note?: string) => call('POST', `/api/v1/alerts/${id}/${name}`, note === undefined ? {} : { note });
const told = async () => (await kernel.db.select().from(deliveries)).map(({ key }) => key).sort();

const finding = (changes: Partial<Finding> & { count?: number } = {}): Finding => {
  const { count = 20, ...rest } = changes;
  const found = { id: 'spike-1', detection: 'signin.account-spike', title: 'Spike of failed sign-ins to root', severity: 'high' as const, group: 'user:root', firstAt: time(0), lastAt: time(5), ...rest };
  const addresses = [{ value: '203.0.113.9', count }];
  return { ...found, evidence: { query: 'user:root', from: found.firstAt, to: found.lastAt, count, events: [], accounts: [], addresses, threshold: '', histogram: { intervalMs: 60_000, from: found.firstAt, counts: [count] } } };
};
const find = (...found: Finding[]) => inTransaction(kernel.db, (tx) => kernel.outbox.publish(tx, detectionFound, { findings: found }));
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 10_000, interval: 20 });

describe('a finding', () => {
  test('is one alert however often it is told, and channels hear of it once', async () => {
    await find(...Array.from({ length: 10 }, (_, at) => finding({ count: 20 + at, lastAt: time(5 + at) })));
    await eventually(async () => expect((await read('spike-1')).evidence?.count).toBe(29));
    const { items } = await list();
    expect(items).toMatchObject([{ id: 'spike-1', state: 'open', lastAt: time(14), acknowledgedBy: null, note: '' }]);
    expect(await told()).toEqual(['alert spike-1']);
  });

  test('that grows worse is told once more, with what made it worse', async () => {
    await find(finding());
    await eventually(async () => expect((await list()).items).toHaveLength(1));
    await find(finding({ severity: 'critical', title: 'and somebody came in' }));
    await eventually(async () => expect(await read('spike-1')).toMatchObject({ severity: 'critical', title: 'and somebody came in' }));
    expect(await told()).toEqual(['alert spike-1', 'alert spike-1 critical']);
    expect((await read('spike-1')).history.map(({ what }) => what)).toEqual(['raised', 'severity raised']);
  });

  test('that cannot be taken keeps no other that was told with it from becoming an alert', async () => {
    await expect(house.intake.takeAll([finding({ id: 'a' }), { ...finding({ id: 'b' }), lastAt: 'never' }, finding({ id: 'z' })])).rejects.toThrow('Invalid time');
    expect((await list()).items.map(({ id }) => id).sort()).toEqual(['a', 'z']);
  });

  test('below what a channel takes is not sent', async () => {
    await find(finding({ severity: 'low' }));
    await eventually(async () => expect((await list()).items).toHaveLength(1));
    expect(await told()).toEqual([]);
  });

  test('that goes on after it was resolved is open again; one that was only told late is not', async () => {
    await find(finding());
    await eventually(async () => expect((await list()).items).toHaveLength(1));
    clock.set(NOON + 10 * 60_000);
    await step('spike-1', 'resolve', 'blocked the address');
    await find(finding({ count: 25, lastAt: time(9) }));
    await eventually(async () => expect(await read('spike-1')).toMatchObject({ state: 'resolved', lastAt: time(9) }));
    await find(finding({ count: 30, lastAt: time(11) }));
    await eventually(async () => expect(await read('spike-1')).toMatchObject({ state: 'open', resolvedBy: null, note: 'blocked the address' }));
    expect((await read('spike-1')).history.map(({ what, by }) => `${what} by ${by}`)).toEqual(['raised by glacis', 'resolved by glacis test', 'reopened by glacis']);
    expect(await told()).toEqual(['alert spike-1']);
  });
});

describe('an alert', () => {
  test('is acknowledged, resolved and opened again, with notes, history and audit', async () => {
    await find(finding());
    await eventually(async () => expect((await list()).items).toHaveLength(1));
    expect(await step('spike-1', 'acknowledge', 'I look')).toMatchObject({ status: 200, json: { state: 'acknowledged', acknowledgedBy: 'glacis test', note: 'I look' } });
    expect(await step('spike-1', 'acknowledge')).toMatchObject({ status: 200, json: { state: 'acknowledged', note: 'I look' } });
    expect(await step('spike-1', 'resolve', 'done')).toMatchObject({ status: 200, json: { state: 'resolved', acknowledgedBy: 'glacis test', resolvedBy: 'glacis test' } });
    expect(await step('spike-1', 'acknowledge')).toMatchObject({ status: 409 });
    expect(await step('spike-1', 'reopen')).toMatchObject({ status: 200, json: { state: 'open', acknowledgedBy: null, resolvedBy: null } });
    expect((await read('spike-1')).history.map(({ what, note }) => [what, note])).toEqual([['raised', ''], ['acknowledged', 'I look'], ['resolved', 'done'], ['reopened', '']]);
    const { rows } = await kernel.database.pool.query("SELECT action FROM audit_log WHERE target_id = 'spike-1' ORDER BY seq");
    expect(rows.slice(-3).map(({ action }) => action)).toEqual(['alert.acknowledge', 'alert.resolve', 'alert.reopen']);
    expect(await step('no-such', 'resolve')).toMatchObject({ status: 404 });
  });

  test('is found by state, severity and group, page by page', async () => {
    await find(...Array.from({ length: 7 }, (_, at) => finding({ id: `a${at}`, severity: at < 3 ? 'high' : 'medium', group: at === 0 ? 'estate' : 'user:root' })));
    await eventually(async () => expect((await list('count=true')).total).toBe(7));
    await step('a1', 'acknowledge');
    expect((await list('state=open&severity=high')).items.map(({ id }) => id).sort()).toEqual(['a0', 'a2']);
    expect((await list('group=estate')).items.map(({ id }) => id)).toEqual(['a0']);
    expect((await call('GET', '/api/v1/alerts/summary')).json).toEqual({ open: 6, acknowledged: 1, bySeverity: { high: 2, medium: 4 } });
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page = await list(`limit=3${next === '' ? '' : `&cursor=${next}`}`);
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    expect(seen.sort()).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6']);
  });

  test('is handled only by who may, and seen only by who may see what it is about', async () => {
    await find(finding(), finding({ id: 'other', group: 'source:web' }));
    await eventually(async () => expect((await list()).items).toHaveLength(2));
    caller = { ...systemPrincipal('test'), permissions: new Set(['alerts.read'] as const) };
    expect(await step('spike-1', 'acknowledge')).toMatchObject({ status: 403 });
    caller = { ...systemPrincipal('test'), sources: ['web'] };
    expect((await list()).items.map(({ id }) => id)).toEqual(['other']);
    expect(await call('GET', '/api/v1/alerts/spike-1')).toMatchObject({ status: 404 });
    expect(await step('spike-1', 'resolve')).toMatchObject({ status: 404 });
    expect((await call('GET', '/api/v1/alerts/summary')).json).toMatchObject({ open: 1 });
  });
});

test('a source in trouble is an alert until it recovers', async () => {
  const trouble = { id: 'source-web-silent-1', source: 'web', kind: 'silent' as const, since: time(0), at: time(30), detail: 'No line for 30 minutes.' };
  await inTransaction(kernel.db, (tx) => kernel.outbox.publish(tx, sourceTrouble, trouble));
  await eventually(async () => expect((await list()).items).toMatchObject([{ detection: 'source.silent', group: 'source:web', state: 'open' }]));
  await inTransaction(kernel.db, (tx) => kernel.outbox.publish(tx, sourceRecovered, { id: trouble.id, source: 'web', kind: 'silent', at: time(40) }));
  await eventually(async () => expect((await list()).items).toMatchObject([{ state: 'resolved', resolvedBy: 'glacis' }]));
});
