import { expect, test } from 'vitest';
import { ticksOf } from './ticks.ts';

// The tests run in Europe/Berlin, one hour before UTC in winter.
const at = (text: string) => Date.parse(text);

test('a day has round hours, and midnight by its date', () => {
  const labels = ticksOf(at('2026-11-22T12:10:00Z'), at('2026-11-23T12:10:00Z'), 8, 'local').map((tick) => tick.label);
  expect(labels).toEqual(['15:00', '18:00', '21:00', '11-23', '03:00', '06:00', '09:00', '12:00']);
});

test('an hour has minutes, in UTC where asked', () => {
  expect(ticksOf(at('2026-11-22T12:10:00Z'), at('2026-11-22T13:10:00Z'), 6, 'utc').map((tick) => tick.label)).toEqual(['12:10', '12:20', '12:30', '12:40', '12:50', '13:00']);
});

test('a month has days, a decade few ticks, and an empty range none', () => {
  expect(ticksOf(at('2026-10-23T00:00:00Z'), at('2026-11-23T00:00:00Z'), 6, 'utc')[0]?.label).toBe('10-29');
  expect(ticksOf(at('2016-01-01T00:00:00Z'), at('2026-01-01T00:00:00Z'), 5, 'utc').length).toBeLessThanOrEqual(5);
  expect(ticksOf(5, 5, 5, 'utc')).toEqual([]);
});
