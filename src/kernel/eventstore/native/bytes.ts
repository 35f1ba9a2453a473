/** Bytes that grow at the end. Kept between blocks, so that a warm column allocates nothing. */
export type Bytes = {
  buffer: Buffer;
  /** The same memory. */
  view: DataView;
  /** How many of them are written. */
  length: number;
};

const FIRST = 16 * 1024;
/** Node's Buffer and ClickHouse's block both end well above; beyond this somebody forgot to finish a block. */
const LARGEST = 1024 ** 3;

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export function newBytes(): Bytes {
  const buffer = Buffer.allocUnsafeSlow(FIRST);
  return { buffer, view: viewOf(buffer), length: 0 };
}

/** Makes room for `more` bytes after the written ones. @throws {RangeError} above 1 GiB. */
export function reserve(bytes: Bytes, more: number): void {
  const needed = bytes.length + more;
  if (needed <= bytes.buffer.length) return;
  if (needed > LARGEST) throw new RangeError(`a column of a block is larger than ${LARGEST} bytes`);
  const grown = Buffer.allocUnsafeSlow(Math.min(LARGEST, Math.max(needed, bytes.buffer.length * 2)));
  bytes.buffer.copy(grown, 0, 0, bytes.length);
  bytes.buffer = grown;
  bytes.view = viewOf(grown);
}

/** Bytes that a LEB128 number takes. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
}

/** Writes a LEB128 number at `at` and answers where it ends. Numbers below 2^31. */
export function writeVarint(buffer: Buffer, at: number, value: number): number {
  let rest = value;
  let end = at;
  while (rest >= 0x80) {
    buffer[end++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  buffer[end++] = rest;
  return end;
}

/** Up to here a loop in JavaScript beats the call into C++. */
const SHORT = 24;

/** Appends a string as ClickHouse's String: its length in UTF-8 bytes, then the bytes, and answers where these begin. Lone surrogates become U+FFFD. */
export function appendString(to: Bytes, text: string): number {
  const { length } = text;
  reserve(to, length * 3 + 5);
  const { buffer } = to;
  const start = to.length;
  if (length <= SHORT) {
    let at = start + 1;
    for (let index = 0; ; index += 1) {
      if (index === length) {
        buffer[start] = length;
        to.length = at;
        return start + 1;
      }
      const code = text.charCodeAt(index);
      if (code >= 0x80) break;
      buffer[at++] = code;
    }
  }
  // Bytes are at least as many as characters: the length most often takes as much room as guessed.
  const guessed = varintSize(length);
  const written = buffer.write(text, start + guessed);
  const size = varintSize(written);
  if (size !== guessed) buffer.copyWithin(start + size, start + guessed, start + guessed + written);
  to.length = writeVarint(buffer, start, written) + written;
  return start + size;
}

/** Makes capital ASCII letters from `start` on small. No byte of another letter looks like one. */
export function lowerAscii({ buffer, length }: Bytes, start: number): void {
  for (let at = start; at < length; at += 1) {
    const byte = buffer[at] ?? 0;
    if (byte >= 0x41 && byte <= 0x5a) buffer[at] = byte + 0x20;
  }
}

/** Appends bytes as ClickHouse's String, whatever they are; `length` where they say another one than they have. */
export function appendBytes(to: Bytes, from: Uint8Array, start: number, end: number, length = end - start): void {
  const size = end - start;
  reserve(to, size + 5);
  const { buffer } = to;
  const at = writeVarint(buffer, to.length, length);
  if (size > SHORT) buffer.set(start === 0 && end === from.length ? from : from.subarray(start, end), at);
  else for (let index = 0; index < size; index += 1) buffer[at + index] = from[start + index] ?? 0;
  to.length = at + size;
}

/** Slices up to here have a length of one byte. */
const ONE_BYTE = 127;

/**
 * Appends slices of the same bytes, each as ClickHouse's String: `offsets` has where each begins and ends, in turn. Where one byte
 * lies between short neighbours, as between lines, they are copied at once and their lengths written over the bytes between.
 */
export function appendSlices(to: Bytes, from: Uint8Array, offsets: Uint32Array): void {
  for (let at = 0; at < offsets.length; ) {
    const start = offsets[at] ?? 0;
    let end = offsets[at + 1] ?? start;
    const first = at;
    for (at += 2; end - (offsets[at - 2] ?? 0) <= ONE_BYTE && offsets[at] === end + 1 && (offsets[at + 1] ?? 0) - end <= ONE_BYTE + 1; at += 2) end = offsets[at + 1] ?? end;
    appendBytes(to, from, start, end, (offsets[first + 1] ?? start) - start);
    const shift = to.length - end;
    for (let next = first + 2; next < at; next += 2) {
      const begin = offsets[next] ?? 0;
      to.buffer[begin + shift - 1] = (offsets[next + 1] ?? begin) - begin;
    }
  }
}
