import { createHash } from 'node:crypto';
import type { EventStore } from '../../src/kernel/eventstore/index.ts';
import { createNormalizer } from '../../src/logs/normalize/index.ts';
import { eventBlock } from '../../src/logs/store/block.ts';
import { createEvents } from '../../src/logs/store/schema.ts';
import { sshdLines } from './lines.ts';

const TABLE = 'events_bare';

export type BareRun = {
  batchRows: number;
  parallel: number;
  rows: number;
  rowsPerSecond: number;
  /** Processor time of the engine, in µs a row. */
  cpu: number;
};

/** Finished blocks of the rows that the server would make of the same lines. */
function blocksOf(batchRows: number, count: number): { columns: readonly string[]; blocks: Uint8Array[] } {
  const lines = sshdLines().map((line) => Buffer.from(line));
  const normalizer = createNormalizer();
  const block = eventBlock();
  const ingestedAt = Date.now();
  const blocks = Array.from({ length: count }, (_, batch) => {
    for (let row = 0; row < batchRows; row += 1) {
      const raw = lines[(batch * 131 + row) % lines.length] ?? Buffer.alloc(0);
      const event = normalizer.normalize(raw.toString(), { format: null, receivedAt: ingestedAt, zone: 'UTC' });
      const id = createHash('sha256').update(`${batch} ${row}`).digest().subarray(0, 16);
      block.add({ batch, ingestedAt, retention: 90, source: 'sshd', normalizer: normalizer.version }, id, event, raw, 0, raw.length);
    }
    return block.finish().block;
  });
  return { columns: block.names, blocks };
}

/**
 * What is left when everything but the event store is taken away: inserts finished rows, as ready Native blocks, into an
 * identical table with the same sync, a number of them at once. This is what the way through the server is measured by.
 */
export async function bareInsert(
  { events, cpuSeconds }: { events: EventStore; cpuSeconds: () => number },
  { batchRows, parallel, rows }: { batchRows: number; parallel: number; rows: number },
): Promise<BareRun> {
  const { columns, blocks } = blocksOf(batchRows, 8);
  await events.command(`DROP TABLE IF EXISTS ${TABLE} SYNC`);
  await events.command(createEvents(TABLE));
  const inserts = Math.ceil(rows / batchRows);
  let next = 0;
  const writer = async (): Promise<void> => {
    while (next < inserts) {
      const n = next++;
      await events.insert({ table: TABLE, columns, body: blocks[n % blocks.length] ?? new Uint8Array(), token: `bare ${n}` });
    }
  };
  const used = cpuSeconds();
  const begun = performance.now();
  await Promise.all(Array.from({ length: parallel }, writer));
  const seconds = (performance.now() - begun) / 1_000;
  const cpu = ((cpuSeconds() - used) * 1e6) / (inserts * batchRows);
  await events.command(`DROP TABLE ${TABLE} SYNC`);
  return { batchRows, parallel, rows: inserts * batchRows, rowsPerSecond: (inserts * batchRows) / seconds, cpu };
}
