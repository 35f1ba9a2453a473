import { expect, test } from 'vitest';
import { brief, count, countOf, percent } from './numbers.ts';

test.for([
  [0, '0'], [999, '999'], [1_000, '1k'], [1_234, '1.2k'], [9_999, '10k'], [34_400, '34k'], [999_499, '999k'], [999_600, '1M'], [5_100_000, '5.1M'], [2e9, '2G'],
] as const)('%d in a narrow place is %s', ([value, said]) => {
  expect(brief(value)).toBe(said);
});

test('counts are grouped and agree with their noun', () => {
  expect(count(1_204_331)).toBe('1,204,331');
  expect(countOf(1, 'alert')).toBe('1 alert');
  expect(countOf(2_000, 'alert')).toBe('2,000 alerts');
  expect(countOf(2, 'identity', 'identities')).toBe('2 identities');
});

test.for([
  [0, 100, '0 %'], [100, 100, '100 %'], [99_999, 100_000, '> 99.9 %'], [1, 100_000, '< 0.1 %'], [995, 1_000, '99 %'], [5, 1_000, '0.5 %'], [3, 0, '–'],
] as const)('%d of %d never rounds to all or nothing: %s', ([part, whole, said]) => {
  expect(percent(part, whole)).toBe(said);
});
