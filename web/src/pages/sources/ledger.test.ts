import { expect, test } from 'vitest';
import { rejectedIn, summed, unaccounted } from './ledger.ts';

const ledger = { received: 97, stored: 90, duplicate: 4, rejected: { too_large: 1, not_json: 2 }, unparsed: 5, waiting: 3 };

test('a ledger that balances accounts for every line', () => {
  expect(rejectedIn(ledger)).toBe(3);
  expect(unaccounted(ledger)).toBe(0);
  expect(unaccounted({ ...ledger, stored: 89 })).toBe(1);
});

test('sums of sources balance as they do, reason by reason', () => {
  expect(summed([ledger, ledger])).toEqual({ received: 194, stored: 180, duplicate: 8, rejected: { too_large: 2, not_json: 4 }, unparsed: 10, waiting: 6 });
  expect(unaccounted(summed([]))).toBe(0);
});
