import { expect, test } from 'vitest';
import { manualClock } from '../../kernel/clock.ts';
import { facts } from '../facts/index.ts';
import { stateOf, type Evidence } from '../gate/fact.ts';
import { measure } from './index.ts';
import type { MeasureNeeds } from './needs.ts';
import { rehearsals } from './rehearsals.ts';

const NOW = Date.parse('2026-11-27T12:00:00Z');
const clock = manualClock(NOW);
const measuredFacts = facts.filter(({ from }) => from === 'measured');
const coverage = { kinds: [{ kind: 'node' as const, total: 0, current: 0, stale: 0, incomplete: 0, never: 0 }], gaps: [], silentNodes: 0, unknownImages: 0 };

/** A house of which nothing but the inventory can be asked. */
const house = (inventory: MeasureNeeds['inventory']): MeasureNeeds => ({
  inventory, clock, db: undefined as never, config: undefined as never,
  sources: () => Promise.reject(new Error('the sources are gone')), detectionLag: () => Promise.reject(new Error('nobody watches')), rehearsals: () => Promise.reject(new Error('nobody watches')),
});
const of = (all: readonly Evidence[], id: string) => all.find(({ fact }) => fact === id);

test('every fact that Glacis measures has its measure: a value, or the reason why there is none', async () => {
  const seen = await measure(house({ coverage: () => Promise.resolve(coverage) }), facts);
  expect(seen.map(({ fact }) => fact).toSorted()).toEqual(measuredFacts.map(({ id }) => id).toSorted());
  expect(seen.filter(({ value, error }) => value === null && (error === undefined || error === ''))).toEqual([]);
  expect(of(seen, 'nodes.total')).toMatchObject({ value: 0 });
  expect(of(seen, 'nodes.scanned')).toMatchObject({ value: null, error: 'there are none' });
  expect(of(seen, 'detections.account_spike')).toMatchObject({ value: null, error: 'nobody watches' });
});

test('a part that throws or never answers makes its own facts unknown, and holds up no other', async () => {
  const thrown = await measure(house({ coverage: () => { throw new Error('out of memory'); } }), facts);
  const silent = await measure(house({ coverage: () => new Promise(() => {}) }), facts, { slowestMs: 20 });
  for (const [all, reason] of [[thrown, 'out of memory'], [silent, 'it did not answer within 0.02 seconds']] as const) {
    expect(of(all, 'nodes.total')).toMatchObject({ value: null, error: reason });
    const known = measuredFacts.filter((definition) => stateOf(of(all, definition.id), definition, { now: NOW, subject: 'house' }).is === 'known');
    expect(known).toEqual([]);
  }
});

test('a detection passes only when its attack is found, an alert made of it, and a channel asked', async () => {
  const finding = { id: 'f' } as never;
  const tried = async (findings: number, made: { alerts: number; asked: number }) => {
    const rehearse = rehearsals({ clock }, { detection: { rehearse: () => Promise.resolve({ account: Array.from({ length: findings }, () => finding), estate: [] }) }, alerts: { rehearse: () => Promise.resolve(made) } });
    return (await rehearse()).raised;
  };
  expect(await tried(1, { alerts: 1, asked: 1 })).toEqual({ account: true, estate: false });
  expect(await tried(0, { alerts: 1, asked: 1 })).toEqual({ account: false, estate: false });
  expect(await tried(1, { alerts: 0, asked: 1 })).toEqual({ account: false, estate: false });
  expect(await tried(1, { alerts: 1, asked: 0 })).toEqual({ account: false, estate: false });
});

test('what went well counts for ten minutes, what did not for one, and who asks meanwhile hears of the same', async () => {
  const time = manualClock(NOW);
  let tries = 0;
  let asked = 0;
  let isThere = true;
  const rehearse = rehearsals({ clock: time }, {
    detection: {
      rehearse: () => {
        tries += 1;
        return isThere ? Promise.resolve({ account: [{ id: 'a' } as never], estate: [{ id: 'e' } as never] }) : Promise.reject(new Error('out of memory'));
      },
    },
    alerts: { rehearse: () => Promise.resolve({ alerts: 1, asked }) },
  });
  const bad = { at: NOW, raised: { account: false, estate: false } };
  expect(await Promise.all([rehearse(), rehearse()])).toEqual([bad, bad]);
  asked = 1;
  time.advance(59_000);
  expect(await rehearse()).toEqual(bad);
  expect(tries).toBe(1);
  time.advance(1_000);
  const good = { at: NOW + 60_000, raised: { account: true, estate: true } };
  expect(await rehearse()).toEqual(good);
  time.advance(9 * 60_000);
  expect(await rehearse()).toEqual(good);
  expect(tries).toBe(2);
  time.advance(60_000);
  isThere = false;
  await expect(Promise.all([rehearse(), rehearse()])).rejects.toThrow('out of memory');
  expect(tries).toBe(3);
  isThere = true;
  expect(await rehearse()).toMatchObject({ at: NOW + 660_000 });
});
