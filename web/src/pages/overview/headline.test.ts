import { expect, test } from 'vitest';
import { headline, type Matters } from './headline.ts';

const calm: Matters = { first: 0, openAlerts: 0, undecided: 0, late: 0, toReview: 0, moreToReview: false, silent: 0, silentNodes: 0, failing: 0, lost: 0, unheard: false };

test.for<[string, Partial<Matters>]>([
  ['Nothing needs you now', {}],
  ['Nothing is watched yet', { unheard: true }],
  ['1 alert open', { openAlerts: 1 }],
  ['3 alerts open and 1 source silent', { openAlerts: 3, silent: 1 }],
  ['14 issues without a plan', { undecided: 14 }],
  ['1 host to look at first, 1 alert open, 14 issues without a plan, 3 issues late and 1 node silent', { first: 1, openAlerts: 1, undecided: 14, late: 3, silentNodes: 1 }],
  ['12 lines unaccounted for, 1 source not understood and more than 5 sign-ins to review', { lost: 12, failing: 1, toReview: 5, moreToReview: true }],
])('%s', ([said, matters]) => {
  expect(headline({ ...calm, ...matters })).toBe(said);
});
