import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunked, DAY, momentsOver, SECOND, signIn, startOfHour, watching, type Given } from '../../../test/support/spikes.ts';

const START = Date.UTC(2026, 5, 1, 9);

/** Attempts as they happen, with names and addresses of which some come up often. */
const attempts = (spanSeconds: number) =>
  fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: spanSeconds }).map((second) => startOfHour(START) + second * SECOND),
      user: fc.constantFrom('root', 'root', 'root', 'alice', ''),
      address: fc.constantFrom('192.0.2.1', '192.0.2.2', '2001:db8::1', ''),
      count: fc.constantFrom(1, 1, 2, 5),
    }),
    { minLength: 20, maxLength: 120 },
  );

describe('whatever way the lines come', () => {
  const inOrder = (given: readonly Given[]) => given.toSorted((a, b) => a.at - b.at).map(signIn);
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });

  test('splitting them into batches changes no alert', () =>
    fc.assert(fc.asyncProperty(attempts(6 * 3_600), sizes, async (given, sizes) => {
      const whole = watching();
      await whole.take(inOrder(given).map((attempt) => ({ ...attempt, received: START + DAY })));
      const split = watching();
      for (const batch of chunked(inOrder(given).map((attempt) => ({ ...attempt, received: START + DAY })), sizes)) await split.take(batch);
      expect(split.alerts()).toEqual(whole.alerts());
    }), { numRuns: 60 }));

  test('a restart between any two batches changes nothing', () =>
    fc.assert(fc.asyncProperty(attempts(6 * 3_600), sizes, async (given, sizes) => {
      const steady = watching();
      const restarted = watching();
      for (const batch of chunked(inOrder(given), sizes)) {
        await steady.take(batch);
        await restarted.take(batch);
        restarted.restart();
      }
      expect(restarted.alerts()).toEqual(steady.alerts());
      expect(restarted.told).toEqual(steady.told);
    }), { numRuns: 60 }));

  test('lines up to an hour late, in any order, make the same alerts', () =>
    fc.assert(fc.asyncProperty(attempts(44 * 60), fc.array(fc.integer({ min: 0, max: 3_600 }), { minLength: 120, maxLength: 120 }), sizes, async (given, delays, sizes) => {
      const punctual = watching();
      await punctual.take(inOrder(given));
      const late = inOrder(given).map((attempt, at) => ({ ...attempt, received: attempt.at + (delays[at] ?? 0) * SECOND })).sort((a, b) => a.received - b.received);
      const delayed = watching();
      for (const batch of chunked(late, sizes)) await delayed.take(batch);
      expect(delayed.alerts()).toEqual(punctual.alerts());
    }), { numRuns: 100 }));

  test('late lines may split a spike in two, but no moment over the limit is lost and none is made up', () =>
    fc.assert(fc.asyncProperty(attempts(8 * 3_600), fc.array(fc.integer({ min: 0, max: 3_600 }), { minLength: 120, maxLength: 120 }), async (given, delays) => {
      const late = inOrder(given).map((attempt, at) => ({ ...attempt, received: attempt.at + (delays[at] ?? 0) * SECOND })).sort((a, b) => a.received - b.received);
      const house = watching();
      for (const batch of chunked(late, [7])) await house.take(batch);
      const alerts = house.alerts().filter(({ group }) => group === 'user:root');
      const over = momentsOver(given.map((given) => ({ ...given, success: false })), 'root');
      for (const at of over) expect(alerts.some(({ firstAt, lastAt }) => Date.parse(firstAt) <= at && at <= Date.parse(lastAt))).toBe(true);
      for (const { lastAt } of alerts) expect(over).toContain(Date.parse(lastAt));
    }), { numRuns: 100 }));
});
