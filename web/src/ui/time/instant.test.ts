import { expect, test } from 'vitest';
import { exactTime, minuteTime, relative, rowTime, span, tickTime, withTimes } from './instant.ts';

// The tests run in Europe/Berlin.
const winter = Date.UTC(2026, 10, 23, 6, 33, 47, 123);
const summer = Date.UTC(2026, 6, 1, 22, 5, 0, 7);

test('a time is shown on the wall clock of its own day, or in UTC', () => {
  expect(exactTime(winter, 'local')).toBe('2026-11-23 07:33:47.123 +01:00');
  expect(exactTime(summer, 'local')).toBe('2026-07-02 00:05:00.007 +02:00');
  expect(exactTime(summer, 'utc')).toBe('2026-07-01 22:05:00.007 UTC');
  expect(rowTime(winter, 'utc')).toBe('11-23 06:33:47.123');
  expect(rowTime(winter, 'utc', false)).toBe('06:33:47.123');
  expect(minuteTime(winter, 'local')).toBe('2026-11-23 07:33');
  expect(tickTime(summer, 'local', true)).toBe('07-02 00:05');
});

test('a time outside the calendar is said, not shown as NaN', () => {
  expect(rowTime(Number.NaN, 'utc')).toBe('no time');
  expect(exactTime(9e15, 'utc')).toBe('no time');
});

test.for([
  [350, '350 ms'], [1_000, '1 s'], [12_400, '12 s'], [90_000, '1.5 min'], [7_200_000, '2 h'], [129_600_000, '1.5 d'], [8_640_000_000, '100 d'],
] as const)('%d ms last %s', ([ms, said]) => {
  expect(span(ms)).toBe(said);
});

test('relative time says which way', () => {
  expect(relative(winter, winter + 2_000)).toBe('just now');
  expect(relative(winter, winter + 720_000)).toBe('12 min ago');
  expect(relative(winter + 3 * 86_400_000, winter)).toBe('in 3 d');
});

test('instants within words are shown as every other time', () => {
  expect(withTimes('No line since 2026-11-23T06:33:47.123Z; see x.', 'local')).toBe('No line since 2026-11-23 07:33; see x.');
});
