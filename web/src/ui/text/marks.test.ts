import { expect, test } from 'vitest';
import { marksIn } from './marks.ts';

const marked = (text: string, words: string[]) => marksIn(text, words).map(({ start, end }) => text.slice(start, end));

test('every occurrence is marked, in any case, in order', () => {
  expect(marked('Failed password: PASSWORD failed', ['password', 'failed'])).toEqual(['Failed', 'password', 'PASSWORD', 'failed']);
});

test('marks that overlap or touch are one', () => {
  expect(marked('abcdef', ['abc', 'cde', 'f'])).toEqual(['abcdef']);
});

test('nothing is marked without words, and empty words match nothing', () => {
  expect(marksIn('anything', [])).toEqual([]);
  expect(marksIn('anything', [''])).toEqual([]);
});

test('a text whose lower case is longer has no misplaced marks', () => {
  expect(marksIn('İİİ root', ['root'])).toEqual([]);
});
