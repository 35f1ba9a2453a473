import { describe, expect, test } from 'vitest';
import { hasShared } from '../../../test/support/shared.ts';
import { chunked, MINUTE, momentsOver, signIn, spansOf, watching, type Read } from '../../../test/support/spikes.ts';
import { sshAttempts } from '../../../test/support/ssh-attempts.ts';

const START = Date.UTC(2026, 5, 1, 9);

describe.skipIf(!hasShared)('on real logs', () => {
  const alertsOn = async (log: readonly Read[], batch = log.length) => {
    const house = watching();
    for (const part of chunked(log.map((read, at) => signIn({ ...read, received: START }, at)), [batch])) await house.take(part);
    return house.alerts();
  };
  const people = (log: readonly Read[]) => [...new Set(log.map(({ user }) => user).filter((user) => user !== ''))];

  test('OpenSSH under brute force: root and admin are alerted with their addresses, and nothing else', async () => {
    const log = sshAttempts('loghub-openssh-2k', 2015);
    expect(log.filter(({ success }) => !success).reduce((sum, { count }) => sum + count, 0)).toBe(532);
    const alerts = await alertsOn(log);
    expect(alerts.map(({ group }) => group).sort()).toEqual(['user:admin', 'user:root']);
    const addresses = (user: string) => new Set(alerts.filter(({ group }) => group === `user:${user}`).flatMap(({ evidence }) => evidence.addresses.map(({ value }) => value)));
    expect(addresses('admin')).toContain('103.99.0.122');
    expect(addresses('root')).toContain('183.62.140.253');
  });

  test.for([
    ['loghub-openssh-2k', 2015],
    ['ssh-auth-3-weeks', 2017],
    ['loghub-linux-2k', 2005],
  ] as const)('%s: the alerts are what counting every window by brute force gives', async ([stream, year]) => {
    const log = sshAttempts(stream, year);
    const expected = people(log).flatMap((user) => spansOf(momentsOver(log, user)).map(({ first, last }) => ({
      user,
      lastAt: new Date(last).toISOString(),
      count: log.filter((attempt) => !attempt.success && attempt.user === user && attempt.at > first - 15 * MINUTE && attempt.at <= last).reduce((sum, { count }) => sum + count, 0),
    })));
    const order = (a: { user: string; lastAt: string }, b: { user: string; lastAt: string }) => (a.user + a.lastAt < b.user + b.lastAt ? -1 : 1);
    for (const batch of [log.length, 100]) {
      const alerts = (await alertsOn(log, batch)).map(({ group, lastAt, evidence }) => ({ user: group.replace('user:', ''), lastAt, count: evidence.count }));
      expect(alerts.sort(order)).toEqual(expected.sort(order));
    }
    expect(expected.length).toBeGreaterThan(0);
  });

  test('the sign-in after 147 guesses makes that spike critical', async () => {
    const alerts = await alertsOn(sshAttempts('ssh-auth-3-weeks', 2017));
    expect(alerts.find(({ group }) => group === 'user:elastic_user_0')).toMatchObject({
      severity: 'critical',
      evidence: { addresses: [{ value: '24.151.103.17', count: 147 }] },
    });
  });
});
