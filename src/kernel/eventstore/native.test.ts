import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixedString, lowCardinality, mouldOf, nativeBlock, string, stringArray, uint16, uint64, uint8, viewOf, type MouldParts } from './native.ts';

test('a block without rows is refused', () => {
  expect(() => nativeBlock({ n: uint8() }).finish()).toThrow('a block without rows');
});

test('a column that was forgotten in a row is named', () => {
  const block = nativeBlock({ n: uint8(), text: string() });
  block.columns.n.push(1);
  expect(() => block.finish()).toThrow('column text has 0 rows, n has 1');
});

test('a block in pieces is the same, and is as it was until it is reset', () => {
  const block = nativeBlock({ n: uint64(), text: string(), kind: lowCardinality(), list: stringArray() });
  for (let n = 0; n < 300; n += 1) {
    block.columns.n.push(n);
    block.columns.text.push('ü'.repeat(n));
    block.columns.kind.push(`kind ${n}`);
    block.columns.list.add(`item ${n}`);
    block.columns.list.endRow();
  }
  const inPieces = Buffer.concat(block.pieces());
  expect(Buffer.compare(inPieces, block.finish())).toBe(0);
  expect(() => block.pieces()).toThrow('a block without rows');
});

test('a finished block is alone in its memory, so that it can be handed to another thread', () => {
  const block = nativeBlock({ n: uint8() });
  block.columns.n.push(7);
  const bytes = block.finish();
  expect(bytes.buffer.byteLength).toBe(bytes.length);
});

test('a block is empty after it was finished and serves again', () => {
  const block = nativeBlock({ n: uint8(), kind: lowCardinality() });
  const round = (kind: string) => {
    block.columns.n.push(1);
    block.columns.kind.push(kind);
    return Buffer.from(block.finish()).toString('latin1');
  };
  const first = round('first');
  expect(round('other')).not.toContain('first');
  expect(round('first')).toBe(first);
});

test('filling a column is pushing the same value so many times', () => {
  const bytesOf = (add: (columns: { small: ReturnType<typeof uint16>; large: ReturnType<typeof uint64>; kind: ReturnType<typeof lowCardinality> }) => void) => {
    const block = nativeBlock({ small: uint16(), large: uint64(), kind: lowCardinality() });
    add(block.columns);
    return block.finish();
  };
  const filled = bytesOf(({ small, large, kind }) => {
    for (const [value, count] of [[1, 4_095], [2, 2], [3, 20_000]] as const) {
      small.fill(value, count);
      large.fill(value * 2 ** 33, count);
      kind.fill(`kind ${value}`, count);
    }
  });
  const pushed = bytesOf(({ small, large, kind }) => {
    for (const [value, count] of [[1, 4_095], [2, 2], [3, 20_000]] as const) {
      for (let n = 0; n < count; n += 1) {
        small.push(value);
        large.push(value * 2 ** 33);
        kind.push(`kind ${value}`);
      }
    }
  });
  expect(Buffer.compare(filled, pushed)).toBe(0);
});

/** What a block that is said to be in lower case, or not, makes of texts. */
function itemsOf(texts: readonly string[], options?: Parameters<typeof stringArray>[0]): string {
  const block = nativeBlock({ items: stringArray(options) });
  for (const text of texts) {
    block.columns.items.add(text);
    block.columns.items.endRow();
  }
  return Buffer.from(block.finish()).toString('hex');
}

test('in lower case only ASCII letters change, never the length in front of them', () => {
  // 65 to 90 bytes: a length that reads like a capital letter.
  const texts = ['', '2:Ä.Example', '4:ROOT', '4:\u212a\ud800Z', 'X'.repeat(65), `é${'Q'.repeat(85)}`, 'Y'.repeat(200), 'LabSZ'];
  for (const some of [texts, texts.filter((text) => /^[\0-\x7f]*$/.test(text))]) {
    expect(itemsOf(some, { lower: true })).toBe(itemsOf(some.map((text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()))));
  }
});

/** A column of Strings as the Native format has it, written the slow and plain way. */
const plainly = (values: readonly Uint8Array[]): Buffer =>
  Buffer.concat(values.flatMap((value) => {
    const length: number[] = [];
    for (let rest = value.length; ; rest >>>= 7) {
      if (rest < 0x80) return [Buffer.from([...length, rest]), value];
      length.push((rest & 0x7f) | 0x80);
    }
  }));

const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.string({ unit: 'grapheme', maxLength: 20 }), fc.nat(300).map((length) => 'a'.repeat(length)), fc.constant('\ud800'));

test('texts are written as they are, whether short or long, ASCII or not, and whatever is between them', () => {
  fc.assert(fc.property(fc.array(fc.oneof(anyText, fc.uint8Array({ maxLength: 200 })), { maxLength: 40 }), (values) => {
    const column = string();
    for (const value of values) {
      if (typeof value === 'string') column.push(value);
      else column.pushBytes(value);
    }
    expect(column.rows).toBe(values.length);
    expect(Buffer.from(column.bytes())).toEqual(plainly(values.map((value) => Buffer.from(value))));
  }));
});

test('many short texts are written as they are', () => {
  const texts = Array.from({ length: 5_000 }, (_, n) => `text ${n}`);
  const column = string();
  for (const text of texts) column.push(text);
  expect(Buffer.from(column.bytes())).toEqual(plainly(texts.map((text) => Buffer.from(text))));
});

test('slices of the same bytes are written each for itself, whatever lies between them', () => {
  const slice = fc.record({ gap: fc.constantFrom(0, 1, 1, 1, 2, 7), length: fc.oneof(fc.nat(10), fc.integer({ min: 120, max: 135 }), fc.nat(300)) });
  fc.assert(fc.property(fc.array(slice, { maxLength: 30 }), (slices) => {
    const offsets: number[] = [];
    for (const { gap, length } of slices) offsets.push((offsets.at(-1) ?? 0) + gap, (offsets.at(-1) ?? 0) + gap + length);
    const bytes = Uint8Array.from({ length: offsets.at(-1) ?? 0 }, (_, n) => n % 251);
    const column = string();
    column.push('before');
    column.pushSlices(bytes, Uint32Array.from(offsets));
    expect(column.rows).toBe(1 + slices.length);
    expect(Buffer.from(column.bytes())).toEqual(plainly([Buffer.from('before'), ...slices.map((_, n) => bytes.subarray(offsets[2 * n], offsets[2 * n + 1]))]));
  }));
});

test('too few bytes for a fixed string are refused', () => {
  expect(() => fixedString(16).push(new Uint8Array(20), 5)).toThrow(RangeError);
});

/** Texts with gaps, and two fillings of the gaps one after the other in the same bytes. */
const moulded = fc.record({
  moulds: fc.array(fc.array(fc.array(fc.oneof(fc.nat(3), fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('2:', 'Ä', 'B'.repeat(130))), { maxLength: 4 }), { maxLength: 4 }), { minLength: 2, maxLength: 2 }),
  fillings: fc.array(fc.oneof(fc.string({ unit: 'binary-ascii', maxLength: 12 }), fc.constantFrom('Root', '@[`{AZaz', 'X'.repeat(127), 'y'.repeat(200))), { minLength: 8, maxLength: 8 }),
  behind: fc.constantFrom('', ' ', 'é\xff behind, and more of it'),
  // What is there already, up to the end of the memory that a column begins with.
  before: fc.oneof(fc.constant(0), fc.integer({ min: 16_000, max: 16_382 })),
});

test.for([false, true])('moulds make what their texts are with the gaps filled (in lower case: %s)', (lower) => {
  fc.assert(fc.property(moulded, ({ moulds, fillings, behind, before }) => {
    const edges = Uint32Array.from(fillings.flatMap((_, n) => [fillings.slice(0, n).join('').length, fillings.slice(0, n + 1).join('').length]));
    const small = (text: string): string => (lower ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text);
    const filled = (parts: MouldParts, mould: number): string => small(parts.map((part) => (typeof part === 'number' ? fillings[4 * mould + part] : part)).join(''));
    const column = string();
    column.push('b'.repeat(before));
    column.pushMoulds(moulds.map((texts) => mouldOf(texts, { lower })), { which: Uint16Array.of(0, 1), bytes: viewOf(Buffer.from(fillings.join('') + behind)), edges, stride: 8, longest: 200 });
    const texts = ['b'.repeat(before), ...moulds.flatMap((some, mould) => some.map((parts) => filled(parts, mould)))];
    expect(column.rows).toBe(texts.length);
    expect(Buffer.from(column.bytes())).toEqual(plainly(texts.map((text) => Buffer.from(text))));
  }), { numRuns: 500 });
});
