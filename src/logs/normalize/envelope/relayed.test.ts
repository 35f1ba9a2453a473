import { expect, test } from 'vitest';
import { createNormalizer } from '../index.ts';

test('a line that rsyslog passes on means what it meant when it came', () => {
  const { normalize } = createNormalizer();
  const context = { format: null, receivedAt: Date.UTC(2026, 10, 23, 8), zone: 'UTC' };
  const came = normalize('<38>Nov 23 07:33:47 web1 sshd[812]: Failed password for root from 203.0.113.9 port 51123 ssh2', context);
  const passedOn = normalize('<38>1 2026-11-23T07:33:47+00:00 web1 sshd 812 - -  Failed password for root from 203.0.113.9 port 51123 ssh2', context);
  for (const key of ['classUid', 'statusId', 'time', 'user', 'srcIp', 'host', 'service', 'action', 'message', 'parsed'] as const) {
    expect(passedOn[key]).toBe(came[key]);
  }
  expect(came).toMatchObject({ classUid: 3002, statusId: 2, user: 'root' });
});
