import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectEventStore, type EventStore } from '../../src/kernel/eventstore/index.ts';
import {
  dateTime64, fixedString, int32, lowCardinality, nativeBlock, string, stringArray, stringMap, uint16, uint32, uint64, uint8,
} from '../../src/kernel/eventstore/native.ts';
import { testEngines, testLog, type TestEngines } from '../support/engines.ts';

let engines: TestEngines;
let events: EventStore;

beforeAll(async () => {
  engines = await testEngines();
  events = connectEventStore(engines.events, { log: testLog });
  await events.command(`CREATE TABLE everything (
    n UInt32, tiny UInt8, small UInt16, large UInt64, signed Int32, time DateTime64(3, 'UTC'), id FixedString(16),
    text String, kind LowCardinality(String), list Array(String), map Map(LowCardinality(String), String)
  ) ENGINE = MergeTree ORDER BY n`);
});

afterAll(async () => {
  await events.close();
  await engines.stop();
});

const everything = () =>
  nativeBlock({
    n: uint32(), tiny: uint8(), small: uint16(), large: uint64(), signed: int32(), time: dateTime64(), id: fixedString(16),
    text: string(), kind: lowCardinality(), list: stringArray(), map: stringMap(),
  });

type Row = {
  tiny: number; small: number; large: bigint; signed: number; time: number; id: string;
  text: string; kind: string; list: string[]; map: [string, string][];
};

function append({ columns }: ReturnType<typeof everything>, n: number, row: Row): void {
  columns.n.push(n);
  columns.tiny.push(row.tiny);
  columns.small.push(row.small);
  columns.large.pushBig(row.large);
  columns.signed.push(row.signed);
  columns.time.push(row.time);
  columns.id.push(Buffer.from(row.id, 'hex'));
  columns.text.push(row.text);
  columns.kind.push(row.kind);
  for (const item of row.list) columns.list.add(item);
  columns.list.endRow();
  for (const [key, value] of row.map) columns.map.add(key, value);
  columns.map.endRow();
}

const readBack = (table = 'everything') =>
  events.rows<Row & { large: string; time: string }>({
    sql: `SELECT tiny, small, toString(large) AS large, signed, toString(toUnixTimestamp64Milli(time)) AS time, lower(hex(id)) AS id,
      text, kind, list, arrayZip(mapKeys(map), mapValues(map)) AS map FROM ${table} ORDER BY n`,
  });

const plain: Row = {
  tiny: 1, small: 2, large: 3n, signed: -4, time: 5, id: '00112233445566778899aabbccddeeff', text: 'six', kind: 'seven',
  list: ['eight', 'nine'], map: [['ten', 'eleven']],
};

test('every kind of column comes back as it was written, edges included', async () => {
  const rows: Row[] = [
    plain,
    { ...plain, tiny: 255, small: 65_535, large: 2n ** 64n - 1n, signed: -(2 ** 31), time: 1_795_000_000_123 },
    { ...plain, tiny: 0, small: 0, large: 0n, signed: 2 ** 31 - 1, time: -1, text: '', kind: '', list: [], map: [] },
    { ...plain, large: 2n ** 53n + 1n, text: 'grüße 😀 \0 \t\n\'"\\', kind: '日本', list: ['', 'é'.repeat(30)], map: [['', ''], ['schlüssel', 'wert €']] },
    { ...plain, text: 'x'.repeat(126) + 'é', list: ['y'.repeat(127), 'z'.repeat(128), 'ß'.repeat(8_191), 'w'.repeat(70_000)] },
    { ...plain, map: Array.from({ length: 2_000 }, (_, index) => [`key ${index}`, 'v'.repeat(index % 300)]) },
    { ...plain, text: 'a lone surrogate \ud800 is replaced' },
  ];
  const block = everything();
  for (const [n, row] of rows.entries()) append(block, n, row);
  await events.insert({ table: 'everything', columns: block.names, body: block.finish(), token: 'edges' });

  const expected = rows.map((row) => ({ ...row, large: String(row.large), time: String(row.time), text: row.text.toWellFormed() }));
  expect(await readBack()).toEqual(expected);
});

test('bytes that are no UTF-8 are kept as they are', async () => {
  await events.command('CREATE TABLE bytes (n UInt32, raw String, map Map(LowCardinality(String), String)) ENGINE = MergeTree ORDER BY n');
  const all = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
  const block = nativeBlock({ n: uint32(), raw: string(), map: stringMap() });
  block.columns.n.push(0);
  block.columns.raw.pushBytes(all);
  block.columns.map.addBytes('all', all);
  block.columns.map.endRow();
  block.columns.n.push(1);
  block.columns.raw.pushBytes(all, 128, 130);
  block.columns.map.endRow();
  await events.insert({ table: 'bytes', columns: block.names, body: block.finish(), token: 'bytes' });
  const rows = await events.rows({ sql: "SELECT lower(hex(raw)) AS raw, lower(hex(map['all'])) AS all FROM bytes ORDER BY n" });
  expect(rows).toEqual([{ raw: all.toString('hex'), all: all.toString('hex') }, { raw: '8081', all: '' }]);
});

test.for([1, 2, 255, 256, 257, 65_535, 65_536, 65_537])('a dictionary of %d distinct values', async (distinct) => {
  await events.command('CREATE OR REPLACE TABLE dictionary (n UInt32, kind LowCardinality(String), map Map(LowCardinality(String), String)) ENGINE = MergeTree ORDER BY n');
  const block = nativeBlock({ n: uint32(), kind: lowCardinality(), map: stringMap() });
  const rows = distinct + 100;
  const expected = createHash('sha256');
  for (let n = 0; n < rows; n += 1) {
    const kind = `kind ${n % distinct}`;
    block.columns.n.push(n);
    block.columns.kind.push(kind);
    block.columns.map.add(kind, String(n));
    block.columns.map.endRow();
    expected.update(`${n},${kind},${kind},${n}\n`);
  }
  const columns = block.names;
  await events.insert({ table: 'dictionary', columns, body: block.finish(), token: `dictionary ${distinct}` });
  const found = createHash('sha256');
  const sql = "SELECT concat(toString(n), ',', kind, ',', mapKeys(map)[1], ',', mapValues(map)[1], '\\n') AS line FROM dictionary ORDER BY n";
  for await (const part of events.stream<{ line: string }>({ sql })) for (const { line } of part) found.update(line);
  expect(found.digest('hex')).toBe(expected.digest('hex'));
});

test('a batch larger than a column began with', async () => {
  await events.command('CREATE TABLE many AS everything');
  const block = everything();
  const rows = 20_000;
  for (let n = 0; n < rows; n += 1) append(block, n, { ...plain, large: BigInt(n), text: `line ${n}`, list: [`item ${n}`], map: [['n', String(n)]] });
  await events.insert({ table: 'many', columns: block.names, body: block.finish(), token: 'many' });
  const [found] = await events.rows({
    sql: `SELECT count() AS rows, countIf(text = concat('line ', toString(n)) AND list = [concat('item ', toString(n))] AND map['n'] = toString(n)
      AND large = n AND tiny = 1 AND small = 2 AND signed = -4) AS right FROM many`,
  });
  expect(found).toEqual({ rows, right: rows });
});
