import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scaleTo, stepPath } from './scale.ts';

test.for([[0, 1, [0, 1]], [3, 3, [0, 1, 2, 3]], [14, 15, [0, 5, 10, 15]], [212, 300, [0, 100, 200, 300]], [1_900, 2_000, [0, 500, 1_000, 1_500, 2_000]]] as const)('%i is drawn on a scale to %i', ([most, top, steps]) => {
  expect(scaleTo(most)).toEqual({ top, steps });
});

test('a scale has room for everything and few lines', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 10_000_000 }), (most) => {
    const { top, steps } = scaleTo(most);
    expect(top).toBeGreaterThanOrEqual(most);
    expect(steps.length).toBeLessThanOrEqual(5);
    expect(steps.every(Number.isInteger)).toBe(true);
  }));
});

test('each value holds for its whole day', () => {
  expect(stepPath([0, 10, 5], 30, 100, 10)).toBe('M0 100H10L10 0H20L20 50H30');
  expect(stepPath([], 30, 100, 10)).toBe('');
});
