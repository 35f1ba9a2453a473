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

/** Whole numbers of up to 32 bits. What does not fit is cut to the low bits, as typed arrays do. */
function narrow(type: string, make: (length: number) => Narrow): NumberColumn {
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
    write(out) {
      out.push(new Uint8Array(values.buffer, 0, rows * values.BYTES_PER_ELEMENT));
    },
    reset() {
      rows = 0;
    },
  };
}

export const uint8 = (): NumberColumn => narrow('UInt8', (length) => new Uint8Array(length));
export const uint16 = (): NumberColumn => narrow('UInt16', (length) => new Uint16Array(length));
export const uint32 = (): NumberColumn => narrow('UInt32', (length) => new Uint32Array(length));
export const int32 = (): NumberColumn => narrow('Int32', (length) => new Int32Array(length));

/** 64 bits as two halves: a bigint a value would cost an allocation each. */
function wide(type: string): NumberColumn & { pushBig(value: bigint): void } {
  let halves = new Int32Array(8192);
  let rows = 0;
  const next = (): number => {
    if (rows * 2 === halves.length) {
      const grown = new Int32Array(halves.length * 2);
      grown.set(halves);
      halves = grown;
    }
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
      for (let row = 0; row < count; row += 1) push(value);
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
