import { expect, test } from 'vitest';
import { createNormalizer } from '../normalize/index.ts';
import { signInCollector, signInRows } from './sign-ins.ts';

const RECEIVED = Date.UTC(2026, 10, 23, 8);
const PREFIX = 'ab'.repeat(12);
const normalizer = createNormalizer();

function collected(lines: readonly string[], limits?: Parameters<typeof signInCollector>[0]) {
  const collector = signInCollector(limits);
  const setting = { batch: 7, ingestedAt: RECEIVED, retention: 90, source: 'web', normalizer: 1 };
  const add = () => lines.forEach((text, line) => {
    collector.add(setting, { prefix: PREFIX, line }, normalizer.normalize(text, { format: null, receivedAt: RECEIVED, zone: 'UTC' }));
  });
  return { add, take: collector.take };
}

const failed = (user: string, from = '203.0.113.9') => `Nov 23 07:33:47 web1 sshd[812]: Failed password for ${user} from ${from} port 51123 ssh2`;

test('of a batch only what signed in, or tried to, is collected', () => {
  const { add, take } = collected(['plain words', failed('root'), 'Nov 23 07:33:47 web1 sshd[812]: Connection closed by 203.0.113.9 port 51123', failed('bob', 'gate.example')]);
  add();
  const columns = take();
  expect(columns && Array.from(signInRows(columns), (row) => ({ ...row }))).toEqual([
    {
      event: `${PREFIX}00000001`, at: Date.UTC(2026, 10, 23, 7, 33, 47), received: RECEIVED, status: 2, activity: 1, source: 'web', host: 'web1', service: 'sshd',
      user: 'root', actor: '', address: '203.0.113.9', country: '', means: 'password', repeats: '',
    },
    expect.objectContaining({ event: `${PREFIX}00000003`, user: 'bob', address: 'gate.example' }),
  ]);
});

test('a collector begins anew with each batch', () => {
  const { add, take } = collected([failed('root')]);
  add();
  expect(take()?.rows).toBe(1);
  expect(take()).toMatchObject({ rows: 0, texts: [] });
  add();
  expect(take()?.rows).toBe(1);
});

test('of a batch with too many different names nothing is collected; the next one is as ever', () => {
  const { add, take } = collected([failed('root'), failed('x'.repeat(900))], { mostCharacters: 500 });
  add();
  expect(take()).toBeUndefined();
  expect(take()).toMatchObject({ rows: 0 });
});
