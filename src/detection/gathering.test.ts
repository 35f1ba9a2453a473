import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SignInRow } from '../logs/index.ts';
import { signInGathering, type SignIns } from './gathering.ts';

const NOON = Date.UTC(2026, 5, 3, 12);
const FAILURE = 2;
const SUCCESS = 1;
const LOGON = 1;
const SWITCH = 7;

const failure: SignInRow = {
  event: 'e1', at: NOON, received: NOON + 5_000, status: FAILURE, activity: LOGON, source: 'web', host: 'web1', service: 'sshd', user: 'root', actor: '',
  address: '203.0.113.9', country: '', means: 'password', repeats: '',
};

/** Gives rows as a batch does: as one object that becomes the next row. */
function gathered(rows: readonly Partial<SignInRow>[]): SignIns {
  const gathering = signInGathering();
  const current: SignInRow = { ...failure };
  for (const row of rows) gathering.add(Object.assign(current, failure, row));
  return gathering.done();
}

describe('failures', () => {
  test('of one account within one second from one address are one that counts them', () => {
    const { attempts, succeeded, received } = gathered([
      { event: 'e1', at: NOON + 10 }, { event: 'e2', at: NOON + 990, user: 'ROOT', received: NOON + 9_000 }, { event: 'e3', at: NOON + 500, repeats: '3' },
    ]);
    expect(attempts).toEqual([{ id: 'e1', at: NOON, received: NOON + 9_000, account: 'root', address: '203.0.113.9', count: 5, success: false }]);
    expect(succeeded).toEqual([]);
    expect(received).toBe(NOON + 9_000);
  });

  test.for<[string, Partial<SignInRow>]>([
    ['another account', { user: 'admin' }],
    ['another address', { address: '203.0.113.10' }],
    ['another second', { at: NOON + 1_000 }],
    ['address and account exchanged', { user: failure.address, address: failure.user }],
  ])('%s is another', ([, row]) => expect(gathered([{}, row]).attempts).toHaveLength(2));

  test('are as many in sum as the rows say, whatever their order', () =>
    fc.assert(fc.property(
      fc.array(fc.record({ at: fc.integer({ min: 0, max: 3_000 }).map((ms) => NOON + ms), user: fc.constantFrom('root', 'Root', 'bob', ''), address: fc.constantFrom('192.0.2.1', 'gate.example', ''), repeats: fc.constantFrom('', '4') })),
      (rows) => {
        const counted = Map.groupBy(gathered(rows).attempts, ({ at, account, address }) => `${at} ${account} ${address}`);
        const expected = Map.groupBy(rows, ({ at, user, address }) => `${Math.floor(at / 1_000) * 1_000} ${user.toLowerCase()} ${address}`);
        expect([...counted.values()].every(({ length }) => length === 1)).toBe(true);
        expect(new Map([...counted].map(([place, [one]]) => [place, one?.count]))).toEqual(
          new Map([...expected].map(([place, own]) => [place, own.reduce((sum, { repeats }) => sum + Number(repeats || '1'), 0)])),
        );
      },
    )));

  test('count no more than can be believed, and nothing that is no number', () => {
    expect(['1000000', '0', '-3', '4e9', ' 7'].map((repeats) => gathered([{ repeats }]).attempts[0]?.count)).toEqual([1_000, 1, 1, 1, 1]);
  });

  test('did not happen after they were received', () => {
    expect(gathered([{ at: NOON + 3_600_000 }]).attempts[0]).toMatchObject({ at: NOON + 5_000 });
  });

  test('to become another account are none from outside', () => {
    expect(gathered([{ activity: SWITCH }])).toEqual({ attempts: [], succeeded: [], received: NOON + 5_000 });
  });
});

describe('what succeeded', () => {
  test('is told one by one, with all that its row says', () => {
    const { attempts, succeeded } = gathered([{ status: SUCCESS, at: NOON + 10 }, { event: 'e2', status: SUCCESS, at: NOON + 10, user: 'Alice', address: '' }]);
    expect(succeeded.map(({ id, at, user, address, means, switched }) => ({ id, at, user, address, means, switched }))).toEqual([
      { id: 'e1', at: NOON + 10, user: 'root', address: '203.0.113.9', means: 'password', switched: false },
      { id: 'e2', at: NOON + 10, user: 'Alice', address: '', means: 'password', switched: false },
    ]);
    expect(attempts).toMatchObject([{ id: 'e1', account: 'root', success: true, count: 1 }, { id: 'e2', account: 'alice', success: true, count: 1 }]);
  });

  test('is no attempt from outside where one account became another', () => {
    const { attempts, succeeded } = gathered([{ status: SUCCESS, activity: SWITCH }]);
    expect(attempts).toEqual([]);
    expect(succeeded).toMatchObject([{ switched: true }]);
  });
});

test('of nothing there is nothing', () => expect(gathered([])).toEqual({ attempts: [], succeeded: [], received: -Infinity }));
