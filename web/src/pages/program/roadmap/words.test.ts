import { expect, test } from 'vitest';
import { sayMilestone, whenOf } from './words.ts';

const milestone = {
  id: 'a', title: 'A', goal: 'g', partOf: null, owner: 'us', target: '3.22', targetIs: 'release' as const, day: '2026-12-20', outcome: 'unmet' as const, metAt: null, reopened: 0, slips: [],
  forecast: null, noForecast: null, work: null, waitsFor: [], late: false,
};
const forecast = { likely: '2027-01-03', earliest: '2026-12-28', latest: '2027-01-20', words: '' };
const today = '2026-11-27';

test('when a milestone is there is said with what is known of it', () => {
  expect(whenOf({ ...milestone, outcome: 'met', metAt: '2026-11-20T10:00:00Z' }, today)).toBe('met 20 Nov');
  expect(whenOf({ ...milestone, forecast }, today)).toBe('likely 3 Jan 2027 (28 Dec – 20 Jan 2027)');
  expect(whenOf({ ...milestone, noForecast: 'Nothing says when: it has ended (not known).' }, today)).toBe('no forecast: it has ended (not known)');
  expect(whenOf({ ...milestone, day: '2026-11-01' }, today)).toBe('was due 1 Nov');
});

test('what a row draws is said to who does not see it', () => {
  const slip = { what: 'slipped' as const, from: { words: '3.22', day: '2026-12-01' }, to: { words: '3.22', day: '2026-12-20' }, release: '3.22', version: 2, by: 'ann', at: '' };
  expect(sayMilestone({ ...milestone, slips: [slip], forecast, late: true }, today)).toBe('target 3.22, 20 Dec; slipped from 1 Dec to 20 Dec, by ann; likely 3 Jan 2027 (28 Dec – 20 Jan 2027); later than its target');
});
