import { expect, test } from 'vitest';
import { headline, type Matters } from './headline.ts';

const calm: Matters = { openAlerts: 0, toReview: 0, moreToReview: false, silent: 0, failing: 0, lost: 0, unheard: false };

test.for<[string, Partial<Matters>]>([
  ['Nothing needs you now', {}],
  ['Nothing is watched yet', { unheard: true }],
  ['1 alert open', { openAlerts: 1 }],
  ['3 alerts open and 1 source silent', { openAlerts: 3, silent: 1 }],
  ['12 lines unaccounted for, 1 source not understood and more than 5 sign-ins to review', { lost: 12, failing: 1, toReview: 5, moreToReview: true }],
])('%s', ([said, matters]) => {
  expect(headline({ ...calm, ...matters })).toBe(said);
});
