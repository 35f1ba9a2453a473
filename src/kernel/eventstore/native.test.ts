import { expect, test } from 'vitest';
import { fixedString, lowCardinality, nativeBlock, string, stringArray, uint16, uint64, uint8 } from './native.ts';

test('a block without rows is refused', () => {
  expect(() => nativeBlock({ n: uint8() }).finish()).toThrow('a block without rows');
});

test('a column that was forgotten in a row is named', () => {
  const block = nativeBlock({ n: uint8(), text: string() });
  block.columns.n.push(1);
  expect(() => block.finish()).toThrow('column text has 0 rows, n has 1');
});

test('a block is exactly as long as it said', () => {
  const block = nativeBlock({ n: uint64(), text: string(), kind: lowCardinality() });
  for (let n = 0; n < 300; n += 1) {
    block.columns.n.push(n);
    block.columns.text.push('ü'.repeat(n));
    block.columns.kind.push(`kind ${n}`);
  }
  const size = block.size();
  expect(block.finish().length).toBe(size);
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

test('in lower case only ASCII letters change, never the length in front of them', () => {
  // 65 to 90 bytes: a length that reads like a capital letter.
  const texts = ['', '2:Ä.Example', '4:ROOT', '4:\u212a\ud800Z', 'X'.repeat(65), `é${'Q'.repeat(85)}`, 'Y'.repeat(200)];
  const bytesOf = (lower: boolean) => {
    const block = nativeBlock({ items: stringArray() });
    for (const text of texts) {
      if (lower) block.columns.items.addLower(text);
      else block.columns.items.add(text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
      block.columns.items.endRow();
    }
    return Buffer.from(block.finish()).toString('hex');
  };
  expect(bytesOf(true)).toBe(bytesOf(false));
});

test('too few bytes for a fixed string are refused', () => {
  expect(() => fixedString(16).push(new Uint8Array(20), 5)).toThrow(RangeError);
});
