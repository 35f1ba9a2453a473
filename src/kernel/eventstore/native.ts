import { varintSize, writeVarint } from './native/bytes.ts';
import type { Column, Pieces } from './native/column.ts';

export { viewOf } from './native/bytes.ts';
export { mouldOf, type Mould, type MouldParts } from './native/mould.ts';
export { dateTime64, fixedString, int32, uint16, uint32, uint64, uint8 } from './native/numbers.ts';
export { lowCardinality, string } from './native/strings.ts';
export { stringArray, stringMap } from './native/nested.ts';

export type NativeBlock<C> = {
  /** The columns, to append to: one value to each of them a row. */
  readonly columns: C;
  /** Names, in the order of the block: the column list of the INSERT. */
  readonly names: readonly string[];
  /**
   * The block in pieces, views of its columns for the most part: good until something is appended.
   * @throws {Error} when it has no rows, or columns differ in length.
   */
  pieces(): Pieces;
  /** Empties the columns. */
  reset(): void;
  /** The pieces as one, alone in their ArrayBuffer so that a worker can hand them over; the columns are empty afterwards. @throws {Error} as `pieces`. */
  finish(): Uint8Array<ArrayBuffer>;
};

/**
 * A block in ClickHouse's Native format, built column by column: the fastest way into the engine (a third of the cost of
 * JSON). Make it once and use it for every batch; a warm block allocates little but its result.
 *
 *     const block = nativeBlock({ time: dateTime64(), user: lowCardinality(), raw: string() });
 *     block.columns.time.push(Date.now()); block.columns.user.push('root'); block.columns.raw.push(line);
 *     await events.insert({ table: 'events', columns: block.names, body: block.finish(), token });
 *
 * Source: https://clickhouse.com/docs/interfaces/formats/Native and ClickHouse's NativeWriter.cpp.
 */
export function nativeBlock<C extends Record<string, Column>>(columns: C): NativeBlock<C> {
  const entries = Object.entries<Column>(columns);
  const heads = entries.map(([name, column]) => head(name, column.type));
  const [first] = entries;
  if (first === undefined) throw new Error('a block without columns');

  const rowsOf = (): number => {
    const { rows } = first[1];
    if (rows === 0) throw new Error('a block without rows');
    const uneven = entries.find(([, column]) => column.rows !== rows);
    if (uneven) throw new Error(`column ${uneven[0]} has ${uneven[1].rows} rows, ${first[0]} has ${rows}`);
    return rows;
  };
  const pieces = (): Pieces => {
    const start = Buffer.alloc(10);
    const out: Pieces = [start.subarray(0, writeVarint(start, writeVarint(start, 0, entries.length), rowsOf()))];
    for (const [index, [, column]] of entries.entries()) {
      out.push(heads[index] ?? new Uint8Array());
      column.write(out);
    }
    return out;
  };
  const reset = (): void => {
    for (const [, column] of entries) column.reset();
  };

  return {
    columns,
    names: entries.map(([name]) => name),
    pieces,
    reset,
    finish() {
      const block = joined(pieces());
      reset();
      return block;
    },
  };
}

function joined(pieces: Pieces): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Name and type, each as a String. */
function head(name: string, type: string): Buffer {
  const parts = [name, type].flatMap((text) => {
    const length = Buffer.alloc(varintSize(Buffer.byteLength(text)));
    writeVarint(length, 0, Buffer.byteLength(text));
    return [length, Buffer.from(text)];
  });
  return Buffer.concat(parts);
}
