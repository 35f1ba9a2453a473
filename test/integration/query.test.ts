import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectEventStore, type EventStore } from '../../src/kernel/eventstore/index.ts';
import { GlacisError } from '../../src/kernel/errors.ts';
import type { EventRow } from '../../src/logs/ocsf/event.ts';
import type { Query } from '../../src/logs/query/ast.ts';
import { compileQuery } from '../../src/logs/query/compile.ts';
import { matcher } from '../../src/logs/query/matcher.ts';
import { parseQuery } from '../../src/logs/query/parse.ts';
import { eventBlock } from '../../src/logs/store/block.ts';
import { ROW_SELECTION, eventRow as fromStore, type SelectedRow } from '../../src/logs/store/rows.ts';
import { createEvents } from '../../src/logs/store/schema.ts';
import { testEngines, testLog, type TestEngines } from '../support/engines.ts';
import { eventRow, queryText } from '../support/queries.ts';

const ROWS = 500;
const QUERIES = 320;

let engines: TestEngines;
let events: EventStore;
/** The rows as they came back from the store, since that is what the live tail and detections match. */
let rows: EventRow[];

beforeAll(async () => {
  engines = await testEngines();
  events = connectEventStore(engines.events, { log: testLog });
  // Few rows a granule and two parts, so that an index that leaves out too much is found out.
  await events.command(`${createEvents('events')}, index_granularity = 8`);
  const sample = fc.sample(eventRow, ROWS);
  await insert(sample.slice(0, ROWS / 2), 1);
  await insert(sample.slice(ROWS / 2), 2);
  rows = (await events.rows<SelectedRow>({ sql: `SELECT ${ROW_SELECTION} FROM events` })).map(fromStore);
});

afterAll(async () => {
  await events.close();
  await engines.stop();
});

async function insert(some: readonly EventRow[], batch: number): Promise<void> {
  const block = eventBlock();
  for (const [position, row] of some.entries()) {
    const raw = row.rawBase64 === undefined ? Buffer.from(row.raw) : Buffer.from(row.rawBase64, 'base64');
    const id = Buffer.alloc(16);
    id.writeUInt32BE(batch, 0);
    id.writeUInt32BE(position, 12);
    const setting = { batch, ingestedAt: row.ingestedAt, retention: 90, source: row.source, normalizer: 1 };
    block.add(setting, id, { ...row, attributes: Object.entries(row.attributes).flat() }, raw, 0, raw.length);
  }
  const { block: body } = block.finish();
  await events.insert({ table: 'events', columns: block.names, body, token: String(batch) });
}

async function select(query: Query, bounds: Parameters<typeof compileQuery>[1] = { sources: 'all' }): Promise<string[]> {
  const { sql, params } = compileQuery(query, bounds);
  const found = await events.rows<{ found: string }>({ sql: `SELECT lower(hex(id)) AS found FROM events WHERE ${sql} ORDER BY found`, params });
  return found.map(({ found }) => found);
}

const matched = (query: Query): string[] => rows.filter(matcher(query)).map(({ id }) => id).toSorted();

const parsed = queryText.map((text) => {
  try {
    return { text, query: parseQuery(text) };
  } catch (error) {
    if (error instanceof GlacisError) return undefined;
    throw error;
  }
});

describe('what a query asks for', () => {
  test('is the same in the store and in memory, for any query and any event', async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(parsed.filter((one) => one !== undefined), async ({ query }) => {
        const ids = await select(query);
        expect(ids).toEqual(matched(query));
        if (ids.length > 0 && ids.length < ROWS) found += 1;
      }),
      { numRuns: QUERIES },
    );
    // Queries that select all or nothing would prove little.
    expect(found).toBeGreaterThan(QUERIES / 3);
  });

  test('never leaves the scope and the range of time, which is half-open', async () => {
    const [from, to] = [Date.UTC(2026, 10, 23), Date.UTC(2026, 10, 23, 7, 34)];
    const expected = rows.filter(({ source, time }) => source === 'auth' && time >= from && time < to).map(({ id }) => id).toSorted();
    expect(expected.length).toBeGreaterThan(0);
    expect(await select(parseQuery('* OR source:web OR -source:auth'), { sources: ['auth'], from, to })).toEqual(expected);
    expect(await select(parseQuery('*'), { sources: [] })).toEqual([]);
  });

  test('can be as long as the language allows, in any alphabet', async () => {
    const words = Array.from({ length: 120 }, (_, index) => `"${'語'.repeat(20)}${index}"`).join(' OR ');
    expect(await select(parseQuery(words))).toEqual([]);
  });
});

describe('an index is used', () => {
  const explain = async (text: string): Promise<string> => {
    const { sql, params } = compileQuery(parseQuery(text), { sources: 'all' });
    const lines = await events.rows<{ explain: string }>({ sql: `EXPLAIN indexes = 1 SELECT count() FROM events WHERE ${sql}`, params });
    return lines.map((line) => line.explain).join('\n');
  };
  test.for([
    ['failed', 'by_word', 'tokens: ["failed"]'],
    ['"failed password"', 'by_word', 'tokens: ["failed", "password"]'],
    ['/var/log*', 'by_word', 'tokens: ["var"]'],
    ['user:alice', 'by_observable', 'tokens: ["4:alice"]'],
    ['user:"jürgen"', 'by_observable', 'tokens: ["4:jürgen"]'],
    ['src_ip:10.0.0.5', 'by_observable', 'tokens: ["2:10.0.0.5"]'],
    ['entity:deadbeef', 'by_observable', '"8:deadbeef"'],
    ['time:2026-11-23', 'by_time', 'time in'],
  ] as const)('for %s', async ([query, index, condition]) => {
    const plan = await explain(query);
    expect(plan).toContain(`Name: ${index}`);
    expect(plan).toContain(condition);
  });
});
