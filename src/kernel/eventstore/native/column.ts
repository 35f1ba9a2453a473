/** A block in pieces, in order: mostly views of its columns' memory, which are never copied where the block goes into a file. */
export type Pieces = Uint8Array[];

/** What a block knows of each of its columns. */
export type Column = {
  /** ClickHouse's name of the type. */
  readonly type: string;
  /** Rows appended since the last reset. */
  readonly rows: number;
  /** Adds the column's data in the Native format (without name and type). The pieces are good until something is appended. */
  write(out: Pieces): void;
  reset(): void;
};

export function writeUInt64(out: Pieces, value: number): void {
  const piece = Buffer.alloc(8);
  piece.writeUInt32LE(value % 2 ** 32, 0);
  piece.writeUInt32LE(Math.floor(value / 2 ** 32), 4);
  out.push(piece);
}
