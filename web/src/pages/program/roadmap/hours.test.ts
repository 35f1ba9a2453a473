import { expect, test } from 'vitest';
import { hoursIn } from './hours.ts';

test.for([['12', 12], ['12.5', 12.5], [' 12,5 h ', 12.5], ['0', 0], ['', undefined], ['-1', undefined], ['1e3', undefined], ['20000', undefined], ['twelve', undefined]] as const)('hours as people write them: %j', ([typed, hours]) => {
  expect(hoursIn(typed)).toBe(hours);
});
