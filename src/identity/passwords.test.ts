import { hash } from '@node-rs/argon2';
import { expect, test } from 'vitest';
import { systemRandom } from '../kernel/ids.ts';
import { createPasswords, weakness } from './passwords.ts';

const cost = { memoryCost: 64, timeCost: 1, parallelism: 1 };
const create = (parallel = 1) => createPasswords({ random: systemRandom, cost, parallel });

test('a password is right for its own hash only, and for no account never', async () => {
  const passwords = create();
  const stored = await passwords.hash('correct horse battery');
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
  expect(await passwords.verify(stored, 'correct horse battery')).toBe(true);
  expect(await passwords.verify(stored, 'correct horse batterz')).toBe(false);
  expect(await passwords.verify(null, 'correct horse battery')).toBe(false);
});

test('without an account the same work is done', async () => {
  const passwords = createPasswords({ random: systemRandom });
  const stored = await passwords.hash('correct horse battery');
  const fastest = async (against: string | null) => {
    const times = [];
    for (let at = 0; at < 8; at += 1) {
      const start = performance.now();
      await passwords.verify(against, 'guess');
      times.push(performance.now() - start);
    }
    return Math.min(...times);
  };
  const [known, unknown] = [await fastest(stored), await fastest(null)];
  expect(unknown / known).toBeGreaterThan(0.4);
  expect(unknown / known).toBeLessThan(2.5);
});

test('a hash of lower cost is outdated, one of today is not', async () => {
  const passwords = create();
  expect(passwords.outdated(await passwords.hash('correct horse battery'))).toBe(false);
  expect(passwords.outdated(await hash('x', { ...cost, memoryCost: 32 }))).toBe(true);
});

test('who is known goes before the strangers that wait, and a flood is turned away', async () => {
  const passwords = create();
  const stored = await passwords.hash('correct horse battery');
  const order: string[] = [];
  const strangers = Array.from({ length: 101 }, (_, at) => passwords.verify(stored, 'guess').then(() => order.push(`stranger ${at}`)));
  await expect(passwords.verify(stored, 'guess')).rejects.toMatchObject({ code: 'too_many' });
  await passwords.verify(stored, 'correct horse battery', true).then(() => order.push('known'));
  expect(order.indexOf('known')).toBeLessThanOrEqual(1);
  await Promise.all(strangers);
});

test.for([
  ['aaaaaaaaaaaa', 'five different'],
  ['Ada.Lovelace', 'your name or e-mail'],
  ['ada@example.com', 'your name or e-mail'],
  ['adaadaadaada', 'five different'],
] as const)('%s is refused', ([password, reason]) => {
  expect(weakness(password, { email: 'ada@example.com', name: 'Ada.Lovelace' })).toContain(reason);
});

test('a long sentence is accepted', () => {
  expect(weakness('it was a bright cold day', { email: 'ada@example.com', name: 'Ada' })).toBeUndefined();
});
