import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addContents, differing, rowsOf, type Contents } from './contents.ts';

const contentsOf = async (tables: Record<string, readonly (readonly string[])[]>): Promise<Contents> => {
  const contents: Contents = new Map();
  const entries = Object.entries(tables).flatMap(([table, parts]) => parts.map((rows, at) => ({ name: `${table}/${String(at).padStart(6, '0')}.copy`, body: Buffer.from(rows.map((row) => `${row}\n`).join('')) })));
  await addContents(contents, (async function* () { yield* entries; })());
  return contents;
};
const rows = fc.array(fc.string({ maxLength: 5 }).map((text) => text.replaceAll('\n', '')), { maxLength: 8 });

test('the same rows are the same, whatever their order and however they are cut into parts', async () => {
  await fc.assert(fc.asyncProperty(rows, fc.nat(8), async (given, cut) => {
    const one = await contentsOf({ 'state/public.alerts': [given] });
    const other = await contentsOf({ 'state/public.alerts': [given.slice(cut).toReversed(), given.slice(0, cut)] });
    expect(differing(one, other)).toEqual([]);
  }), { numRuns: 100 });
});

test('a row that is missing, changed, there twice or in another table is found', async () => {
  const whole = await contentsOf({ 'state/public.alerts': [['a', 'b']], 'events/events': [['x']] });
  expect([rowsOf(whole, 'state'), rowsOf(whole, 'events')]).toEqual([2, 1]);
  for (const [rowsOfAlerts, events] of [[['a'], ['x']], [['a', 'c'], ['x']], [['a', 'b', 'b'], ['x']], [['a', 'b', 'x'], []]] as const) {
    const other = await contentsOf({ 'state/public.alerts': [rowsOfAlerts], 'events/events': [events] });
    expect(differing(whole, other)).toContain('state/public.alerts');
  }
  expect(differing(whole, await contentsOf({ 'state/public.alerts': [['a', 'b']] }))).toEqual(['events/events']);
});
