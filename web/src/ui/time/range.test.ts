import { describe, expect, test } from 'vitest';
import { rangeFromSearch, rangeName, rangeToSearch, readRange, stepped, windowOf, type Range } from './range.ts';

// The tests run in Europe/Berlin: 12:00 there.
const now = Date.UTC(2026, 10, 23, 11, 0, 0);
const hours = (from: string, to: string): Range => ({ kind: 'between', from: `${from}.000Z`, to: `${to}.000Z` });

describe('what somebody types into the time picker', () => {
  test.for([
    ['15m', { kind: 'last', span: '15m' }],
    ['last 3 h', { kind: 'last', span: '3h' }],
    ['all', { kind: 'all' }],
    ['today', hours('2026-11-22T23:00:00', '2026-11-23T23:00:00')],
    ['yesterday', hours('2026-11-21T23:00:00', '2026-11-22T23:00:00')],
    ['2026-11-20', hours('2026-11-19T23:00:00', '2026-11-20T23:00:00')],
    ['2026-11-20 .. 2026-11-21', hours('2026-11-19T23:00:00', '2026-11-21T23:00:00')],
    ['2026-11-20 07:00 to 08:30', hours('2026-11-20T06:00:00', '2026-11-20T07:30:00')],
    ['9:15 - 9:45', hours('2026-11-23T08:15:00', '2026-11-23T08:45:00')],
    ['2026-11-20T07:00:00Z .. 2026-11-20T08:00:00+01:00', null],
    ['2026-11-20T07:00:00Z .. 2026-11-20T09:00:00+01:00', hours('2026-11-20T07:00:00', '2026-11-20T08:00:00')],
    ['07:00 .. now', hours('2026-11-23T06:00:00', '2026-11-23T11:00:00')],
    ['2026-11-20 07:15', hours('2026-11-20T06:15:00', '2026-11-20T06:16:00')],
    ['0h', null], ['nonsense', null], ['2026-13-40', null], ['08:00 to 07:00', null], ['', null],
  ] as const)('%s', ([typed, expected]) => {
    expect(readRange(typed, now, 'local')).toEqual(expected);
  });

  test('in UTC the same words mean UTC', () => {
    expect(readRange('2026-11-20 07:00 to 08:30', now, 'utc')).toEqual(hours('2026-11-20T07:00:00', '2026-11-20T08:30:00'));
  });
});

test('a relative range is fixed at one instant, all time has no ends', () => {
  expect(windowOf({ kind: 'last', span: '1h' }, now)).toEqual({ from: '2026-11-23T10:00:00.000Z', to: '2026-11-23T11:00:00.000Z' });
  expect(windowOf({ kind: 'all' }, now)).toEqual({ from: undefined, to: undefined });
});

test('a range is named in words', () => {
  expect(rangeName({ kind: 'last', span: '24h' }, 'local')).toBe('Last 24 hours');
  expect(rangeName({ kind: 'last', span: '1h' }, 'local')).toBe('Last hour');
  expect(rangeName(hours('2026-11-20T06:00:00', '2026-11-20T07:30:00'), 'local')).toBe('2026-11-20 07:00 – 08:30');
  expect(rangeName({ kind: 'between', from: null, to: '2026-11-20T07:00:00Z' }, 'utc')).toBe('the beginning – 2026-11-20 07:00');
});

test('stepping moves by the length of the range', () => {
  expect(stepped({ kind: 'last', span: '1h' }, -1, now)).toEqual(hours('2026-11-23T09:00:00', '2026-11-23T10:00:00'));
  expect(stepped({ kind: 'all' }, -1, now)).toEqual({ kind: 'all' });
});

test.for<Range>([
  { kind: 'last', span: '24h' }, { kind: 'last', span: '7d' }, { kind: 'all' }, hours('2026-11-20T06:00:00', '2026-11-20T07:30:00'), { kind: 'between', from: null, to: '2026-11-20T07:00:00.000Z' },
])('the address holds the range: %j', (range) => {
  expect(rangeFromSearch(rangeToSearch(range, '24h'), '24h')).toEqual(range);
});

test('an address that says nothing sensible means the usual range', () => {
  expect(rangeFromSearch({ range: 'x', from: 'never' }, '24h')).toEqual({ kind: 'last', span: '24h' });
});
