import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from 'drizzle-orm';
import { readSignIns, signInsOf } from '../../src/detection/batch-sign-ins.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { errors } from '../../src/kernel/errors.ts';
import type { EventStore } from '../../src/kernel/eventstore/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { uuidv7 } from '../../src/kernel/ids.ts';
import { createIngest, type Ingest, type JournalEntry } from '../../src/logs/ingest/index.ts';
import { forgetReceipts } from '../../src/logs/ingest/receipts.ts';
import { readBatches, type Condition } from '../../src/logs/store/rows.ts';
import { EVENTS, eventTables } from '../../src/logs/store/schema.ts';
import type { EventRow } from '../../src/logs/ocsf/event.ts';
import { deliveryOf } from '../support/deliveries.ts';
import { privateDirectory, testEngines, type TestEngines } from '../support/engines.ts';
import { testKernel } from '../support/kernel.ts';

const DAY = 86_400_000;

let engines: TestEngines;
let kernel: Kernel & { close(): Promise<void> };
const opened: (() => Promise<void>)[] = [];
/** Every test has a source of its own. */
let source: string;
let tests = 0;

beforeAll(async () => {
  engines = await testEngines();
  kernel = await testKernel(engines, { tables: eventTables });
});
afterAll(async () => {
  await kernel.close();
  await engines.stop();
});
beforeEach(() => {
  source = `source-${(tests += 1)}`;
});
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

/** A server with a spool and a name of its own; more than one share the stores. */
function server({ spoolBytes = 1e9, data, serverId = uuidv7(), events = kernel.events }: { spoolBytes?: number; data?: string; serverId?: string; events?: EventStore } = {}): Ingest {
  const directory = data === undefined ? privateDirectory('ingest') : { path: data, remove: () => {} };
  const jobs = { ...kernel.jobs, every: () => {} };
  const ingest = createIngest({ ...kernel, jobs, events, serverId, config: { ...kernel.config, data: directory.path, spoolBytes } });
  opened.push(async () => {
    await ingest.stop();
    directory.remove();
  });
  return ingest;
}

async function until(condition: () => boolean | Promise<boolean>, ms = 20_000): Promise<void> {
  for (const end = Date.now() + ms; !(await condition()); ) {
    if (Date.now() > end) throw new Error(`not within ${ms} ms`);
    await systemClock.sleep(10);
  }
}

const drained = (ingest: Ingest) => until(() => ingest.waiting().lines === 0);
/** Until the others have told what no longer waits with them, a second later. */
const told = (ingest: Ingest) => until(async () => (await ledgerOf(ingest)).waiting === 0);
const stored = (from = source) => kernel.events.rows<{ raw: string; id: string }>({
  sql: `SELECT raw, lower(hex(id)) AS id FROM ${EVENTS} WHERE source = {source:String} ORDER BY batch, position`, params: { source: from },
});
const ledgerOf = async (ingest: Ingest) => (await ingest.ledger.of(source)).ledger;

async function read(batch: number, where?: Condition): Promise<EventRow[]> {
  const found: EventRow[] = [];
  for await (const rows of readBatches(kernel.events, [batch], where ? { where } : {})) found.push(...rows);
  return found;
}

/** The event store with faults of our making. */
function faulty(insert: (next: () => Promise<void>) => Promise<void>): EventStore {
  return { ...kernel.events, insert: (what) => insert(() => kernel.events.insert(what)) };
}

describe('ingest', () => {
  test('stores every line byte for byte, normalized, and the ledger balances', async () => {
    const ingest = server();
    ingest.start();
    const lines = ['Dec 10 06:55:48 LabSZ sshd[24200]: Failed password for root from 203.0.113.9 port 38926 ssh2', 'Ünïcode', '  spaces kept \t', Buffer.from([0x41, 0xff, 0x00, 0x0d, 0x42])];
    expect(await ingest.accept(deliveryOf(lines, { source }))).toEqual({ received: 4, stored: 4, duplicate: 0 });
    ingest.reject(source, 'line too long', 2);
    await drained(ingest);
    await until(async () => (await ledgerOf(ingest)).received === 6);
    expect(await ledgerOf(ingest)).toEqual({ received: 6, stored: 4, duplicate: 0, rejected: { 'line too long': 2 }, unparsed: 3, waiting: 0 });

    const { batch } = (await kernel.db.execute<{ batch: string }>(sql`SELECT batch FROM journal WHERE ${source} = ANY (sources)`)).rows[0] ?? { batch: '0' };
    const rows = await read(Number(batch));
    expect(rows.map((row) => (row.rawBase64 === undefined ? row.raw : Buffer.from(row.rawBase64, 'base64')))).toEqual(lines);
    expect(rows[0]).toMatchObject({ position: 0, source, format: 'sshd', classUid: 3002, statusId: 2, user: 'root', srcIp: '203.0.113.9' });
    expect(new Set(rows.map((row) => row.id)).size).toBe(4);
    const failures = await read(Number(batch), { sql: 'user = {u:String}', params: { u: 'root' } });
    expect(failures).toEqual([rows[0]]);
  });

  test('a retry is a duplicate, in the answer and in the ledger; other lines under the same key are stored', async () => {
    const ingest = server();
    ingest.start();
    expect(await ingest.accept(deliveryOf(['a', 'a'], { source, key: 'k' }))).toMatchObject({ stored: 2 });
    expect(await ingest.accept(deliveryOf(['a', 'a'], { source, key: 'k' }))).toMatchObject({ stored: 0, duplicate: 2 });
    expect(await ingest.accept(deliveryOf(['b'], { source, key: 'k' }))).toMatchObject({ stored: 1 });
    await drained(ingest);
    // A process that never heard of it asks the database.
    expect(await server().accept(deliveryOf(['a', 'a'], { source, key: 'k' }))).toMatchObject({ stored: 0, duplicate: 2 });
    expect((await stored()).map((row) => row.raw)).toEqual(['a', 'a', 'b']);
    expect(await ledgerOf(ingest)).toMatchObject({ received: 5, stored: 3, duplicate: 2, waiting: 0 });
  });

  test('the same body within ten minutes is a retry, later it is new', async () => {
    const ingest = server();
    ingest.start();
    const now = Date.now();
    for (const ago of [25 * 60_000, 20 * 60_000, 0]) {
      await ingest.accept(deliveryOf(['same'], { source, place: { kind: 'body' }, receivedAt: now - ago }));
    }
    await drained(ingest);
    expect(new Set((await stored()).map((row) => row.id)).size).toBe(2);
    expect(await ledgerOf(ingest)).toMatchObject({ received: 3, stored: 2, duplicate: 1 });
  });

  test('a delivery retried to another server while the first still has it in its spool is stored once', async () => {
    const [first, second] = [server(), server()];
    await first.accept(deliveryOf(['x', 'y'], { source, key: 'k' }));
    await first.accept(deliveryOf(['only here'], { source, key: 'l' }));
    await second.accept(deliveryOf(['x', 'y'], { source, key: 'k' }));
    second.start();
    await drained(second);
    first.start();
    await drained(first);
    expect((await stored()).map((row) => row.raw)).toEqual(['x', 'y', 'only here']);
    await told(first);
    expect(await ledgerOf(first)).toMatchObject({ received: 5, stored: 3, duplicate: 2, waiting: 0 });
  });

  test('two servers that claim the same deliveries at once store each once, and the journal has no gaps', async () => {
    const servers = [server(), server(), server()];
    const from = await kernel.db.execute<{ seq: string }>(sql`SELECT coalesce(max(seq), 0) AS seq FROM journal`).then(({ rows }) => Number(rows[0]?.seq));
    const stop = new AbortController();
    const seen: JournalEntry[] = [];
    const following = (async () => {
      for await (const entries of servers[0]!.journal.follow(from, stop.signal)) seen.push(...entries);
    })();
    servers.forEach((ingest) => ingest.start());
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(servers.flatMap((ingest) => ['a', 'b', 'c'].map((key) => ingest.accept(deliveryOf([`${round} ${key}`], { source, key: `${round} ${key}` })))));
      await systemClock.sleep(100);
    }
    for (const ingest of servers) await drained(ingest);
    await told(servers[0]!);
    expect((await stored()).map((row) => row.raw).sort()).toEqual([0, 1, 2, 3, 4].flatMap((round) => ['a', 'b', 'c'].map((key) => `${round} ${key}`)));
    // What waits is told to the other servers once a second.
    await until(async () => (await ledgerOf(servers[0]!)).waiting === 0);
    expect(await ledgerOf(servers[0]!)).toMatchObject({ received: 45, stored: 15, duplicate: 30, waiting: 0 });
    const position = await servers[0]!.journal.position();
    await until(() => seen.at(-1)?.seq === position);
    expect(seen.map((entry) => entry.seq)).toEqual(Array.from({ length: position - from }, (_, n) => from + n + 1));
    expect(seen.reduce((sum, entry) => sum + entry.lines, 0)).toBe(15);
    stop.abort();
    await following;
  });

  test('a follower hears of a commit at once', async () => {
    const ingest = server();
    ingest.start();
    const stop = new AbortController();
    const entries = ingest.journal.follow(await ingest.journal.position(), stop.signal);
    const heard = entries.next();
    await systemClock.sleep(200);
    await ingest.accept(deliveryOf(['news'], { source }));
    await drained(ingest);
    const committed = Date.now();
    expect((await heard).value).toMatchObject([{ sources: [source], lines: 1 }]);
    expect(Date.now() - committed).toBeLessThan(500);
    stop.abort();
    await entries.return();
  });

  test('while the event store is down lines wait in the spool until it is full; then they are refused; then all are stored', async () => {
    let down = true;
    const events = faulty((next) => (down ? Promise.reject(errors.unavailable({ what: 'It is down.' })) : next()));
    const ingest = server({ events, spoolBytes: 64 * 1024 });
    ingest.start();
    const sent: string[] = [];
    const send = async () => {
      const text = `${sent.length} ${'x'.repeat(4_000)}`;
      await ingest.accept(deliveryOf([text], { source }));
      sent.push(text);
    };
    const filling = async () => {
      for (;;) await send();
    };
    await expect(filling()).rejects.toMatchObject({ code: 'spool_full', status: 429 });
    expect(sent.length).toBeGreaterThan(10);
    expect(await ledgerOf(ingest)).toMatchObject({ stored: 0, waiting: sent.length });
    down = false;
    await drained(ingest);
    await send();
    await drained(ingest);
    expect((await stored()).map((row) => row.raw)).toEqual(sent);
    expect(await ledgerOf(ingest)).toMatchObject({ received: sent.length, stored: sent.length, waiting: 0 });
  });

  test('an insert whose answer was lost is not done twice, one that never arrived is repeated', async () => {
    let attempt = 0;
    const events = faulty(async (next) => {
      attempt += 1;
      if (attempt === 1) await next();
      if (attempt <= 2) throw errors.unavailable({ what: 'The connection was lost.' });
      await next();
    });
    const ingest = server({ events });
    ingest.start();
    await ingest.accept(deliveryOf(['first'], { source }));
    await drained(ingest);
    await ingest.accept(deliveryOf(['second'], { source }));
    await drained(ingest);
    expect((await stored()).map((row) => row.raw)).toEqual(['first', 'second']);
    expect(await ledgerOf(ingest)).toMatchObject({ received: 2, stored: 2, waiting: 0 });
    expect(attempt).toBe(3);
  });

  test('an engine that was killed and remembers an insert that it did not keep is found out', async () => {
    let attempt = 0;
    const ingest = server({
      events: faulty(async (next) => {
        attempt += 1;
        if (attempt === 1) throw errors.unavailable({ what: 'The connection was lost.' });
        if (attempt > 2) await next();
      }),
    });
    ingest.start();
    await ingest.accept(deliveryOf(['kept'], { source }));
    await drained(ingest);
    expect((await stored()).map((row) => row.raw)).toEqual(['kept']);
    expect(attempt).toBe(3);
  });

  test('a server that was killed after its claim goes on with it at its next start', async () => {
    const directory = privateDirectory('ingest');
    const serverId = uuidv7();
    let arrived: () => void = () => {};
    const inserting = new Promise<void>((resolve) => (arrived = resolve));
    const hangs = faulty(() => {
      arrived();
      return new Promise(() => {});
    });
    const killed = createIngest({ ...kernel, jobs: { ...kernel.jobs, every: () => {} }, events: hangs, serverId, config: { ...kernel.config, data: directory.path } });
    killed.start();
    await killed.accept(deliveryOf(['claimed'], { source, key: 'k' }));
    await inserting;
    await killed.accept(deliveryOf(['behind it'], { source, key: 'l' }));

    const restarted = server({ data: directory.path, serverId });
    restarted.start();
    await drained(restarted);
    await until(async () => (await ledgerOf(restarted)).received === 2);
    expect((await stored()).map((row) => row.raw)).toEqual(['claimed', 'behind it']);
    expect(await ledgerOf(restarted)).toMatchObject({ received: 2, stored: 2, duplicate: 0, waiting: 0 });
  });

  test('retention classes and days of receipt are kept apart, and what is past its time goes, not a day before', async () => {
    const ingest = server();
    ingest.start();
    const now = Date.now();
    for (const [text, retentionDays, daysAgo] of [['a', 30, 32], ['b', 30, 30], ['c', 60, 32], ['d', 30, 0], ['e', 30, 0]] as const) {
      await ingest.accept(deliveryOf([text], { source, retentionDays, receivedAt: now - daysAgo * DAY }));
    }
    await drained(ingest);
    await kernel.events.command(`OPTIMIZE TABLE ${EVENTS} FINAL`);
    expect((await stored()).map((row) => row.raw).sort()).toEqual(['b', 'c', 'd', 'e']);
  });

  test('receipts are forgotten when no server can bring the delivery again', async () => {
    const ingest = server();
    ingest.start();
    const now = Date.now();
    await ingest.accept(deliveryOf(['a'], { source, key: 'k', receivedAt: now - 30 * 3_600_000 }));
    await drained(ingest);
    const absent = uuidv7();
    await kernel.db.execute(sql`DELETE FROM ingest_spools`);
    await kernel.db.execute(sql`INSERT INTO ingest_spools (server, seen_at) VALUES (${absent}, ${new Date(now - 10 * 3_600_000)})`);
    expect(await forgetReceipts(kernel.db, now)).toBe(0);
    await kernel.db.execute(sql`UPDATE ingest_spools SET seen_at = ${new Date(now)}`);
    expect(await forgetReceipts(kernel.db, now)).toBe(1);
  });
});

describe('the sign-ins of a batch that was just stored', () => {
  /** The samples of every format, and what is no UTF-8. */
  const samples = (): Buffer[] => {
    const folder = join(import.meta.dirname, '../../src/logs/normalize/sources');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.log'));
    const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').filter((line) => line !== '')).map((line) => Buffer.from(line));
    return [...lines, Buffer.concat([Buffer.from('Nov 23 07:33:47 web1 sshd[812]: Failed password for '), Buffer.from([0xff, 0xfe, 0x41]), Buffer.from(' from gate.example port 51123 ssh2')])];
  };

  test('are remembered as the event store tells them, for one that follows the journal', async () => {
    const ingest = server();
    ingest.start();
    await ingest.accept(deliveryOf(samples(), { source }));
    await ingest.accept(deliveryOf(samples(), { source: 'quarantine', retentionDays: 7 }));
    await drained(ingest);
    const [found] = await kernel.events.rows<{ batches: string[] }>({
      sql: `SELECT groupUniqArray(toString(batch)) AS batches FROM ${EVENTS} WHERE source = {source:String} OR (source = 'quarantine' AND retention = 7)`, params: { source },
    });
    const batches = (found?.batches ?? []).map(Number);
    expect(batches).toHaveLength(2);

    const { signal } = new AbortController();
    const told = await readSignIns(kernel.events, batches, signal);
    expect(told.succeeded.length).toBeGreaterThan(3);
    expect(told.attempts.filter(({ success }) => !success).length).toBeGreaterThan(10);
    const unasked = { stream: () => { throw new Error('the event store was asked'); } };
    expect(await signInsOf({ events: unasked, recent: ingest.recentSignIns }, batches, signal)).toEqual(told);
    expect(await signInsOf({ events: kernel.events, recent: ingest.recentSignIns }, batches, signal)).toEqual(told);
  });
});
