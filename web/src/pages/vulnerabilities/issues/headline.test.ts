import { expect, test } from 'vitest';
import { headline } from './headline.ts';

const summary = { open: 300, required: 212, undecided: 14, overdue: 0, proposed: 0, kev: 0, byState: {}, bySeverity: {}, slipped: 3, dueSoon: 0 };

test.for([
  ['14 of 212 required issues have no plan; 3 plans are late.', summary],
  ['1 of 212 required issues has no plan.', { ...summary, undecided: 1, slipped: 0 }],
  ['1 of 1 required issue has no plan; 1 plan is late.', { ...summary, required: 1, undecided: 1, slipped: 1 }],
  ['Everything required is planned or resolved.', { ...summary, undecided: 0, slipped: 0 }],
  ['Everything required is decided; 3 plans are late.', { ...summary, undecided: 0 }],
  ['Nothing is known yet', { ...summary, open: 0, required: 0, undecided: 0, slipped: 0 }],
  ['No issue is open', { ...summary, open: 0, required: 0, undecided: 0, slipped: 0, byState: { resolved: 9 } }],
] as const)('%s', ([said, given]) => {
  expect(headline(given)).toBe(said);
});
