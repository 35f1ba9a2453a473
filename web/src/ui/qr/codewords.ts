import { correction } from './field.ts';

/** Correction words a block and blocks, by version, at level M (15 % may be lost; ISO/IEC 18004, table 9). */
const levelM: readonly (readonly [words: number, blocks: number])[] = [[10, 1], [16, 1], [26, 1], [18, 2], [24, 2], [16, 4], [18, 4], [22, 4], [22, 5], [26, 5], [30, 5], [22, 8], [22, 9], [24, 9], [24, 10]];

export const MOST_VERSION = levelM.length;

/** Modules of a symbol that carry data, so that what is left over after finders, timing, alignment and format is known. */
function rawModules(version: number): number {
  let modules = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const alignments = Math.floor(version / 7) + 2;
    modules -= (25 * alignments - 10) * alignments - 55;
    if (version >= 7) modules -= 36;
  }
  return modules;
}

const wordsOf = (version: number): number => Math.floor(rawModules(version) / 8);

function dataWords(version: number): number {
  const [words, blocks] = levelM[version - 1] ?? [0, 0];
  return wordsOf(version) - words * blocks;
}

/** The smallest version that holds so many bytes. @throws {RangeError} when none here does (more than 412). */
export function versionFor(bytes: number): number {
  for (let version = 1; version <= MOST_VERSION; version += 1) {
    const head = 4 + (version < 10 ? 8 : 16);
    if (head + bytes * 8 <= dataWords(version) * 8) return version;
  }
  throw new RangeError('too long for a code of this size');
}

/** All codewords of a symbol, in the order that they are placed: data interleaved over the blocks, then their correction. */
export function codewords(data: Uint8Array, version: number): number[] {
  const [degree, blocks] = levelM[version - 1] ?? [0, 1];
  const words = padded(data, version);
  const short = Math.floor(wordsOf(version) / blocks) - degree;
  const longer = wordsOf(version) % blocks;
  let at = 0;
  const parts = Array.from({ length: blocks }, (_, block) => {
    const length = short + (block >= blocks - longer ? 1 : 0);
    const part = words.slice(at, at + length);
    at += length;
    return { data: part, correction: correction(part, degree) };
  });
  const interleaved = (length: number, of: (part: (typeof parts)[number]) => readonly number[]) =>
    Array.from({ length }, (_, index) => parts.flatMap((part) => of(part)[index] ?? [])).flat();
  return [...interleaved(short + 1, (part) => part.data), ...interleaved(degree, (part) => part.correction)];
}

/** Byte mode, length, data, terminator, and the pad bytes. */
function padded(data: Uint8Array, version: number): number[] {
  const bits: number[] = [];
  const push = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >> bit) & 1);
  };
  push(0b0100, 4);
  push(data.length, version < 10 ? 8 : 16);
  for (const byte of data) push(byte, 8);
  const room = dataWords(version) * 8;
  push(0, Math.min(4, room - bits.length));
  push(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < room; pad ^= 0xec ^ 0x11) push(pad, 8);
  return Array.from({ length: bits.length / 8 }, (_, word) => bits.slice(word * 8, word * 8 + 8).reduce((value, bit) => (value << 1) | bit, 0));
}
