import { varintSize, writeVarint } from './native/bytes.ts';
import type { Column, Out } from './native/column.ts';

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
  /** Bytes of the block if it were finished now, to decide when it is large enough. */
  size(): number;
  /**
   * The block's bytes, alone in their ArrayBuffer (so that a worker can hand it over), or in `room` where that has room for them; the
   * columns are empty afterwards.
   * @throws {Error} when it has no rows, or columns differ in length.
   */
  finish(room?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
};

/**
 * A block in ClickHouse's Native format, built column by column: the fastest way into the engine (a third of the cost of
 * JSON). Make it once and use it for every batch; a warm block allocates only its result.
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
  const size = (rows: number): number =>
    entries.reduce((sum, [, column], index) => sum + (heads[index]?.length ?? 0) + column.size(), varintSize(entries.length) + varintSize(rows));

  return {
    columns,
    names: entries.map(([name]) => name),
    size: () => size(first[1].rows),
    finish(room) {
      const rows = rowsOf();
      const length = size(rows);
      const bytes = room !== undefined && room.length >= length ? room.subarray(0, length) : new Uint8Array(length);
      const out: Out = { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, length), at: 0 };
      out.at = writeVarint(out.buffer, out.at, entries.length);
      out.at = writeVarint(out.buffer, out.at, rows);
      for (const [index, [, column]] of entries.entries()) {
        out.at += heads[index]?.copy(out.buffer, out.at) ?? 0;
        column.write(out);
        column.reset();
      }
      return bytes;
    },
  };
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
