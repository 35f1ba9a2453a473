import { expect, test } from 'vitest';
import { accountKey, userQuery } from './account-key.ts';

test.for([
  ['Root', 'root'],
  ['CORP\\Alice', 'corp\\alice'],
  ['Zoë@Example.org', 'zoë@example.org'],
  ['a\0b', 'a\ufffdb'],
  ['\ud800', '\ufffd'],
  ['', ''],
] as const)('%j is kept as %j', ([name, key]) => {
  expect(accountKey(name)).toBe(key);
});

test('names that are too long are told apart all the same', () => {
  const [a, b] = [accountKey(`${'x'.repeat(1_000)}a`), accountKey(`${'x'.repeat(1_000)}b`)];
  expect(a.length).toBeLessThanOrEqual(200);
  expect(a).not.toBe(b);
});

test.for([
  ['root', 'user:"root"'],
  ['a "b" \\ c', String.raw`user:"a \"b\" \\ c"`],
  ['a\0 b', String.raw`user:a?\ b`],
  ['y'.repeat(300), `user:${'y'.repeat(180)}*`],
] as const)('the events of %j are found by %j', ([name, query]) => {
  expect(userQuery(accountKey(name))).toBe(query);
});
