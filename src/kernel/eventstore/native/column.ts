/** Where a block is written to. */
export type Out = { buffer: Buffer; at: number };

/** What a block knows of each of its columns. */
export type Column = {
  /** ClickHouse's name of the type. */
  readonly type: string;
  /** Rows appended since the last reset. */
  readonly rows: number;
  /** Bytes that `write` will write. */
  size(): number;
  /** Writes the column's data in the Native format (without name and type). */
  write(out: Out): void;
  reset(): void;
};

export function writeUInt64(out: Out, value: number): void {
  out.buffer.writeUInt32LE(value % 2 ** 32, out.at);
  out.buffer.writeUInt32LE(Math.floor(value / 2 ** 32), out.at + 4);
  out.at += 8;
}

export function writeBytes(out: Out, from: Uint8Array): void {
  out.buffer.set(from, out.at);
  out.at += from.length;
}
