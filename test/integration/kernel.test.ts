import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../src/kernel/clock.ts';
import { sealer } from '../../src/kernel/crypto.ts';
import { connectDatabase, inTransaction, migrate } from '../../src/kernel/database/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { holdLease, type Lease } from '../../src/kernel/lease.ts';
import { topic } from '../../src/kernel/outbox.ts';
import { systemPrincipal } from '../../src/kernel/principal.ts';
import { fitsMasterKey } from '../../src/server/key-check.ts';
import { externalPostgres, hasPostgres15, testEngines, testLog, type TestEngines } from '../support/engines.ts';
import { testKernel } from '../support/kernel.ts';

let engines: TestEngines;
let kernel: Kernel & { close(): Promise<void> };

beforeAll(async () => {
  engines = await testEngines();
  kernel = await testKernel(engines);
});
afterAll(async () => {
  await kernel.close();
  await engines.stop();
});

describe.skipIf(!hasPostgres15)('servers that start together on one PostgreSQL 15', () => {
  test('make the tables once', async () => {
    const server = await externalPostgres();
    const databases = Array.from({ length: 5 }, () => connectDatabase(server.database, { log: testLog }));
    try {
      let inside = 0;
      const alone = async () => {
        inside += 1;
        await systemClock.sleep(20);
        expect(inside).toBe(1);
        inside -= 1;
      };
      await Promise.all(databases.map((database) => migrate(database.pool, alone)));
      const applied = await databases[0]?.pool.query('SELECT count(*)::int AS n, count(DISTINCT hash)::int AS different FROM drizzle.__drizzle_migrations');
      expect(applied?.rows[0]?.n).toBeGreaterThan(0);
      expect(applied?.rows[0]?.n).toBe(applied?.rows[0]?.different);
    } finally {
      await Promise.all(databases.map((database) => database.close()));
      await server.stop();
    }
  });
});

test('a database written by a newer Glacis is refused', async () => {
  await kernel.database.pool.query("INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('newer', 99999999999999)");
  try {
    await expect(migrate(kernel.database.pool)).rejects.toMatchObject({ code: 'version_skew' });
  } finally {
    await kernel.database.pool.query("DELETE FROM drizzle.__drizzle_migrations WHERE hash = 'newer'");
  }
});

test.for(['UPDATE audit_log SET action = $$x$$', 'DELETE FROM audit_log', 'TRUNCATE audit_log'])('the audit log refuses: %s', async (statement) => {
  await kernel.audit.record({ action: 'test.run', outcome: 'success', actor: systemPrincipal('test') });
  await expect(kernel.database.pool.query(statement)).rejects.toThrow('append-only');
});

test('an audit entry is written whatever somebody typed, and hides nothing for being long', async () => {
  const typed = { query: `a\0b\ud800${'x'.repeat(20_000)}`, list: ['\0'], from: null, columns: Array.from({ length: 3_000 }, (_, n) => n) };
  await kernel.audit.record({ action: 'test.typed', outcome: 'failure', actor: { kind: 'unknown', name: 'c\0d' }, target: { type: 'test', id: '\0' }, detail: typed });
  const { rows } = await kernel.database.pool.query<{ actor_name: string; detail: Record<string, unknown> }>("SELECT actor_name, detail FROM audit_log WHERE action = 'test.typed'");
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ actor_name: 'c\ufffdd', detail: { list: ['\ufffd'], from: null, truncated: true } });
  expect(rows[0]?.detail['query']).toMatch(/^a\ufffdb\ufffdx{500,}…$/);
  expect(rows[0]?.detail['columns']).toMatch(/^\[0,1,2/);
});

test('an audit entry is written with the change that it tells of, or not at all', async () => {
  const before = await kernel.database.pool.query('SELECT count(*)::int AS n FROM audit_log');
  await expect(
    inTransaction(kernel.db, async (tx) => {
      await kernel.audit.record({ action: 'test.rollback', outcome: 'success', actor: systemPrincipal('test') }, tx);
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  const after = await kernel.database.pool.query('SELECT count(*)::int AS n FROM audit_log');
  expect(after.rows).toEqual(before.rows);
});

test('a server with another master key than the first one is told so', async () => {
  expect(await fitsMasterKey(kernel)).toBe(true);
  expect(await fitsMasterKey(kernel)).toBe(true);
  expect(await fitsMasterKey({ ...kernel, sealer: sealer(Buffer.alloc(32, 9)) })).toBe(false);
});

describe('a lease', () => {
  test('has one holder; the next one gets it with a higher token when the first stops', async () => {
    const held: string[] = [];
    const hold = (holder: string) =>
      holdLease(kernel, { name: 'one', holder, ttlMs: 1_000, work: async (lease) => { held.push(`${holder}:${lease.token}`); await systemClock.sleep(60_000, lease.signal); } });
    const stopA = hold('a');
    await vi.waitFor(() => expect(held).toEqual(['a:1']), 5_000);
    const stopB = hold('b');
    await systemClock.sleep(1_500);
    expect(held).toEqual(['a:1']);
    await stopA();
    await vi.waitFor(() => expect(held).toEqual(['a:1', 'b:2']), 5_000);
    await stopB();
  });

  test('that was lost makes its old holder fail instead of writing', async () => {
    let old: Lease | undefined;
    const stop = holdLease(kernel, { name: 'two', holder: 'a', ttlMs: 60_000, work: async (lease) => { old = lease; await systemClock.sleep(60_000, lease.signal); } });
    await vi.waitFor(() => expect(old).toBeDefined(), 5_000);
    await kernel.database.pool.query("UPDATE leases SET token = token + 1, holder = 'b' WHERE name = 'two'");
    await expect(inTransaction(kernel.db, (tx) => old?.check(tx) ?? Promise.resolve())).rejects.toThrow('went to another server');
    await stop();
  });
});

describe('jobs and the outbox', () => {
  const happened = topic('test.happened', z.object({ n: z.number() }));
  const heard: number[] = [];

  beforeAll(async () => {
    kernel.outbox.subscribe(happened, 'first', async ({ n }) => { heard.push(n); });
    await kernel.jobs.start({ work: true });
  });

  test('a message is told after the transaction commits, and never when it does not', async () => {
    await inTransaction(kernel.db, (tx) => kernel.outbox.publish(tx, happened, { n: 1 })).catch(() => {});
    await inTransaction(kernel.db, async (tx) => {
      await kernel.outbox.publish(tx, happened, { n: 2 });
      throw new Error('no');
    }).catch(() => {});
    await inTransaction(kernel.db, (tx) => kernel.outbox.publish(tx, happened, { n: 3 }));
    await vi.waitFor(() => expect(heard.toSorted((a, b) => a - b)).toEqual([1, 3]), 5_000);
    await systemClock.sleep(300);
    expect(heard).not.toContain(2);
  });

  test('many messages of one transaction are all told', async () => {
    const many = Array.from({ length: 20 }, (_, at) => 100 + at);
    await inTransaction(kernel.db, async (tx) => { for (const n of many) await kernel.outbox.publish(tx, happened, { n }); });
    await vi.waitFor(() => expect(heard.filter((n) => n >= 100).sort((a, b) => a - b)).toEqual(many), 5_000);
  });

  test('what does not fit its topic is refused where it is published', async () => {
    const wrong: unknown = { n: 'x' };
    await expect(inTransaction(kernel.db, (tx) => kernel.outbox.publish(tx, happened, wrong as { n: number }))).rejects.toThrow('expected number');
  });
});
