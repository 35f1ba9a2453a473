import { expect, test } from 'vitest';
import { fixedString, lowCardinality, nativeBlock, string, uint64, uint8 } from './native.ts';

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

test('too few bytes for a fixed string are refused', () => {
  expect(() => fixedString(16).push(new Uint8Array(20), 5)).toThrow(RangeError);
});
