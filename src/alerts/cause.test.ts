import { expect, test } from 'vitest';
import { growth, isWorse, type Cause } from './cause.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
const told = (count: number, minute: number, severity: Cause['severity'] = 'high'): Cause => ({
  id: 'a', detection: 'signin.account-spike', title: 't', severity, group: 'user:root', firstAt: at(0), lastAt: at(minute),
  evidence: { query: '', from: at(0), to: at(minute), count, events: [], accounts: [], addresses: [], threshold: '', histogram: { intervalMs: 60_000, from: at(0), counts: [] } },
});
const known = { severity: 'high' as const, lastAt: new Date(at(5)), count: 30 };

test.for([
  { name: 'more attempts', cause: told(31, 6), grew: true, worse: false },
  { name: 'the same again', cause: told(30, 5), grew: false, worse: false },
  { name: 'an older message that was overtaken', cause: told(25, 4), grew: false, worse: false },
  { name: 'the same count, later', cause: told(30, 6), grew: true, worse: false },
  { name: 'worse', cause: told(30, 5, 'critical'), grew: false, worse: true },
  { name: 'less severe than known', cause: told(31, 6, 'low'), grew: true, worse: false },
])('$name', ({ cause, grew, worse }) => {
  expect(growth(known, cause)).toMatchObject({ grew, worse, severity: worse ? 'critical' : 'high' });
});

test('nothing is worse than itself', () => {
  expect(isWorse('high', 'high')).toBe(false);
  expect(isWorse('critical', 'low')).toBe(true);
});
