import { expect, test } from 'vitest';
import { rowNow } from './active.ts';

test.for([
  ['a row that arrives above leaves the keys on their row', ['new', 'a', 'b'], { key: 'a', index: 0 }, 1],
  ['the next row takes the place of one that goes', ['a', 'c'], { key: 'b', index: 1 }, 1],
  ['when the last one goes, the one before it', ['a'], { key: 'b', index: 1 }, 0],
  ['an empty list has none', [], { key: 'a', index: 0 }, -1],
  ['before the first key there is none', ['a'], undefined, -1],
] as const)('%s', ([, keys, active, index]) => {
  expect(rowNow(keys, active)).toBe(index);
});
