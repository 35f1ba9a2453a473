import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { serverLog } from '../kernel/log.ts';
import { readinessOf } from './readiness.ts';

test('who asks whether Glacis is ready learns which store fails; what its driver says is logged once', async () => {
  const lines: string[] = [];
  const log = serverLog('debug', new Writable({ write: (chunk, _encoding, done) => { lines.push(String(chunk)); done(); } }));
  const refused = () => Promise.reject(new Error('password authentication failed for user "glacis" at db7.internal'));
  const database = { pool: { query: refused } } as unknown as Parameters<typeof readinessOf>[0]['database'];
  const events = { ping: () => Promise.resolve() } as unknown as Parameters<typeof readinessOf>[0]['events'];
  const ready = readinessOf({ database, events, log }, { status: () => [] });
  const told = [{ name: 'database', ready: false, reason: 'the database does not answer' }, { name: 'event store', ready: true }];
  expect(await ready()).toEqual(told);
  expect(await ready()).toEqual(told);
  expect(lines.filter((line) => line.includes('db7.internal'))).toHaveLength(1);
});
