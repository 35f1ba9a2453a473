import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addBusinessDays, addDays, businessDaysTo, isWorked, usualCalendar } from './calendar.ts';
import { readDay, sayDay, sayDistance, sayFullDay } from './words.ts';

// A Friday.
const today = '2026-11-27';
const christmas = { week: [1, 2, 3, 4, 5], holidays: ['2026-12-24', '2026-12-25'] };

describe('a day is typed in words', () => {
  test.for([
    ['2026-12-24', '2026-12-24'], ['+10bd', '2026-12-11'], ['10bd', '2026-12-11'], [' +1 BD ', '2026-11-30'], ['+0bd', today], ['+3d', '2026-11-30'], ['+2w', '2026-12-11'],
    ['+3m', '2027-02-27'], ['today', today], ['tomorrow', '2026-11-28'], ['fri', '2026-12-04'], ['mon', '2026-11-30'], ['wednesday', '2026-12-02'], ['tues', '2026-12-01'], ['thursday', '2026-12-03'],
    ['next sat', '2026-11-28'], ['eow', '2026-11-29'], ['eom', '2026-11-30'], ['24 dec', '2026-12-24'], ['Dec 24', '2026-12-24'], ['3 march', '2027-03-03'], ['due', '2026-12-02'],
  ] as const)('%s', ([typed, day]) => {
    expect(readDay(typed, { today, calendar: usualCalendar, due: '2026-12-02' })).toBe(day);
  });

  test.for(['', 'soon', '2026-02-30', '2026-13-01', '10', '+9999999bd', '31 feb', 'dec', '24 dec 24', 'day', 'mo'])('“%s” is none', (typed) => {
    expect(readDay(typed, { today, calendar: usualCalendar })).toBeUndefined();
  });

  test('holidays are not business days', () => {
    expect(readDay('+3bd', { today: '2026-12-22', calendar: christmas })).toBe('2026-12-29');
  });
});

test('a day is said with its year only where that is another', () => {
  expect([sayDay('2026-12-24', today), sayDay('2027-01-05', today), sayFullDay('2026-12-24')]).toEqual(['24 Dec', '5 Jan 2027', 'Thu 24 Dec 2026']);
  expect(['2026-11-27', '2026-11-30', '2026-12-11', '2026-11-24'].map((day) => sayDistance(day, today, usualCalendar))).toEqual(['today', 'in 1 business day', 'in 10 business days', '3 business days ago']);
});

test('counting business days and adding them undo each other, and end on a day that is worked', () => {
  fc.assert(fc.property(fc.integer({ min: -1_000, max: 1_000 }), fc.integer({ min: -300, max: 300 }), (shift, days) => {
    const from = addBusinessDays(addDays(today, shift), 1, christmas);
    const to = addBusinessDays(from, days, christmas);
    expect(businessDaysTo(from, to, christmas)).toBe(days);
    expect(isWorked(to, christmas)).toBe(true);
  }));
});
