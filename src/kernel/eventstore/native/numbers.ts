import { endianness } from 'node:os';
import { newBytes, reserve } from './bytes.ts';
import type { Column } from './column.ts';

if (endianness() !== 'LE') throw new Error('the Native format is written from memory, which must be little-endian');

type Narrow = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

export type NumberColumn = Column & {
  push(value: number): void;
  /** The same value so many times. */
  fill(value: number, count: number): void;
};

export type NarrowColumn = NumberColumn & {
  /** Appends of these values the one that each row has. */
  pushFrom(some: readonly number[], which: Uint16Array): void;
};

/** Whole numbers of up to 32 bits. What does not fit is cut to the low bits, as typed arrays do. */
function narrow(type: string, make: (length: number) => Narrow): NarrowColumn {
  let values = make(4096);
  let rows = 0;
  const grow = (length: number) => {
    const grown = make(Math.max(length, rows * 2));
    grown.set(values);
    values = grown;
  };
  return {
    type,
    get rows() {
      return rows;
    },
    push(value) {
      if (rows === values.length) grow(rows + 1);
      values[rows++] = value;
    },
    fill(value, count) {
      if (rows + count > values.length) grow(rows + count);
      values.fill(value, rows, (rows += count));
    },
    pushFrom(some, which) {
      if (rows + which.length > values.length) grow(rows + which.length);
      for (const n of which) values[rows++] = some[n] ?? 0;
    },
    write(out) {
      out.push(new Uint8Array(values.buffer, 0, rows * values.BYTES_PER_ELEMENT));
    },
    reset() {
      rows = 0;
    },
  };
}

export const uint8 = (): NarrowColumn => narrow('UInt8', (length) => new Uint8Array(length));
export const uint16 = (): NarrowColumn => narrow('UInt16', (length) => new Uint16Array(length));
export const uint32 = (): NarrowColumn => narrow('UInt32', (length) => new Uint32Array(length));
export const int32 = (): NarrowColumn => narrow('Int32', (length) => new Int32Array(length));

/** 64 bits as two halves: a bigint a value would cost an allocation each. */
function wide(type: string): NumberColumn & { pushBig(value: bigint): void } {
  let halves = new Int32Array(8192);
  let rows = 0;
  const reserveRows = (more: number): void => {
    if (2 * (rows + more) <= halves.length) return;
    const grown = new Int32Array(Math.max(2 * (rows + more), halves.length * 2));
    grown.set(halves);
    halves = grown;
  };
  const next = (): number => {
    reserveRows(1);
    return rows++ * 2;
  };
  const push = (value: number) => {
    const at = next();
    const high = Math.floor(value / 2 ** 32);
    halves[at] = value - high * 2 ** 32;
    halves[at + 1] = high;
  };
  return {
    type,
    get rows() {
      return rows;
    },
    push,
    fill(value, count) {
      reserveRows(count);
      new BigInt64Array(halves.buffer).fill(BigInt(value), rows, (rows += count));
    },
    pushBig(value) {
      const at = next();
      halves[at] = Number(BigInt.asIntN(32, value));
      halves[at + 1] = Number(BigInt.asIntN(32, value >> 32n));
    },
    write(out) {
      out.push(new Uint8Array(halves.buffer, 0, rows * 8));
    },
    reset() {
      rows = 0;
    },
  };
}

/** `push` takes whole numbers up to 2^53, `pushBig` all of them. */
export const uint64 = (): NumberColumn & { pushBig(value: bigint): void } => wide('UInt64');

/** `push` takes milliseconds since the epoch, negative before it. */
export const dateTime64 = (): NumberColumn => wide("DateTime64(3, 'UTC')");

export type FixedColumn = Column & {
  push(bytes: Uint8Array, start?: number): void;
  /** What was appended, as it will be written. */
  bytes(): Uint8Array;
};

/** Exactly `width` bytes a row, taken from `bytes` at `start`. @throws {RangeError} when it has fewer. */
export function fixedString(width: number): FixedColumn {
  const data = newBytes();
  const bytes = () => data.buffer.subarray(0, data.length);
  return {
    type: `FixedString(${width})`,
    get rows() {
      return data.length / width;
    },
    push(bytes, start = 0) {
      if (start + width > bytes.length) throw new RangeError(`FixedString(${width}) got ${bytes.length - start} bytes`);
      reserve(data, width);
      const { buffer } = data;
      let at = data.length;
      for (let index = start; index < start + width; index += 1) buffer[at++] = bytes[index] ?? 0;
      data.length = at;
    },
    bytes,
    write(out) {
      out.push(bytes());
    },
    reset() {
      data.length = 0;
    },
  };
}
