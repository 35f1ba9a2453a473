import { expect, test } from 'vitest';
import { Policy } from '../../../../../src/vulnerabilities/contract.ts';
import { readPolicy, writePolicy } from './text.ts';

const grades = { critical: 1, high: 3, medium: 10, low: 10 };
const approver = { critical: 'owner', high: 'admin', medium: 'analyst', low: 'analyst' };
const policy = Policy.parse({
  require: [{ severity: 'high' }, { score: 4 }], unknownCounts: true, triage: 3, estimate: grades, remediate: grades, kevCaps: true, week: [1, 2, 3, 4, 5], holidays: ['2026-12-25'],
  accept: { mostMonths: 6, approver, fourEyes: true }, plan: { approver, fourEyes: false }, digest: { hour: 7, weekdays: [1] }, freshness: { node: 2, image: 24, repository: 168 },
});

test('what is written is read again, as YAML and as JSON', () => {
  expect(readPolicy(writePolicy(policy)).policy).toEqual(policy);
  expect(readPolicy(JSON.stringify(policy)).policy).toEqual(policy);
});

test.for([
  ['a value that is out of bounds', 'triage: 3', 'triage: -1', /^triage: /],
  ['an unknown severity', 'severity: high', 'severity: awful', /^require\.0\.severity: /],
] as const)('says at its line: %s', ([, before, after, says]) => {
  const text = writePolicy(policy).replace(before, after);
  const { policy: read, wrong } = readPolicy(text);
  expect(read).toBeUndefined();
  expect(wrong[0]?.says).toMatch(says);
  expect(text.split('\n')[(wrong[0]?.line ?? 0) - 1]).toContain(after);
});

test('what is no YAML is no policy, and says where', () => {
  expect(readPolicy('triage: [3\nweek: [1]').wrong[0]?.line).toBeGreaterThan(0);
});

test('what is missing is named; aliases that would grow without end are refused', () => {
  expect(readPolicy('triage: 3').wrong.map(({ says }) => says.split(':')[0])).toContain('remediate');
  expect(readPolicy('a: &a [1]\nb: [*a, *a]').policy).toBeUndefined();
});
