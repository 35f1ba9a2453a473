import { createHash } from 'node:crypto';
import type { NormalizedEvent } from '../ocsf/event.ts';
import type { Shaped } from '../shapes/reader.ts';
import { eventColumns, type RowSetting } from './columns.ts';
import { eventRows } from './event-rows.ts';
import { shapedRows } from './shaped-rows.ts';

type Finished = {
  rows: number;
  /** SHA-256, in hexadecimal, of all ids and then of every raw line with its length before it (LEB128), in order of position. */
  digest: string;
};

/** A finished batch. */
export type EncodedBlock = Finished & {
  /** One Native block, or a file of it in the event store's directory for them. */
  block: Uint8Array<ArrayBuffer> | { file: string };
  /** Why it is no file where files are wanted. */
  unwritten?: string;
};

/** Rows that are written at once: what they are made of stays in the processor's cache. */
const WAITING = 128;

export type EventBlock = ReturnType<typeof eventBlock>;

/** Builds blocks of the events table; made once, used for every batch. */
export function eventBlock() {
  const { columns, names, ...block } = eventColumns();
  const events = eventRows(columns);
  const shaped = shapedRows(columns, WAITING);
  /** Where the lines of the rows that wait begin and end, in turn, in the same bytes. */
  const offsets = new Uint32Array(2 * WAITING);
  let waiting = 0;
  let common: RowSetting | undefined;
  let lines: Uint8Array = new Uint8Array();

  /** Writes the rows that wait: columns one after the other, each by a short loop that stays warm. */
  const write = (): void => {
    if (common === undefined || waiting === 0) return;
    const before = columns.position.rows;
    for (let position = before; position < before + waiting; position += 1) columns.position.push(position);
    columns.batch.fill(common.batch, waiting);
    columns.ingested_at.fill(common.ingestedAt, waiting);
    columns.retention.fill(common.retention, waiting);
    columns.source.fill(common.source, waiting);
    columns.normalizer.fill(common.normalizer, waiting);
    if (shaped.waiting() > 0) shaped.write(common, lines);
    else events.write(common);
    columns.raw.pushSlices(lines, offsets.subarray(0, 2 * waiting));
    waiting = 0;
  };

  /** Makes room for the next row, whose line is `raw` from `start` to `end`. Rows of one kind wait together. */
  const begin = (kind: { waiting(): number }, setting: RowSetting, id: Uint8Array, raw: Uint8Array, start: number, end: number): void => {
    if (waiting === WAITING || setting !== common || raw !== lines || kind.waiting() !== waiting) {
      write();
      common = setting;
      lines = raw;
    }
    columns.id.push(id);
    offsets[2 * waiting] = start;
    offsets[2 * waiting + 1] = end;
    waiting += 1;
  };

  /** Writes all rows, and says what they are. */
  const written = (): Finished => {
    write();
    const hash = createHash('sha256');
    for (const column of [columns.id, columns.raw]) hash.update(column.bytes());
    return { rows: columns.id.rows, digest: hash.digest('hex') };
  };

  const reset = (): void => {
    write();
    block.reset();
    shaped.reset();
  };

  return {
    /** The column list of the INSERT. */
    names,

    /**
     * Adds a row; rows of one parcel come with the same setting. `raw` are the bytes of the line, from `start` to `end`. Event and bytes
     * stay as they are until the rows are settled or the block is finished.
     */
    add(setting: RowSetting, id: Uint8Array, event: NormalizedEvent, raw: Uint8Array, start: number, end: number): void {
      begin(events, setting, id, raw, start, end);
      events.add(event);
    },

    /** The same of a line of a known shape, which may serve again for the next. */
    addShaped(setting: RowSetting, id: Uint8Array, line: Shaped, raw: Uint8Array, start: number, end: number): void {
      begin(shaped, setting, id, raw, start, end);
      shaped.add(line);
    },

    /** Writes what still looks at the rows' events and bytes: their memory may be used again. */
    settle: write,

    rows: () => columns.id.rows,

    /** The block of the rows that were added, in pieces that are good until another is. @throws {Error} without rows. */
    pieces(): Finished & { pieces: readonly Uint8Array[] } {
      const finished = written();
      return { ...finished, pieces: block.pieces() };
    },

    /** Empties it, to go on with. */
    reset,

    /** The block of the rows that were added, as one, and an empty one to go on with. @throws {Error} without rows. */
    finish(): Finished & { block: Uint8Array<ArrayBuffer> } {
      const finished = written();
      const bytes = block.finish();
      shaped.reset();
      return { ...finished, block: bytes };
    },
  };
}
