import { appendString, newBytes, reserve, viewOf, writeVarint, type Bytes } from './bytes.ts';

/** A text in parts: texts as they stand, and numbers of gaps that bytes are put into. */
export type MouldParts = readonly (string | number)[];

/** Texts of which the most stands before, made once to be appended many times: what does not vary is copied as bytes. */
export type Mould = {
  /** How many texts it makes. */
  texts: number;
  /** What is done, in turn: see the numbers below. */
  program: Int32Array;
  /** The bytes that stand before, and room behind them. */
  fixed: DataView;
  /** Bytes that its texts take at most, without what is put into the gaps. */
  room: number;
  /** How many gaps it fills; one that comes twice counts twice. */
  gaps: number;
  /** Whether what is put into the gaps is made lower case. */
  lower: boolean;
};

/** What is put into the gaps of moulds, row by row. */
export type Fillings = {
  /** Which of the moulds each row has. */
  which: Uint16Array;
  /** The bytes that all of it stands in. In the gaps they are ASCII, between them whatever. */
  bytes: DataView;
  /** Where gap n of row r begins and ends: `edges[r * stride + 2n]`, `edges[r * stride + 2n + 1]`. */
  edges: Uint32Array;
  stride: number;
  /** No gap gets more bytes. */
  longest: number;
};

/** `FIXED from to`: these of the fixed bytes. */
const FIXED = 0;
/** `TEXT from to gap`: a text of these fixed bytes and a gap behind them, its length in front. */
const TEXT = 1;
/** `LENGTH fixed count gap…`: the length of a text of so many fixed bytes and these gaps. `GAP gap`: what is put into it. */
const LENGTH = 2;
const GAP = 3;

/** Bytes that are copied at once; so many may be written behind the last. */
const STEP = 8;

/** Makes a mould of texts; what will be put into their gaps is ASCII. `lower`: capital letters become small ones, in the gaps too. */
export function mouldOf(texts: readonly MouldParts[], { lower = false } = {}): Mould {
  const fixed = newBytes();
  const program: number[] = [];
  let lastIsFixed = false;
  const add = (...step: readonly number[]): void => {
    program.push(...step);
    lastIsFixed = false;
  };
  const addFixed = (from: number): void => {
    // What follows fixed bytes at once is copied with them.
    if (lastIsFixed) program[program.length - 1] = fixed.length;
    else add(FIXED, from, fixed.length);
    lastIsFixed = true;
  };
  for (const parts of texts) {
    const cased = parts.map((part) => (typeof part === 'string' && lower ? part.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : part));
    const gaps = cased.filter((part) => typeof part === 'number');
    const from = fixed.length;
    const [last] = gaps;
    if (last === undefined) {
      appendString(fixed, cased.join(''));
      addFixed(from);
    } else if (gaps.length === 1 && cased.at(-1) === last) {
      appendPlain(fixed, cased.slice(0, -1).join(''));
      add(TEXT, from, fixed.length, last);
    } else {
      add(LENGTH, Buffer.byteLength(cased.filter((part) => typeof part === 'string').join('')), gaps.length, ...gaps);
      for (const part of cased) {
        const at = fixed.length;
        if (typeof part === 'number') {
          add(GAP, part);
        } else {
          appendPlain(fixed, part);
          addFixed(at);
        }
      }
    }
  }
  const bytes = Buffer.alloc(fixed.length + STEP);
  fixed.buffer.copy(bytes, 0, 0, fixed.length);
  return {
    texts: texts.length,
    program: Int32Array.from(program),
    room: fixed.length + 5 * texts.length,
    fixed: viewOf(bytes),
    gaps: texts.flat().filter((part) => typeof part === 'number').length,
    lower,
  };
}

/** Appends the texts of each row's mould as ClickHouse's Strings, and answers how many these are. @throws {RangeError} where a row has none of the moulds. */
export function appendMoulds(to: Bytes, moulds: readonly Mould[], fillings: Fillings): number {
  const { which, stride, longest } = fillings;
  let room = STEP;
  let texts = 0;
  for (const n of which) {
    const mould = moulds[n];
    if (mould === undefined) throw new RangeError(`there is no mould ${n}`);
    room += mould.room + mould.gaps * longest;
    texts += mould.texts;
  }
  reserve(to, room);
  let end = to.length;
  for (let row = 0; row < which.length; row += 1) {
    const mould = moulds[which[row] ?? 0];
    if (mould === undefined) continue;
    end = mould.gaps === 0 ? copy(to.view, end, mould.fixed, 0, mould.fixed.byteLength - STEP) : append(to, end, mould, fillings, row * stride);
  }
  to.length = end;
  return texts;
}

function append({ buffer, view }: Bytes, begin: number, { program, fixed, lower }: Mould, { bytes, edges }: Fillings, at: number): number {
  let end = begin;
  for (let step = 0; step < program.length; ) {
    switch (program[step]) {
      case FIXED:
        end = copy(view, end, fixed, program[step + 1] ?? 0, program[step + 2] ?? 0);
        step += 3;
        break;
      case TEXT: {
        const from = program[step + 1] ?? 0;
        const until = program[step + 2] ?? 0;
        const gap = at + 2 * (program[step + 3] ?? 0);
        const start = edges[gap] ?? 0;
        const stop = edges[gap + 1] ?? 0;
        end = writeLength(buffer, end, until - from + stop - start);
        end = copy(view, end, fixed, from, until);
        end = lower ? copyLower(view, end, bytes, start, stop) : copy(view, end, bytes, start, stop);
        step += 4;
        break;
      }
      case LENGTH: {
        let length = program[step + 1] ?? 0;
        const last = step + 3 + (program[step + 2] ?? 0);
        for (step += 3; step < last; step += 1) {
          const gap = at + 2 * (program[step] ?? 0);
          length += (edges[gap + 1] ?? 0) - (edges[gap] ?? 0);
        }
        end = writeLength(buffer, end, length);
        break;
      }
      default: {
        const gap = at + 2 * (program[step + 1] ?? 0);
        const start = edges[gap] ?? 0;
        const stop = edges[gap + 1] ?? 0;
        end = lower ? copyLower(view, end, bytes, start, stop) : copy(view, end, bytes, start, stop);
        step += 2;
      }
    }
  }
  return end;
}

function writeLength(buffer: Buffer, at: number, length: number): number {
  if (length >= 0x80) return writeVarint(buffer, at, length);
  buffer[at] = length;
  return at + 1;
}

/**
 * Eight bytes at a time, which is several times as fast as one by one, and as a call into V8's C++. The last time a few too many are
 * copied; what comes next is written over them.
 */
function copy(to: DataView, at: number, from: DataView, start: number, end: number): number {
  const shift = at - start;
  const last = from.byteLength - STEP;
  let i = start;
  for (; i < end && i <= last; i += STEP) to.setBigInt64(i + shift, from.getBigInt64(i, true), true);
  for (; i < end; i += 1) to.setUint8(i + shift, from.getUint8(i));
  return end + shift;
}

/** The same four at a time. With the first byte as the lowest nothing carries over to it from what comes behind, whatever that is. */
function copyLower(to: DataView, at: number, from: DataView, start: number, end: number): number {
  const shift = at - start;
  const last = from.byteLength - 4;
  let i = start;
  for (; i < end && i <= last; i += 4) to.setInt32(i + shift, lower4(from.getInt32(i, true)), true);
  for (; i < end; i += 1) to.setUint8(i + shift, lower4(from.getUint8(i)));
  return end + shift;
}

/** Four ASCII letters: the high bit of a byte is set in the first sum from `A` on, in the second from behind `Z` on. */
const lower4 = (four: number): number => four | (((four + 0x3f3f3f3f) & ~(four + 0x25252525) & 0x80808080) >>> 2);

function appendPlain(to: Bytes, text: string): void {
  reserve(to, text.length * 3);
  to.length += to.buffer.write(text, to.length);
}
