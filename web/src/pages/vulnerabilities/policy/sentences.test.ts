import { describe, expect, test } from 'vitest';
import type { Policy } from '../../../../../src/vulnerabilities/contract.ts';
import { remediateBy, sayApproval, sentencesOf, whyRequired } from './sentences.ts';

const policy: Policy = {
  require: [{ severity: 'high' }, { score: 4 }],
  unknownCounts: true,
  triage: 3,
  estimate: { critical: 1, high: 3, medium: 10, low: 10 },
  remediate: { critical: 3, high: 10, medium: 40, low: 100 },
  kevCaps: true,
  week: [1, 2, 3, 4, 5], holidays: [],
  accept: { mostMonths: 6, approver: { critical: 'owner', high: 'owner', medium: 'admin', low: 'admin' }, fourEyes: true },
  plan: { approver: { critical: 'admin', high: 'analyst', medium: 'analyst', low: 'analyst' }, fourEyes: false },
  digest: { hour: 7, weekdays: [1, 2, 3, 4, 5] },
  freshness: { node: 2, image: 24, repository: 168 },
};

test('policy is said in sentences', () => {
  expect(sentencesOf(policy)).toEqual([
    'An issue must be resolved or planned when it has severity high or worse, or a CVSS score of 4.0 or more; one whose severity nobody knows must be, too.',
    'Days are business days in UTC: Monday to Friday.',
    'Where CISA names a day for a known exploited vulnerability, nothing is due later than that.',
    'A risk can be accepted for at most 6 months, by two people; then the issue opens again.',
    'A plan holds at once where its maker may approve it.',
    'A digest goes to each team at 07:00 UTC on Monday to Friday.',
  ]);
});

describe('an issue says why it is required', () => {
  const issue = { required: true, severity: 'medium', score: 5.3, kev: null, epss: null } as const;
  test.for([
    ['its score', issue, /CVSS score of 4\.0 or more/],
    ['its severity before its score', { ...issue, severity: 'critical', score: 9.8 }, /severity high or worse/],
    ['that nobody knows it', { ...issue, severity: 'unknown', score: null }, /nobody has said how severe/],
    ['that it is not', { ...issue, required: false }, /does not require/],
  ] as const)('%s', ([, given, said]) => {
    expect(whyRequired(given, policy)).toMatch(said);
  });
});

test('what is due counts business days from when it opened; CISA’s day caps it and never extends it', () => {
  const opened = { severity: 'high', openedAt: '2026-11-27T10:00:00.000Z', kev: null } as const;
  const kev = (due: string) => ({ ...opened, kev: { added: null, due, ransomware: false } });
  expect([opened, kev('2026-12-01'), kev('2027-03-01')].map((issue) => remediateBy(issue, policy))).toEqual(['2026-12-11', '2026-12-01', '2026-12-11']);
});

test('whoever decides is told when it takes somebody else, by the worst of what is decided', () => {
  expect(sayApproval(policy.plan, ['medium', 'critical'], 'analyst')).toBe('Holds once an admin approves it.');
  expect(sayApproval(policy.plan, ['medium', 'critical'], 'owner')).toBe('');
  expect(sayApproval(policy.plan, ['medium'], 'analyst')).toBe('');
  expect(sayApproval(policy.accept, ['low'], 'owner')).toBe('Holds once somebody else, at least an admin, approves it.');
});
