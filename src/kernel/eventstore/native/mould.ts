import { appendString, newBytes, reserve, viewOf, writeVarint, type Bytes } from './bytes.ts';

/** A text in parts: texts as they stand, and numbers of gaps that bytes are put into. */
export type MouldParts = readonly (string | number)[];

/** Texts of which the most stands before, made once to be appended many times: what does not vary is copied as bytes. */
export type Mould = {
  /** How many texts it makes. */
  texts: number;
  /** What is done, in turn: see the numbers below. */
  program: Int32Array;
  fixed: DataView;
  /** Bytes of its texts without what is put into the gaps, and at most so many more for their lengths. */
  room: number;
  /** The gaps that it fills; one that comes twice stands twice. */
  gaps: readonly number[];
};

/** `FIXED from to`: these of the fixed bytes. */
const FIXED = 0;
/** `LENGTH fixed count gap…`: the length of a text of so many fixed bytes and these gaps. */
const LENGTH = 1;
/** `GAP gap`: what is put into it; `LOWER gap`: the same in lower case. */
const GAP = 2;
const LOWER = 3;

/** `lower`: capital letters of ASCII become small ones. The bytes that are put into the gaps must be ASCII. */
export function mouldOf(texts: readonly MouldParts[], { lower = false } = {}): Mould {
  const fixed = newBytes();
  const program: number[] = [];
  const addFixed = (from: number): void => {
    const before = program.length - 3;
    // What follows fixed bytes at once is copied with them.
    if (lastIsFixed && program[before + 2] === from) program[before + 2] = fixed.length;
    else program.push(FIXED, from, fixed.length);
    lastIsFixed = true;
  };
  let lastIsFixed = false;
  for (const parts of texts) {
    const gaps = parts.filter((part) => typeof part === 'number');
    const cased = parts.map((part) => (typeof part === 'string' && lower ? part.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : part));
    const from = fixed.length;
    if (gaps.length === 0) {
      appendString(fixed, cased.join(''));
      addFixed(from);
      continue;
    }
    const length = cased.reduce<number>((sum, part) => sum + (typeof part === 'string' ? Buffer.byteLength(part) : 0), 0);
    program.push(LENGTH, length, gaps.length, ...gaps);
    lastIsFixed = false;
    for (const part of cased) {
      if (typeof part === 'number') {
        program.push(lower ? LOWER : GAP, part);
        lastIsFixed = false;
        continue;
      }
      const at = fixed.length;
      appendPlain(fixed, part);
      addFixed(at);
    }
  }
  return {
    texts: texts.length,
    program: Int32Array.from(program),
    room: fixed.length + 5 * texts.length,
    fixed: viewOf(Uint8Array.from(fixed.buffer.subarray(0, fixed.length))),
    gaps: texts.flatMap((parts) => parts.filter((part) => typeof part === 'number')),
  };
}

/** Appends the mould's texts as ClickHouse's Strings: gap n holds the bytes of `from` from `edges[at + 2n]` to `edges[at + 2n + 1]`. */
export function appendMould(to: Bytes, mould: Mould, from: DataView, edges: Uint32Array, at: number): void {
  const { program, fixed, gaps } = mould;
  let { room } = mould;
  for (const gap of gaps) room += (edges[at + 2 * gap + 1] ?? 0) - (edges[at + 2 * gap] ?? 0);
  reserve(to, room);
  const { buffer, view } = to;
  let end = to.length;
  for (let step = 0; step < program.length; ) {
    const gap = at + 2 * (program[step + 1] ?? 0);
    switch (program[step]) {
      case FIXED:
        end = copy(buffer, view, end, fixed, program[step + 1] ?? 0, program[step + 2] ?? 0);
        step += 3;
        break;
      case LENGTH: {
        let length = program[step + 1] ?? 0;
        const last = step + 3 + (program[step + 2] ?? 0);
        for (step += 3; step < last; step += 1) {
          const edge = at + 2 * (program[step] ?? 0);
          length += (edges[edge + 1] ?? 0) - (edges[edge] ?? 0);
        }
        if (length < 0x80) buffer[end++] = length;
        else end = writeVarint(buffer, end, length);
        break;
      }
      case GAP:
        end = copy(buffer, view, end, from, edges[gap] ?? 0, edges[gap + 1] ?? 0);
        step += 2;
        break;
      default:
        end = copyLower(buffer, end, from, edges[gap] ?? 0, edges[gap + 1] ?? 0);
        step += 2;
    }
  }
  to.length = end;
}

/** Eight bytes at a time, which is several times as fast as one by one, and as a call into V8's C++. The last eight overlap those before. */
function copy(buffer: Buffer, to: DataView, at: number, from: DataView, start: number, end: number): number {
  const shift = at - start;
  if (end - start >= 8) {
    for (let i = start; i < end - 8; i += 8) to.setBigInt64(i + shift, from.getBigInt64(i));
    to.setBigInt64(end - 8 + shift, from.getBigInt64(end - 8));
  } else {
    for (let i = start; i < end; i += 1) buffer[i + shift] = from.getUint8(i);
  }
  return end + shift;
}

function copyLower(buffer: Buffer, at: number, from: DataView, start: number, end: number): number {
  const shift = at - start;
  for (let i = start; i < end; i += 1) {
    const byte = from.getUint8(i);
    buffer[i + shift] = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
  }
  return end + shift;
}

function appendPlain(to: Bytes, text: string): void {
  reserve(to, text.length * 3);
  to.length += to.buffer.write(text, to.length);
}
