import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { power, times } from './field.ts';
import { masks } from './mask.ts';
import type { Modules } from './modules.ts';
import { qrCode } from './qr.ts';

/** Reads a symbol as a scanner does, written from the standard and not from the encoder: format, mask, words, blocks, text. */
function scan(modules: Modules): { text: string; mask: number; version: number; syndromes: number[] } {
  const size = modules.length;
  const version = (size - 17) / 4;
  const at = (row: number, column: number): number => (modules[row]?.[column] ? 1 : 0);
  const first = [[8, 0], [8, 1], [8, 2], [8, 3], [8, 4], [8, 5], [8, 7], [8, 8], [7, 8], [5, 8], [4, 8], [3, 8], [2, 8], [1, 8], [0, 8]];
  const format = first.reduce((bits, [row = 0, column = 0]) => (bits << 1) | at(row, column), 0) ^ 0b101010000010010;
  expect(format >> 13, 'level M').toBe(0b00);
  const mask = (format >> 10) & 0b111;
  const bits = [...places(size, version)].map(([row, column]) => at(row, column) ^ (masks[mask]?.(row, column) ? 1 : 0));
  const words = Array.from({ length: Math.floor(bits.length / 8) }, (_, word) => Number.parseInt(bits.slice(word * 8, word * 8 + 8).join(''), 2));
  const [degree, count] = ({ 1: [10, 1], 2: [16, 1], 3: [26, 1], 4: [18, 2], 5: [24, 2], 6: [16, 4], 7: [18, 4], 8: [22, 4], 9: [22, 5], 10: [26, 5] } as Record<number, [number, number]>)[version] ?? [0, 1];
  const data = words.length - degree * count;
  const blocks = Array.from({ length: count }, (): number[] => []);
  const short = Math.floor(data / count);
  let next = 0;
  for (let index = 0; index <= short; index += 1) blocks.forEach((block, which) => { if (index < short || which >= count - (data % count)) block.push(words[next++] ?? 0); });
  const ends = blocks.map((block) => [...block]);
  for (let index = 0; index < degree; index += 1) for (const block of ends) block.push(words[next++] ?? 0);
  const syndromes = ends.flatMap((block) => Array.from({ length: degree }, (_, root) => block.reduce((sum, word) => times(sum, power(root)) ^ word, 0)));
  const stream = blocks.flat().map((word) => word.toString(2).padStart(8, '0')).join('');
  expect(stream.slice(0, 4), 'byte mode').toBe('0100');
  const head = version < 10 ? 12 : 20;
  const length = Number.parseInt(stream.slice(4, head), 2);
  const bytes = Uint8Array.from({ length }, (_, byte) => Number.parseInt(stream.slice(head + byte * 8, head + byte * 8 + 8), 2));
  return { text: new TextDecoder().decode(bytes), mask, version, syndromes };
}

const centres: Record<number, number[]> = { 1: [], 2: [6, 18], 3: [6, 22], 4: [6, 26], 5: [6, 30], 6: [6, 34], 7: [6, 22, 38], 8: [6, 24, 42], 9: [6, 26, 46], 10: [6, 28, 50] };

function* places(size: number, version: number): Generator<[number, number]> {
  const corner = (row: number, column: number) => (row < 9 && column < 9) || (row < 9 && column >= size - 8) || (row >= size - 8 && column < 9);
  const aligned = (centres[version] ?? []).flatMap((row) => (centres[version] ?? []).map((column) => [row, column] as const)).filter(([row, column]) => !corner(row, column) || (row !== 6 && column !== 6));
  const taken = (row: number, column: number) =>
    corner(row, column) || row === 6 || column === 6 || aligned.some(([y, x]) => Math.abs(row - y) <= 2 && Math.abs(column - x) <= 2)
    || (version >= 7 && ((row < 6 && column >= size - 11) || (column < 6 && row >= size - 11)));
  let up = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right -= 1;
    for (let step = 0; step < size; step += 1) {
      const row = up ? size - 1 - step : step;
      for (const column of [right, right - 1]) if (!taken(row, column)) yield [row, column];
    }
    up = !up;
  }
}

describe('a code is what a scanner reads', () => {
  test('the link of an authenticator', () => {
    const uri = 'otpauth://totp/Glacis:alice%40example.org?issuer=Glacis&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30';
    const { text, version, syndromes } = scan(qrCode(uri));
    expect(text).toBe(uri);
    expect(version).toBe(8);
    expect(new Set(syndromes)).toEqual(new Set([0]));
  });

  test('any text, in every size', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 0, max: 150 }), (text, more) => {
      const whole = text + 'x'.repeat(more);
      fc.pre(new TextEncoder().encode(whole).length <= 213);
      const read = scan(qrCode(whole));
      expect(read.text).toBe(whole.toWellFormed());
      expect(read.syndromes.every((syndrome) => syndrome === 0)).toBe(true);
    }), { numRuns: 60 });
  });
});

test('finders stand in three corners, and the dark module in its place', () => {
  const modules = qrCode('glacis');
  const finder = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111'];
  const cut = (row: number, column: number) => Array.from({ length: 7 }, (_, y) => Array.from({ length: 7 }, (_, x) => (modules[row + y]?.[column + x] ? '1' : '0')).join(''));
  expect(modules.length).toBe(21);
  expect([cut(0, 0), cut(0, 14), cut(14, 0)]).toEqual([finder, finder, finder]);
  expect(modules[13]?.[8]).toBe(true);
});

test('a text that is too long is refused', () => {
  expect(() => qrCode('x'.repeat(1_000))).toThrow(RangeError);
});
