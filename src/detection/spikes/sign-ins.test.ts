import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND, signIn, startOfHour, watching, type Given } from '../../../test/support/spikes.ts';
import type { Finding } from '../contract.ts';
import { signInSpikes } from './sign-ins.ts';

const START = Date.UTC(2026, 5, 1, 9);

const summary = (alerts: readonly Finding[]) =>
  alerts.map(({ group, severity, evidence }) => ({ group, severity, count: evidence.count, addresses: evidence.addresses }));

const burst = (user: string, from: number, count: number, everySeconds: number, address = '203.0.113.9'): Given[] =>
  Array.from({ length: count }, (_, at) => ({ at: from + at * everySeconds * SECOND, user, address }));

const found = async (given: readonly Given[]) => {
  const house = watching();
  await house.take(given.map(signIn));
  return house.alerts();
};

describe('a spike of one account', () => {
  test('is 20 failures within 15 minutes while nothing is known of the account', async () => {
    expect(await found(burst('alice', START, 19, 5))).toEqual([]);
    expect(summary(await found(burst('alice', START, 20, 5)))).toEqual([
      { group: 'user:alice', severity: 'medium', count: 20, addresses: [{ value: '203.0.113.9', count: 20 }] },
    ]);
  });

  test('does not count a failure exactly 15 minutes before', async () => {
    const nineteen = burst('alice', START, 19, 1);
    expect(await found([...nineteen, { at: START + 15 * MINUTE, user: 'alice', address: '' }])).toEqual([]);
    expect(await found([...nineteen, { at: START + 15 * MINUTE - SECOND, user: 'alice', address: '' }])).toHaveLength(1);
  });

  test('counts a line that stands for several attempts as several', async () => {
    expect(summary(await found([{ at: START, user: 'alice', address: '192.0.2.1', count: 25 }]))).toMatchObject([{ count: 25 }]);
  });

  test('is one alert while it goes on, and another after two hours of quiet', async () => {
    const first = burst('alice', START, 400, 10);
    const soon = burst('alice', START + 4_000 * SECOND + 110 * MINUTE, 30, 1);
    const later = burst('alice', START + 6 * HOUR, 30, 1);
    expect((await found([...first, ...soon])).map(({ evidence }) => evidence.count)).toEqual([430]);
    expect((await found([...first, ...later])).map(({ evidence }) => evidence.count)).toEqual([400, 30]);
  });

  test('is judged by the same hour of the two weeks before', async () => {
    const usual = (count: number) => Array.from({ length: 15 }, (_, day) => burst('robot', START - (day + 1) * DAY, count, 1)).flat();
    const today = (count: number) => burst('robot', START, count, 1);
    const alertsToday = async (given: Given[]) => (await found(given)).filter(({ firstAt }) => Date.parse(firstAt) >= START);
    expect(await alertsToday([...usual(12), ...today(18)])).toEqual([]);
    expect(await alertsToday([...usual(12), ...today(19)])).toHaveLength(1);
    expect(await alertsToday([...usual(1), ...today(9)])).toEqual([]);
    expect(await alertsToday([...usual(1), ...today(10)])).toHaveLength(1);
    expect((await alertsToday([...usual(12), ...today(19)]))[0]?.evidence.threshold).toContain('usual at this hour of the day are 12, so more than 18 are too many');
  });

  test('is judged by the same hour of the week once eight weeks are known', async () => {
    const days = Array.from({ length: 60 }, (_, at) => at + 1);
    const usual = days.flatMap((back) => burst('robot', START - back * DAY, back % 7 === 0 ? 40 : 4, 1));
    const alertsOf = async (count: number) => (await found([...usual, ...burst('robot', START, count, 1)])).filter(({ firstAt }) => Date.parse(firstAt) >= START);
    expect(await alertsOf(46)).toEqual([]);
    expect(await alertsOf(47)).toHaveLength(1);
  });

  test('leaves out days on which nothing was watched instead of taking them for quiet', async () => {
    const usual = Array.from({ length: 9 }, (_, day) => burst('robot', START - (day + 1) * DAY, 1, 1)).flat();
    expect(await found([...usual, ...burst('robot', START, 15, 1)])).toEqual([]);
  });

  test('grows worse when one of its addresses then signs in', async () => {
    const attempts = burst('alice', START, 30, 2);
    const inside = { at: START + 90 * SECOND, user: 'alice', address: '203.0.113.9', success: true };
    const elsewhere = { ...inside, address: '198.51.100.1' };
    expect((await found([...attempts, inside]))[0]).toMatchObject({ severity: 'critical', evidence: { threshold: expect.stringContaining('Then alice signed in from 203.0.113.9') } });
    expect((await found([...attempts, elsewhere]))[0]).toMatchObject({ severity: 'medium' });
  });

  test('is told once at first, then no more often than a minute or a doubling', async () => {
    const house = watching();
    for (const [at, attempt] of burst('alice', START, 300, 1).entries()) await house.take([signIn(attempt, at)]);
    house.alerts();
    expect(house.told.map(({ evidence }) => evidence.count)).toEqual([20, 40, 80, 140, 200, 260, 300]);
  });

  test('of nobody in particular is none', async () => {
    expect(await found(burst('', START, 100, 1))).toEqual([]);
  });

  test('survives names that look like code', async () => {
    const alerts = await found(['__proto__', 'constructor', '"; DROP', '=cmd()', 'a\nb'].flatMap((user) => burst(user, START, 20, 1)));
    expect(alerts).toHaveLength(5);
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(5);
    expect(alerts.every(({ id }) => /^account-spike-[0-9a-f]{24}-2026-06-01T09$/.test(id))).toBe(true);
    expect(alerts.find(({ group }) => group === 'user:"; DROP')?.evidence.query).toContain(String.raw`user:"\"; DROP"`);
  });
});

describe('memory', () => {
  test('is bounded: made-up names push each other out, an account under attack stays', async () => {
    const spikes = signInSpikes({ accounts: { accounts: 100, cells: 50, allCells: 500, episodes: 4 } });
    const house = watching(spikes);
    for (let round = 0; round < 60; round += 1) {
      const at = START + round * 10 * SECOND;
      await house.take([
        ...Array.from({ length: 40 }, (_, nth) => signIn({ at, user: `made-up-${round}-${nth}`, address: '198.51.100.7' }, round * 100 + nth)),
        signIn({ at, user: 'root', address: '198.51.100.7' }, round * 100 + 99),
      ]);
    }
    expect(spikes.accounts.size().accounts).toBeLessThanOrEqual(100);
    expect(spikes.accounts.size().cells).toBeLessThanOrEqual(500);
    expect(spikes.accounts.size().overflow).toBeGreaterThan(2_000);
    expect(summary(house.alerts()).filter(({ group }) => group !== 'estate')).toMatchObject([{ group: 'user:root', count: 60 }]);
  });

  test('forgets attempts three hours after they were received, whatever their time', async () => {
    const old = burst('alice', Date.UTC(2015, 11, 10), 15, 1).map((given) => ({ ...given, received: START }));
    const more = (delay: number) => burst('alice', Date.UTC(2015, 11, 10, 0, 1), 5, 1).map((given) => ({ ...given, received: START + delay }));
    const alertsOf = async (delay: number) => {
      const house = watching();
      await house.take(old.map(signIn));
      await house.take(more(delay).map((given, at) => signIn(given, 100 + at)));
      return house.alerts();
    };
    expect(await alertsOf(3 * HOUR - 1)).toHaveLength(1);
    expect(await alertsOf(3 * HOUR)).toEqual([]);
  });
});

describe('a spike of the estate', () => {
  const spray = (from: number, minutes: number, perMinute: number): Given[] =>
    Array.from({ length: minutes * perMinute }, (_, at) => ({ at: from + Math.floor((at / perMinute) * MINUTE), user: `user-${at % 97}`, address: `198.51.100.${at % 20}` }));

  test('is 250 failures in each of two successive five minutes while nothing is known', async () => {
    expect((await found(spray(START, 10, 49))).filter(({ group }) => group === 'estate')).toEqual([]);
    expect((await found(spray(START, 5, 500))).filter(({ group }) => group === 'estate')).toEqual([]);
    const [alert] = (await found(spray(START, 10, 50))).filter(({ group }) => group === 'estate');
    expect(alert).toMatchObject({ detection: 'signin.estate-spike', severity: 'high', evidence: { count: 500, threshold: expect.stringContaining('97 accounts from 20 addresses') } });
  });

  test('is told when the second five minutes go over the limit, not when they end', async () => {
    const house = watching();
    for (const [at, attempt] of spray(START, 10, 50).entries()) {
      await house.take([signIn(attempt, at)]);
      if (house.told.some(({ group }) => group === 'estate')) break;
    }
    expect(house.told.at(-1)?.evidence.count).toBe(500);
  });

  test('is three times and six deviations above the same hour of the two weeks before', async () => {
    const usual = Array.from({ length: 15 }, (_, day) => spray(startOfHour(START) - (day + 1) * DAY, 60, 8)).flat();
    const alertsOf = async (perMinute: number) => (await found([...usual, ...spray(START, 10, perMinute)])).filter(({ group }) => group === 'estate');
    expect(await alertsOf(24)).toEqual([]);
    expect(await alertsOf(25)).toHaveLength(1);
  });
});
