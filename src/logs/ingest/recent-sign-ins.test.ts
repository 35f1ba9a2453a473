import { expect, test } from 'vitest';
import type { SignInColumns } from '../store/sign-ins.ts';
import { recentSignIns } from './recent-sign-ins.ts';

const columns = (rows: number): SignInColumns => ({ rows, numbers: new Float64Array(rows * 5), places: new Uint32Array(rows * 10), texts: ['a'] });

test('a batch is handed out once', () => {
  const recent = recentSignIns();
  recent.keep(1, columns(2));
  recent.keep(2, columns(0));
  expect([...(recent.take(1) ?? [])]).toHaveLength(2);
  expect(recent.take(1)).toBeUndefined();
  expect([...(recent.take(2) ?? ['none'])]).toEqual([]);
});

test('the oldest batches give way when nobody takes them', () => {
  const recent = recentSignIns({ mostRows: 10 });
  recent.keep(1, columns(6));
  recent.keep(2, columns(4));
  recent.keep(3, columns(5));
  const lengths = (batches: readonly number[]) => batches.map((batch) => { const rows = recent.take(batch); return rows && [...rows].length; });
  expect(lengths([1, 2, 3])).toEqual([undefined, 4, 5]);
  recent.keep(4, columns(10));
  expect(lengths([4])).toEqual([10]);
  for (let batch = 10; batch < 30; batch += 1) recent.keep(batch, columns(0));
  expect(lengths([10, 29])).toEqual([undefined, 0]);
});
