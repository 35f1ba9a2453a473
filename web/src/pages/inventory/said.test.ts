import { expect, test } from 'vitest';
import { countsSaid, foundSaid } from './said.ts';

test.for<[string, number, number | undefined]>([
  ['1 asset', 1, 1],
  ['7 assets', 7, undefined],
  ['3 of 7 assets, 4 hidden by the filter', 3, 7],
  ['more than 10,000 assets', 10_001, 10_001],
  ['12 of more than 10,000 assets, the others hidden by the filter', 12, 10_001],
])('the list says: %s', ([said, total, all]) => {
  expect(foundSaid(total, all)).toBe(said);
});

test('counts are said in words, those that are nothing left out', () => {
  const calm = { critical: 0, high: 0, medium: 0, low: 0, other: 0, undecided: 0 };
  expect(countsSaid({ ...calm, critical: 2, low: 1_204, other: 3 })).toBe('2 critical, 1,204 low, 3 of other severities');
  expect(countsSaid(calm)).toBe('none');
});
