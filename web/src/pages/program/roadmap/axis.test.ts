import { describe, expect, test } from 'vitest';
import { axisOf, isInside, monthsOf, placeOf } from './axis.ts';

const milestone = (changes: object = {}) => ({
  id: 'a', title: 'A', goal: 'g', partOf: null, owner: 'us', target: 'soon', targetIs: 'open' as const, day: null, outcome: 'unmet' as const, metAt: null, reopened: 0, slips: [],
  forecast: null, noForecast: null, work: null, waitsFor: [], late: false, ...changes,
});
const today = '2026-11-27';

describe('the line of time', () => {
  test('of a program without a day shows the weeks around today', () => {
    const axis = axisOf({ today, releases: [], milestones: [milestone()] });
    expect(isInside('2026-11-20', axis) && isInside('2027-01-20', axis)).toBe(true);
    expect(axis.to < '2027-03-01').toBe(true);
  });

  test('holds every day that there is, but those that are years away', () => {
    const axis = axisOf({ today, releases: [{ name: '3.22', day: '2027-05-01', slips: [], milestones: 1, met: 0 }], milestones: [milestone({ metAt: '2026-10-20T10:00:00Z' }), milestone({ day: '2034-01-01' }), milestone({ forecast: { likely: '2027-06-01', earliest: '2027-05-01', latest: '2027-08-01', words: '' } })] });
    for (const day of ['2026-10-20', '2027-05-01', '2027-08-01']) expect(isInside(day, axis)).toBe(true);
    expect(isInside('2034-01-01', axis)).toBe(false);
    expect(placeOf('2034-01-01', axis, 500)).toBe(500);
    expect(placeOf('2020-01-01', axis, 500)).toBe(0);
  });

  test('names no more months than have room', () => {
    const axis = { from: '2026-11-10', to: '2027-11-10' };
    expect(monthsOf(axis, 900)).toHaveLength(12);
    expect(monthsOf(axis, 200).length).toBeLessThanOrEqual(3);
    expect(monthsOf(axis, 900)[0]).toBe('2026-12-01');
  });
});
