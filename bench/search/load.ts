import { createHash } from 'node:crypto';
import type { EventStore } from '../../src/kernel/eventstore/index.ts';
import { createNormalizer, NORMALIZER_VERSION } from '../../src/logs/normalize/index.ts';
import { eventBlock } from '../../src/logs/store/block.ts';
import { eventTables, EVENTS } from '../../src/logs/store/schema.ts';
import { logLines } from './lines.ts';

/** Rows of a batch, as ingestion makes them. */
const BATCH = 20_000;
/** Lines a second in the data: five million are some five hours. */
const SPACING_MS = 3.6;
const DAY_MS = 86_400_000;

/** As many times a part of the data is repeated, further back in time each time: normalizing is another benchmark. */
const COPIES = 10;

/** Fills the events table with lines that end at `end`, normalized, and merges it as it would be a day later. */
export async function loadEvents(events: EventStore, { count, end }: { count: number; end: number }): Promise<void> {
  await eventTables(events);
  const part = Math.ceil(count / COPIES);
  await loadPart(events, part, end);
  for (let copy = 1; copy < COPIES; copy += 1) await events.command(copySql, { copy, span: Math.round(part * SPACING_MS), batches: Math.ceil(part / BATCH) });
  await events.command(`OPTIMIZE TABLE ${EVENTS} FINAL`);
}

const copySql = `
  INSERT INTO ${EVENTS}
  SELECT * REPLACE (
    substring(SHA256(id || toString({copy:UInt32})), 1, 16)::FixedString(16) AS id,
    batch + {copy:UInt32} * {batches:UInt32} AS batch,
    time - toIntervalMillisecond({copy:UInt32} * {span:UInt64}) AS time
  )
  FROM (SELECT * FROM ${EVENTS} WHERE batch < {batches:UInt32} ORDER BY batch, position)
  SETTINGS max_insert_block_size = ${BATCH}, min_insert_block_size_rows = ${BATCH}, max_threads = 1`;

async function loadPart(events: EventStore, count: number, end: number): Promise<void> {
  const normalizer = createNormalizer();
  const block = eventBlock();
  // One day's partition for all: a run at midnight measures no other table.
  const ingestedAt = Math.floor(end / DAY_MS) * DAY_MS;
  let batch = 0;
  let index = 0;
  let inFlight: Promise<void> = Promise.resolve();
  const flush = async () => {
    const { block: body } = block.finish();
    await inFlight;
    inFlight = events.insert({ table: EVENTS, columns: block.names, body, token: String(batch) });
    batch += 1;
  };
  for (const { source, time, text } of logLines({ count, end, spacing: SPACING_MS })) {
    const raw = Buffer.from(text);
    const id = createHash('sha256').update(`${index}`).digest().subarray(0, 16);
    const event = normalizer.normalize(text, { format: null, receivedAt: Math.min(time + 300, end), zone: 'UTC' });
    block.add({ batch, ingestedAt, retention: 90, source, normalizer: NORMALIZER_VERSION }, id, event, raw, 0, raw.length);
    index += 1;
    if (block.rows() === BATCH) await flush();
  }
  if (block.rows() > 0) await flush();
  await inFlight;
}
