import { expect, test } from 'vitest';
import { best, rank } from './rank.ts';

const items = ['Overview', 'Logs', 'Live tail', 'Alerts', 'Sign out', 'Silence 4 h'].map((title) => ({ title }));
const titles = (typed: string) => best(items, typed, 3).map(({ title }) => title);

test('the beginning of a word is better than its middle', () => {
  expect(titles('ale')).toEqual(['Alerts']);
  expect(titles('si')).toEqual(['Sign out', 'Silence 4 h']);
});

test('letters in order are enough, out of order they are not', () => {
  expect(titles('lt')).toContain('Live tail');
  expect(rank('tlx', 'Live tail')).toBeNull();
});

test('nothing typed keeps the order', () => {
  expect(titles('')).toEqual(['Overview', 'Logs', 'Live tail']);
});
