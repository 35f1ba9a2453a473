import { expect, test } from 'vitest';
import { isWithinHours, isZone } from './hours.ts';

const berlin = (day: number, hour: number, minute = 0) => Date.UTC(2026, 5, day, hour - 2, minute);
const office = { zone: 'Europe/Berlin', from: 9 * 60, to: 17 * 60, days: [1, 2, 3, 4, 5] };
const night = { zone: 'Europe/Berlin', from: 22 * 60, to: 6 * 60, days: [5] };

test.for([
  ['at nine on Monday', office, berlin(1, 9), true],
  ['a minute before', office, berlin(1, 8, 59), false],
  ['at five in the afternoon', office, berlin(1, 17), false],
  ['on Saturday', office, berlin(6, 12), false],
  ['at the start of a night shift', night, berlin(5, 22), true],
  ['in the morning after', night, berlin(6, 5, 59), true],
  ['when the shift is over', night, berlin(6, 6), false],
  ['in the morning before', night, berlin(5, 5), false],
  ['at midnight', night, berlin(6, 0), true],
] as const)('%s', ([, hours, at, expected]) => {
  expect(isWithinHours(at, { ...hours, days: [...hours.days] })).toBe(expected);
});

test('a zone follows its summer time', () => {
  expect(isWithinHours(Date.UTC(2026, 0, 5, 7, 59), office)).toBe(false);
  expect(isWithinHours(Date.UTC(2026, 0, 5, 8), office)).toBe(true);
});

test('only zones that exist are zones', () => {
  expect(['Europe/Berlin', 'UTC', 'Mars/Olympus', ''].map(isZone)).toEqual([true, true, false, false]);
});
