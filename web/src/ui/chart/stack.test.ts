import { expect, test } from 'vitest';
import { barPaths, onGrid } from './stack.ts';

test('failures stand on the ground, and what is there is at least a pixel high', () => {
  const paths = barPaths([{ success: 99, failure: 1, other: 0 }, { success: 0, failure: 0, other: 50 }], 20, 50);
  expect(paths.failure).toBe('M0 50V49H9V50Z');
  expect(paths.success).toBe('M0 49V0H9V49Z');
  expect(paths.other).toBe('M10 50V25H19V50Z');
});

test('nothing draws nothing', () => {
  expect(barPaths([{ success: 0, failure: 0, other: 0 }], 20, 50)).toEqual({ failure: '', success: '', other: '' });
  expect(barPaths([{ success: 1, failure: 0, other: 0 }], 0, 50)).toEqual({ failure: '', success: '', other: '' });
});

test('sparse buckets land in their place, those outside do not', () => {
  const one = { success: 1, failure: 0, other: 0 };
  expect(onGrid([{ at: 20, stack: one }, { at: 25, stack: one }, { at: 99, stack: one }], 10, 40, 10).map((bucket) => bucket.success)).toEqual([0, 2, 0]);
});
