import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectDatabase, inTransaction, migrate, type Database } from '../../src/kernel/database/index.ts';
import { connectEventStore, type EventEndpoint, type EventStore } from '../../src/kernel/eventstore/index.ts';
import { lowCardinality, nativeBlock, string, uint32 } from '../../src/kernel/eventstore/native.ts';
import { testLog } from '../support/engines.ts';

export type Stores = { database: Parameters<typeof connectDatabase>[0]; events: EventEndpoint; stop(): Promise<void> };

/** The machine may be busy with other suites. */
const PATIENT = { timeout: 10_000 };

/** What Glacis relies on in its two stores, whatever is behind them. Every pair of stores passes all of it. */
export function conformance(open: () => Promise<Stores>): void {
  let stores: Stores;
  let database: Database;
  let events: EventStore;

  beforeAll(async () => {
    stores = await open();
    database = connectDatabase(stores.database, { log: testLog });
    events = connectEventStore(stores.events, { log: testLog });
  });
  afterAll(async () => {
    await database.close();
    await events.close();
    await stores.stop();
  });

  describe('state', () => {
    test('is kept by a PostgreSQL that is new enough', async () => {
      const { rows } = await database.pool.query("SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding");
      expect(rows[0].version).toBeGreaterThanOrEqual(150_000);
      expect(rows[0].encoding).toBe('UTF8');
    });

    test('takes all migrations', async () => {
      await migrate(database.pool);
      await migrate(database.pool);
      const { rows } = await database.pool.query('SELECT count(*)::int AS applied FROM drizzle.__drizzle_migrations');
      expect(rows[0].applied).toBeGreaterThan(0);
    });

    test('a transaction that throws leaves nothing', async () => {
      await database.pool.query('CREATE TABLE rolled (n int)');
      const work = inTransaction(database.db, async (tx) => {
        await tx.execute(sql`INSERT INTO rolled VALUES (1)`);
        throw new Error('changed my mind');
      });
      await expect(work).rejects.toThrow('changed my mind');
      expect((await database.pool.query('SELECT FROM rolled')).rowCount).toBe(0);
    });

    test('rows that another worker holds are skipped', async () => {
      await database.pool.query('CREATE TABLE work (n int); INSERT INTO work VALUES (1), (2)');
      const take = 'SELECT n FROM work ORDER BY n LIMIT 1 FOR UPDATE SKIP LOCKED';
      const [first, second] = [await database.pool.connect(), await database.pool.connect()];
      await first.query('BEGIN');
      await second.query('BEGIN');
      const taken = [(await first.query(take)).rows[0].n, (await second.query(take)).rows[0].n];
      await Promise.all([first, second].map(async (client) => {
        await client.query('ROLLBACK');
        client.release();
      }));
      expect(taken).toEqual([1, 2]);
    });

    test('a notification is heard', async () => {
      const heard: string[] = [];
      const stop = await database.listen('conformance', (payload) => heard.push(payload));
      await database.pool.query("SELECT pg_notify('conformance', 'hello')");
      await expect.poll(() => heard, PATIENT).toContain('hello');
      await stop();
    });
  });

  describe('events', () => {
    type Line = { n: number; kind: string; line: string };
    const block = nativeBlock({ n: uint32(), kind: lowCardinality(), line: string() });
    const encode = (lines: Line[]): Uint8Array => {
      for (const { n, kind, line } of lines) {
        block.columns.n.push(n);
        block.columns.kind.push(kind);
        block.columns.line.push(line);
      }
      return block.finish();
    };
    const some = (count: number, first = 0): Line[] => Array.from({ length: count }, (_, n) => ({ n: first + n, kind: `kind ${n % 7}`, line: `line\n\n${first + n}` }));
    const table = async (name: string) =>
      events.command(`CREATE TABLE ${name} (n UInt32, kind LowCardinality(String), line String) ENGINE = MergeTree ORDER BY n
        SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1`);
    const count = async (name: string) => (await events.rows<{ rows: number }>({ sql: `SELECT count() AS rows FROM ${name}` }))[0]?.rows;
    const slow = 'SELECT sum(sipHash64(number)) AS sum FROM numbers(1000000000000)';
    const running = async (mark: string) =>
      (await events.rows({ sql: "SELECT 1 FROM system.processes WHERE query LIKE concat('%', {mark:String}, '%') AND query NOT LIKE '%system.processes%'", params: { mark } })).length;

    test('values travel as parameters, however hostile', async () => {
      const text = `it's "quoted" \\ back\\'slash \n\t\r{x:String} -- ; DROP TABLE x ü 😀 \u0000`;
      const [row] = await events.rows({
        sql: `SELECT {text:String} AS text, {number:Int64} AS number, {flag:Bool} AS flag, {list:Array(String)} AS list,
          {numbers:Array(UInt32)} AS numbers, {nothing:Nullable(String)} AS nothing`,
        params: { text, number: -5, flag: true, list: [text, ''], numbers: [1, 2], nothing: null },
      });
      expect(row).toEqual({ text, number: -5, flag: true, list: [text, ''], numbers: [1, 2], nothing: null });
    });

    test('a batch is stored whole, and read back in order', async () => {
      await table('stored');
      const lines = some(20_000);
      await events.insert({ table: 'stored', columns: block.names, body: encode(lines), token: 'a' });
      expect(await events.rows({ sql: 'SELECT n, kind, line FROM stored ORDER BY n' })).toEqual(lines);
    });

    test('a batch of several blocks is one insert', async () => {
      await table('blocks');
      await events.insert({ table: 'blocks', columns: block.names, body: [encode(some(10)), encode(some(10, 10))], token: 'a' });
      expect(await count('blocks')).toBe(20);
    });

    test('a retried batch is stored once; another with the same content is stored, too', async () => {
      await table('retried');
      const insert = (token: string, lines: Line[]) => events.insert({ table: 'retried', columns: block.names, body: encode(lines), token });
      await insert('first', some(10));
      await insert('first', some(10));
      expect(await count('retried')).toBe(10);
      await insert('second', some(10));
      expect(await count('retried')).toBe(20);
      await Promise.all(Array.from({ length: 8 }, (_, index) => insert(`token ${index % 4}`, some(10, index))));
      expect(await count('retried')).toBe(60);
    });

    test('a batch that cannot be read stores nothing and says why', async () => {
      await table('broken');
      const body = encode(some(100));
      await expect(events.insert({ table: 'broken', columns: block.names, body: body.subarray(0, body.length - 10), token: 'a' })).rejects.toThrow('Cannot read all data');
      await expect(events.insert({ table: 'absent', columns: block.names, body, token: 'a' })).rejects.toMatchObject({ code: '60' });
      expect(await count('broken')).toBe(0);
    });

    test.for([
      "INSERT INTO guarded VALUES (1, 'a', 'b')", 'DROP TABLE guarded',
      "SELECT * FROM file('/etc/passwd', LineAsString)", "SELECT * FROM url('http://127.0.0.1:1/', LineAsString)",
      'SELECT 1 SETTINGS max_execution_time = 0',
    ])('a read changes nothing and reaches neither files nor the network: %s', async (statement) => {
      await events.command('CREATE TABLE IF NOT EXISTS guarded (n UInt32, kind String, line String) ENGINE = Memory');
      await expect(events.rows({ sql: statement })).rejects.toMatchObject({ code: '164' });
    });

    test.for([
      ['time', slow, { seconds: 0.3 }, '0.3 s'],
      ['memory', 'SELECT groupArray(number) FROM numbers(1000000000)', { memoryBytes: 64 * 1024 ** 2 }, '64 MiB of memory'],
      ['rows of the answer', 'SELECT number FROM numbers(100)', { resultRows: 10 }, '10 rows or 268435456 bytes in the answer'],
      ['bytes of the answer', 'SELECT repeat(toString(number), 1000) FROM numbers(100)', { resultBytes: 10_000 }, '100000 rows or 10000 bytes in the answer'],
      ['rows to read', 'SELECT count() FROM numbers(1000000) WHERE number % 3 = 1', { readRows: 1_000 }, '1000 rows to read'],
    ] as const)('a read that reaches its limit of %s is stopped, and told so', async ([, query, limits, limit]) => {
      await expect(events.rows({ sql: query, limits })).rejects.toMatchObject({ code: 'query_too_expensive', details: { limit } });
      expect(await events.rows({ sql: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
    });

    test('aborting a query ends it in the engine', async () => {
      const aborting = new AbortController();
      const query = events.rows({ sql: `/* to be aborted */ ${slow}`, signal: aborting.signal });
      query.catch(() => {});
      await expect.poll(() => running('to be aborted'), PATIENT).toBe(1);
      aborting.abort();
      await expect(query).rejects.toMatchObject({ name: 'AbortError' });
      await expect.poll(() => running('to be aborted'), PATIENT).toBe(0);
      await expect(events.rows({ sql: 'SELECT 1', signal: aborting.signal })).rejects.toMatchObject({ name: 'AbortError' });
    });

    test('a stream yields everything, and ends in the engine when its reader stops or aborts', async () => {
      const endless = "SELECT number, repeat('x', 1000) AS x FROM numbers(1000000000000)";
      let rows = 0;
      for await (const part of events.stream<{ number: number }>({ sql: 'SELECT number FROM numbers(200000)' })) rows += part.length;
      expect(rows).toBe(200_000);

      for await (const part of events.stream({ sql: `/* to be left */ ${endless}` })) if (part.length > 0) break;
      await expect.poll(() => running('to be left'), PATIENT).toBe(0);

      const aborting = new AbortController();
      const read = async () => {
        for await (const part of events.stream({ sql: `/* to be cut */ ${endless}`, signal: aborting.signal })) if (part.length > 0) aborting.abort();
      };
      await expect(read()).rejects.toMatchObject({ name: 'AbortError' });
      await expect.poll(() => running('to be cut'), PATIENT).toBe(0);
    });

    test('an error in the middle of a stream is an error, not a short answer', async () => {
      const read = async (query: string, limits = {}) => {
        for await (const part of events.stream({ sql: query, limits })) await Promise.resolve(part);
      };
      await expect(read('SELECT throwIf(number = 500000), number FROM numbers(1000000)')).rejects.toThrow('throwIf');
      await expect(read(`SELECT number, sipHash64(number) FROM numbers(1000000000000)`, { seconds: 0.3 })).rejects.toMatchObject({ code: 'query_too_expensive' });
    });

    test('a download gives every byte, goes back in as it came, and ends in an error when the engine does', async () => {
      await table('downloaded');
      await table('uploaded');
      const hostile = Array.from({ length: 256 }, (_, byte) => byte);
      for (let n = 0; n < 5_000; n += 1) {
        block.columns.n.push(n);
        block.columns.kind.push(`kind\t${n % 300}\\n`);
        block.columns.line.pushBytes(Buffer.from([...hostile.slice(n % 256), 10, 13, 10, n % 256]));
      }
      await events.insert({ table: 'downloaded', columns: block.names, body: block.finish(), token: 'a' });
      const parts: Buffer[] = [];
      for await (const part of events.download({ sql: 'SELECT n, kind, line FROM downloaded' })) parts.push(part);
      await events.insert({ table: 'uploaded', columns: block.names, body: parts, token: 'a', format: 'TabSeparated' });
      const digest = (name: string) => events.rows({ sql: `SELECT count() AS rows, toString(sum(cityHash64(n, kind, line))) AS digest FROM ${name}` });
      expect(await digest('uploaded')).toEqual(await digest('downloaded'));
      expect(await digest('uploaded')).toMatchObject([{ rows: 5_000 }]);

      let bytes = 0;
      const broken = async () => {
        for await (const part of events.download({ sql: 'SELECT throwIf(number = 500000), number FROM numbers(1000000)' })) bytes += part.length;
      };
      await expect(broken()).rejects.toThrow('throwIf');
      expect(bytes).toBeGreaterThan(100_000);
    });

    test('slow reads keep no insert waiting', async () => {
      await table('prompt');
      const aborting = new AbortController();
      const reads = Array.from({ length: 12 }, () => events.rows({ sql: slow, signal: aborting.signal }).catch(() => {}));
      await sleep(200);
      const insert = events.insert({ table: 'prompt', columns: block.names, body: encode(some(10)), token: 'a' }).then(() => 'stored');
      expect(await Promise.race([insert, sleep(5_000, 'still waiting')])).toBe('stored');
      aborting.abort();
      await Promise.all(reads);
    });

    test('a statement that is wrong says so, with the code of the engine', async () => {
      await expect(events.rows({ sql: 'SELECT nothing' })).rejects.toMatchObject({ code: '47' });
      await expect(events.command('CREATE TABEL x')).rejects.toMatchObject({ code: '62' });
    });

    test('an engine that cannot be reached is unavailable', async () => {
      const nowhere = connectEventStore({ url: 'http://127.0.0.1:9' }, { log: testLog });
      await expect(nowhere.ping()).rejects.toMatchObject({ code: 'unavailable' });
      await expect(nowhere.rows({ sql: 'SELECT 1' })).rejects.toMatchObject({ code: 'unavailable' });
      await nowhere.close();
      await events.ping();
    });
  });
}
