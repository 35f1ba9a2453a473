import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from './receipts.ts';
import type { Keyed } from './window.ts';

const WINDOW = 600;
let number = 0;
const parcel = (receipt: string, receivedAt: number): Keyed => ({ at: (number += 1), receipt, windowMs: WINDOW, receivedAt, source: 'web', lines: 1 });
const duplicatesOf = (parcels: readonly Keyed[], known: [string, number][] = []): number[] => {
  const { duplicates } = judge(parcels, new Map(known));
  return duplicates.map((found) => parcels.indexOf(found));
};

describe('a delivery', () => {
  test.for<[string, [string, number][], number[], number[]]>([
    ['that nobody knows is new', [], [1_000], []],
    ['within the window after the first is a duplicate', [['a', 1_000]], [1_599], [0]],
    ['after the window is new', [['a', 1_000]], [1_600], []],
    ['that waited in a spool while a later one was stored is a duplicate', [['a', 1_000]], [401], [0]],
    ['from long before is new', [['a', 1_000]], [400], []],
    ['that comes three times at once is one', [], [1, 2, 3], [1, 2]],
    ['that comes again and again is new once a window has passed since the one that was kept', [], [0, 599, 600, 1_000, 1_200], [1, 3]],
  ])('%s', ([, known, times, expected]) => {
    expect(duplicatesOf(times.map((at) => parcel('a', at)), known)).toEqual(expected);
  });

  test('of another name is another', () => {
    expect(duplicatesOf([parcel('a', 1), parcel('b', 1)], [['c', 1]])).toEqual([]);
  });

  test('never has one kept within the window of another, and every duplicate has a kept one nearby', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000)), fc.option(fc.nat(5_000), { nil: undefined }), (times, known) => {
        const parcels = times.sort((a, b) => a - b).map((at) => parcel('a', at));
        const { duplicates } = judge(parcels, new Map(known === undefined ? [] : [['a', known]]));
        const kept = parcels.filter((each) => !duplicates.includes(each)).map((each) => each.receivedAt);
        const all = (known === undefined ? kept : [...kept, known]).sort((a, b) => a - b);
        const gaps = all.slice(1).map((at, index) => at - (all[index] ?? 0));
        expect(gaps.filter((gap) => gap < WINDOW)).toEqual([]);
        for (const { receivedAt } of duplicates) expect(all.some((at) => Math.abs(at - receivedAt) < WINDOW)).toBe(true);
      }),
    );
  });
});
