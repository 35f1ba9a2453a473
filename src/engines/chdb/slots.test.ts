import { expect, test } from 'vitest';
import { slots } from './slots.ts';

const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  const pending = Symbol('pending');
  return (await Promise.race([promise, new Promise((resolve) => setImmediate(() => resolve(pending)))])) !== pending;
};

test('so many run at once, the others wait in order', async () => {
  const lane = slots(2, 10);
  const first = await lane.take();
  await lane.take();
  const third = lane.take();
  const fourth = lane.take();
  expect([await settled(third), await settled(fourth)]).toEqual([false, false]);
  first();
  expect([await settled(third), await settled(fourth)]).toEqual([true, false]);
});

test('more than may wait are refused as ClickHouse refuses them', async () => {
  const lane = slots(1, 1);
  await lane.take();
  void lane.take();
  await expect(lane.take()).rejects.toThrow('TOO_MANY_SIMULTANEOUS_QUERIES');
});

test('what is cancelled while it waits gives its place to the next', async () => {
  const lane = slots(1, 10);
  const first = await lane.take();
  const leaving = new AbortController();
  const second = lane.take(leaving.signal);
  const third = lane.take();
  leaving.abort();
  await expect(second).rejects.toThrow('QUERY_WAS_CANCELLED');
  first();
  expect(await settled(third)).toBe(true);
});

test('what was cancelled before takes no place', async () => {
  const lane = slots(1, 10);
  await expect(lane.take(AbortSignal.abort())).rejects.toThrow('QUERY_WAS_CANCELLED');
  expect(await settled(lane.take())).toBe(true);
});
