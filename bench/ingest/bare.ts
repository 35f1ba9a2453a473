import { createHash, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventStore } from '../../src/kernel/eventstore/index.ts';
import { createNormalizer } from '../../src/logs/normalize/index.ts';
import { eventBlock } from '../../src/logs/store/block.ts';
import { createEvents } from '../../src/logs/store/schema.ts';
import { sshdLines } from './lines.ts';

const TABLE = 'events_bare';
/** Different blocks, inserted in turn. */
const BLOCKS = 8;

/** The way into the event store: `http`, as from any client; `file`, as from the server, whose blocks the embedded engine reads where they lie. */
type Door = 'http' | 'file';

export type BareSetting = { batchRows: number; parallel: number; rows: number; door: Door };

export type BareRun = BareSetting & {
  rowsPerSecond: number;
  /** Processor time of the engine, in µs a row. */
  cpu: number;
};

type BareTarget = {
  events: EventStore;
  /** Of the engine, so far. */
  cpuSeconds: () => number;
  /** Where the engine reads blocks that are left as files. */
  directory: string;
};

/** Finished blocks of the rows that the server would make of the same lines. */
function blocksOf(batchRows: number): { columns: readonly string[]; blocks: Uint8Array[] } {
  const lines = sshdLines().map((line) => Buffer.from(line));
  const normalizer = createNormalizer();
  const block = eventBlock();
  const ingestedAt = Date.now();
  const blocks = Array.from({ length: BLOCKS }, (_, batch) => {
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
 * What is left when everything but the event store is taken away: inserts finished rows, as ready Native blocks, into an identical table with
 * the same sync, a number of them at once. This is what the way through the server is measured by.
 */
export function bareInserts({ events, cpuSeconds, directory }: BareTarget) {
  let ready: { batchRows: number; columns: readonly string[]; bodies: Record<Door, (Uint8Array | { file: string })[]> } | undefined;

  const blocksFor = (batchRows: number): NonNullable<typeof ready> => {
    if (ready?.batchRows === batchRows) return ready;
    const { columns, blocks } = blocksOf(batchRows);
    const files = blocks.map((block, n) => {
      const file = join(directory, `bare-${n}`);
      writeFileSync(file, block);
      return { file };
    });
    return (ready = { batchRows, columns, bodies: { http: blocks, file: files } });
  };

  return {
    /** The rows stay in the table, as those that came through the server stay in theirs. */
    async run(setting: BareSetting): Promise<BareRun> {
      const { batchRows, parallel, door } = setting;
      const { columns, bodies } = blocksFor(batchRows);
      await events.command(createEvents(TABLE));
      const inserts = Math.ceil(setting.rows / batchRows);
      const rows = inserts * batchRows;
      let next = 0;
      const writer = async (): Promise<void> => {
        while (next < inserts) {
          const body = bodies[door][next % BLOCKS] ?? new Uint8Array();
          next += 1;
          await events.insert({ table: TABLE, columns, body, token: randomUUID() });
        }
      };
      const used = cpuSeconds();
      const begun = performance.now();
      await Promise.all(Array.from({ length: parallel }, writer));
      const seconds = (performance.now() - begun) / 1_000;
      return { ...setting, rows, rowsPerSecond: rows / seconds, cpu: ((cpuSeconds() - used) * 1e6) / rows };
    },

    /** Removes the table. */
    clear: () => events.command(`DROP TABLE IF EXISTS ${TABLE} SYNC`),
  };
}
