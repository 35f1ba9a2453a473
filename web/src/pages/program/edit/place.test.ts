import { expect, test } from 'vitest';
import { linesIn, placeOf } from './place.ts';

test.for<[number, number, string]>([[1, 1, 'goals:'], [2, 3, 'sure'], [3, 1, ''], [4, 99, ''], [9, 1, 'end']])('line %i, column %i begins “%s”', ([line, column, rest]) => {
  const text = 'goals:\n  sure\n\nend';
  const { start, end } = placeOf(text, line, column);
  expect(text.slice(start, end)).toBe(rest);
});

test('a text has as many lines as an editor shows', () => {
  expect([linesIn(''), linesIn('a'), linesIn('a\n'), linesIn('a\nb\n\n')]).toEqual([1, 1, 2, 4]);
});
