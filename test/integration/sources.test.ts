import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { manualClock, systemClock } from '../../src/kernel/clock.ts';
import { errors } from '../../src/kernel/errors.ts';
import type { Outbox } from '../../src/kernel/outbox.ts';
import { tokens } from '../../src/identity/tables.ts';
import { systemPrincipal, type Principal } from '../../src/kernel/principal.ts';
import { auditLog, auditUnshipped } from '../../src/kernel/tables.ts';
import { Source, SourceCertificate, SourceToken } from '../../src/logs/contract.ts';
import type { SourceLedger } from '../../src/logs/ingest/index.ts';
import { ownLog } from '../../src/logs/receive/own-log.ts';
import { sourceRegistry } from '../../src/logs/sources/registry.ts';
import { retentionCheck } from '../../src/logs/sources/retention.ts';
import { sourceWatch } from '../../src/logs/sources/watch.ts';
import { EVENTS } from '../../src/logs/store/schema.ts';
import { deliveryOf } from '../support/deliveries.ts';
import { receivingServer, type Receiving } from '../support/receiving.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let glacis: Receiving;
let tests = 0;
const newName = () => `source-${(tests += 1)}`;

beforeAll(async () => {
  glacis = await receivingServer();
});
afterAll(() => glacis.stop());

const api = (method: string, path: string, body?: unknown, token?: string) => glacis.api(method, `/api/v1/sources${path}`, body, token);
async function create(settings: object = {}): Promise<string> {
  const name = newName();
  expect(await api('POST', '', { name, ...settings })).toMatchObject({ status: 201, json: { name, state: 'new' } });
  return name;
}
const tokenFor = async (name: string) => SourceToken.parse((await api('POST', `/${name}/tokens`, {})).json);
const read = async (name: string) => Source.parse((await api('GET', `/${name}`)).json);

describe('the registry', () => {
  test('has what Glacis needs from the first start', async () => {
    const { json } = await api('GET', '?limit=500');
    const { items } = z.object({ items: z.array(Source), next: z.null() }).parse(json);
    expect(items.map(({ name }) => name)).toEqual(expect.arrayContaining(['glacis', 'quarantine', 'syslog']));
    for (const name of ['glacis', 'quarantine', 'syslog']) expect((await api('DELETE', `/${name}?force=true`)).status).toBe(409);
  });

  test('changes what is named and leaves the rest', async () => {
    const name = await create({ description: 'web', retentionDays: 30, silentAfterMinutes: 10, senders: [{ by: 'network', cidr: '10.9.0.0/16' }] });
    expect(await api('PATCH', `/${name}`, { retentionDays: 7 })).toMatchObject({ status: 200 });
    expect(await read(name)).toMatchObject({ description: 'web', retentionDays: 7, silentAfterMinutes: 10, senders: [{ by: 'network', cidr: '10.9.0.0/16' }] });
    const [entry] = await glacis.kernel.db.select().from(auditLog).where(eq(auditLog.targetId, name)).orderBy(auditLog.seq).offset(1);
    expect(entry).toMatchObject({ action: 'source.update', outcome: 'success', detail: { before: { retentionDays: 30 }, after: { retentionDays: 7 } } });
  });

  test.for<[string, object, number]>([
    ['a name that could be a path', { name: '../etc' }, 400],
    ['a name in capitals', { name: 'Web' }, 400],
    ['a format that there is not', { format: 'nonsense' }, 400],
    ['a zone that there is not', { timeZone: 'Mars/Olympus' }, 400],
    ['a network that is none', { senders: [{ by: 'network', cidr: '10.0.0.0/99' }] }, 400],
    ['the same sender twice', { senders: [{ by: 'network', cidr: '10.8.0.0/16' }, { by: 'network', cidr: '10.8.1.2/16' }] }, 400],
    ['a retention without end', { retentionDays: 100_000 }, 400],
    ['a name that is taken', { name: 'syslog' }, 409],
  ])('refuses %s', async ([, settings, status]) => {
    const answer = await api('POST', '', { name: newName(), ...settings });
    expect(answer.status).toBe(status);
  });

  test('a sender belongs to one source', async () => {
    const [first, second] = [await create({ senders: [{ by: 'network', cidr: '10.7.0.0/16' }] }), await create()];
    const taken = await api('PATCH', `/${second}`, { senders: [{ by: 'network', cidr: '10.7.3.4/16' }] });
    expect(taken).toMatchObject({ status: 409, json: { title: expect.stringContaining(first) as string } });
    expect((await api('PATCH', '/quarantine', { senders: [{ by: 'network', cidr: '10.6.0.0/16' }] })).status).toBe(409);
    expect((await api('PATCH', `/${first}`, { senders: [] })).status).toBe(200);
    expect((await api('PATCH', `/${second}`, { senders: [{ by: 'network', cidr: '10.7.0.0/16' }] })).status).toBe(200);
  });

  test('a certificate is told once and makes its sender known', async () => {
    const name = await create();
    const { fingerprint, key, ca, notAfter } = SourceCertificate.parse((await api('POST', `/${name}/certificates`)).json);
    expect(key).toContain('PRIVATE KEY');
    expect(ca).toContain('CERTIFICATE');
    expect(Date.parse(notAfter)).toBeGreaterThan(Date.now() + 600 * DAY);
    expect((await read(name)).senders).toEqual([{ by: 'certificate', fingerprint }]);
    const told = await glacis.kernel.db.select().from(auditLog).where(eq(auditLog.targetId, name));
    expect(JSON.stringify(told)).not.toContain('PRIVATE KEY');
  });

  test('one without events is deleted; one with events goes by force, and its tokens with it', async () => {
    const [empty, used] = [await create(), await create()];
    expect((await api('DELETE', `/${empty}`)).status).toBe(204);
    expect((await api('GET', `/${empty}`)).status).toBe(404);

    const { token } = await tokenFor(used);
    const send = () => glacis.ingest(`source=${used}`, `line ${Math.random()}\n`, { authorization: token });
    expect((await send()).status).toBe(200);
    await glacis.settled(used);
    expect(await api('DELETE', `/${used}`)).toMatchObject({ status: 409, json: { title: expect.stringContaining('has events') as string } });
    expect((await api('DELETE', `/${used}?force=true`)).status).toBe(204);
    expect((await api('GET', `/${used}`)).status).toBe(404);
    expect((await send()).status).toBe(401);
    expect(await glacis.stored(used)).toHaveLength(1);
    expect((await api('POST', '', { name: used })).status).toBe(201);
    expect((await read(used)).ledger.stored).toBe(1);
  });

  test('is not deleted without its tokens: one that came back would take what they send', async () => {
    const name = await create();
    const { id } = await tokenFor(name);
    await glacis.kernel.db.update(tokens).set({ scopes: ['owner'] }).where(eq(tokens.id, id));
    const somebody: Principal = { ...systemPrincipal('test'), permissions: new Set(['sources.write']) };
    await expect(glacis.logs.sources.remove(name, { force: true, by: somebody })).rejects.toMatchObject({ code: 'forbidden' });
    expect((await read(name)).name).toBe(name);
  });

  test('nobody shortens or blurs what Glacis says of itself, or says it for another source', async () => {
    const { format, retentionDays } = await read('glacis');
    for (const changes of [{ retentionDays: 1 }, { format: 'json' }, { format: null }]) expect((await api('PATCH', '/glacis', changes)).status).toBe(409);
    expect(await api('PATCH', '/glacis', { format, retentionDays, description: 'Our own' })).toMatchObject({ status: 200, json: { description: 'Our own' } });
    expect(await api('POST', '', { name: newName(), format: 'glacis-audit' })).toMatchObject({ status: 400, json: { title: expect.stringContaining('no format') as string } });
    const name = await create();
    expect((await api('PATCH', `/${name}`, { format: 'glacis-audit' })).status).toBe(400);
    expect((await glacis.ingest(`source=${name}&format=glacis-audit`, '{}')).status).toBe(400);
  });

  test('who may not write events is given neither a token nor a certificate to do so', async () => {
    const name = await create();
    const somebody: Principal = { ...systemPrincipal('test'), permissions: new Set(['sources.read', 'sources.write']) };
    await expect(glacis.logs.sources.token(name, {}, somebody)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(glacis.logs.sources.certificate(name, somebody)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await read(name)).senders).toEqual([]);
  });

  test('who may not see a source is told that there is none', async () => {
    const [mine, other] = [await create(), await create()];
    const somebody: Principal = { ...systemPrincipal('test'), kind: 'person', permissions: new Set(['sources.read', 'sources.write']), sources: [mine] };
    const { sources } = glacis.logs;
    expect((await sources.list({ limit: 10 }, somebody)).map(({ name }) => name)).toEqual([mine]);
    const notFound = errors.notFound({ what: 'source' }).message;
    await expect(sources.read(other, somebody)).rejects.toThrow(notFound);
    await expect(sources.change(other, { description: 'x' }, somebody)).rejects.toThrow(notFound);
    await expect(sources.remove(other, { force: true, by: somebody })).rejects.toThrow(notFound);
    await expect(sources.certificate(other, somebody)).rejects.toThrow(notFound);
    await expect(sources.writable(other, somebody)).rejects.toThrow(notFound);
  });

  test('every server hears of a change', async () => {
    const elsewhere = sourceRegistry(glacis.kernel);
    await elsewhere.start();
    const name = await create({ senders: [{ by: 'network', cidr: '192.0.2.0/24' }] });
    await expect.poll(() => elsewhere.sourceOf({ transport: 'tcp', address: '192.0.2.9' }).name).toBe(name);
    await api('PATCH', `/${name}`, { retentionDays: 5 });
    await expect.poll(() => elsewhere.find(name)?.retentionDays).toBe(5);
    await api('DELETE', `/${name}`);
    await expect.poll(() => elsewhere.sourceOf({ transport: 'tcp', address: '192.0.2.9' }).name).toBe('quarantine');
    await elsewhere.stop();
  });
});

test('a source in trouble is told of once, and once more when it is well again', async () => {
  const [silent, failing, quiet] = [await create({ silentAfterMinutes: 15 }), await create({ unparsedShare: 0.2 }), await create()];
  const start = Date.now();
  const clock = manualClock(start);
  const told: string[] = [];
  const outbox: Pick<Outbox, 'publish'> = {
    async publish(_tx, { name }, data) {
      const { id, source, kind } = z.object({ id: z.string(), source: z.string(), kind: z.string() }).parse(data);
      expect(id).toContain(source);
      if ([silent, failing, quiet].includes(source)) told.push(`${name} ${kind} ${source}`);
    },
  };
  const figures = (changes: Partial<SourceLedger['ledger']>, lastSeen: number): SourceLedger => ({
    ledger: { received: 0, stored: 0, duplicate: 0, rejected: {}, unparsed: 0, waiting: 0, ...changes }, lastSeen, lagMs: 0, lastPeer: null, hourly: [], kinds: [],
  });
  const ledgers = new Map([[silent, figures({}, start)], [failing, figures({ stored: 100 }, start)], [quiet, figures({}, 0)]]);
  const registry = sourceRegistry(glacis.kernel);
  const ledger = { all: async () => ledgers, of: async (name: string) => ledgers.get(name) ?? figures({}, start) };
  const look = sourceWatch({ ...glacis.kernel, clock, outbox: { ...glacis.kernel.outbox, ...outbox } }, { registry, ledger });
  const lookFor = async (minutes: number) => {
    for (let i = 0; i < minutes; i += 1) {
      clock.advance(MINUTE);
      await look();
    }
    return told.splice(0);
  };

  expect(await lookFor(14)).toEqual([]);
  expect(await lookFor(1)).toEqual([`logs.source-trouble silent ${silent}`]);
  expect((await read(silent)).state).toBe('silent');
  ledgers.set(failing, figures({ stored: 150, unparsed: 20 }, clock.now()));
  expect(await lookFor(3)).toEqual([`logs.source-trouble failing ${failing}`]);
  expect((await read(failing)).state).toBe('failing');

  ledgers.set(silent, figures({ stored: 1 }, clock.now()));
  expect(await lookFor(1)).toEqual([`logs.source-recovered silent ${silent}`]);
  expect(await lookFor(12)).toEqual([`logs.source-recovered failing ${failing}`]);
  expect((await read(failing)).state).not.toBe('failing');
});

describe('retention', () => {
  const receive = async (source: string, retentionDays: number, daysAgo = 0) =>
    glacis.logs.intake.accept(deliveryOf([`kept for ${retentionDays} days`], { source, retentionDays, receivedAt: Date.now() - daysAgo * DAY }));

  test('whole days after the day of receipt, what it promised to keep for less is dropped, and nothing else', async () => {
    const name = await create();
    for (const days of [1, 2, 30]) await receive(name, days);
    await expect.poll(async () => (await glacis.stored(name)).length, { timeout: 20_000 }).toBe(3);
    const clock = manualClock((Math.floor(Date.now() / DAY) + 2) * DAY - 1);
    const check = retentionCheck({ ...glacis.kernel, clock });
    expect(await check()).toEqual([]);
    clock.advance(1);
    expect(await check()).toMatchObject([{ retention: 1, rows: 1 }]);
    expect((await glacis.stored(name)).toSorted()).toEqual(['kept for 2 days', 'kept for 30 days']);
    clock.advance(20 * DAY);
    expect((await check()).map(({ retention }) => retention)).toEqual([2]);
    expect(await glacis.stored(name)).toEqual(['kept for 30 days']);
  });

  test('a line that waited for longer than that holds up none behind it', async () => {
    const name = await create();
    await receive(name, 1, 5);
    await receive(name, 30, 5);
    await expect.poll(async () => (await glacis.logs.ledger.of(name)).ledger, { timeout: 20_000 }).toMatchObject({ received: 2, stored: 2, waiting: 0 });
    expect(await glacis.stored(name)).toEqual(['kept for 30 days']);
  });
});

describe("Glacis's own log", () => {
  test('becomes events of the source glacis, each once, within a second or so', async () => {
    const name = await create();
    const start = performance.now();
    const events = () => glacis.kernel.events.rows<{ action: string; actor: string; format: string }>({
      sql: `SELECT action, actor, format FROM ${EVENTS} WHERE source = 'glacis' AND has(mapValues(attributes), {name:String}) OR source = 'glacis' AND position(raw, {name:String}) > 0`,
      params: { name },
    });
    await expect.poll(events, { timeout: 10_000 }).toEqual([{ action: 'source.create', actor: expect.any(String) as string, format: 'glacis-audit' }]);
    expect(performance.now() - start).toBeLessThan(8_000);
    expect((await read('glacis')).ledger.duplicate).toBe(0);
  });

  test('is shipped by one server at a time, and by the next when that one dies before it could say so', async () => {
    const accepted: string[] = [];
    const first = ownLog({ ...glacis.kernel, serverId: 'other' }, {
      source: () => ({ name: 'glacis', format: 'glacis-audit', timeZone: 'UTC', retentionDays: 365 }),
      reception: { accept: async ({ place }) => { accepted.push(JSON.stringify(place)); return { received: 1, stored: 1, duplicate: 0 }; }, reject: () => {} },
    });
    first.start();
    await systemClock.sleep(300);
    expect(accepted).toEqual([]);
    await first.stop();
    // Entries that were stored and not yet marked so are shipped again, and stored once.
    const seqs = await glacis.kernel.db.select({ seq: auditLog.seq }).from(auditLog).orderBy(auditLog.seq).limit(3);
    const before = (await glacis.settled('glacis')).ledger;
    await glacis.kernel.db.insert(auditUnshipped).values(seqs);
    await expect.poll(async () => (await glacis.logs.ledger.of('glacis')).ledger.duplicate, { timeout: 10_000 }).toBe(before.duplicate + 3);
    expect((await glacis.kernel.db.select().from(auditUnshipped)).length).toBe(0);
  });
});
