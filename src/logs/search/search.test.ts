import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvCell } from './csv.ts';
import { widthOf } from './histogram.ts';
import { boundedBuffer } from './tail/buffer.ts';
import { turns } from './turns.ts';
import { windowsOf } from './windows.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 23, 12);

describe('where a page looks first', () => {
  test('the last hour, then further back', () => {
    const windows = [...windowsOf({ from: undefined, to: undefined }, { order: 'desc', start: undefined, now: NOW })];
    expect(windows).toEqual([
      { from: NOW - HOUR, to: undefined },
      { from: NOW - 24 * HOUR, to: NOW - HOUR },
      { from: NOW - 720 * HOUR, to: NOW - 24 * HOUR },
      { from: undefined, to: NOW - 720 * HOUR },
    ]);
  });

  test('a short range at once', () => {
    expect([...windowsOf({ from: NOW - HOUR, to: NOW }, { order: 'desc', start: undefined, now: NOW })]).toEqual([{ from: NOW - HOUR, to: NOW }]);
  });

  test('windows cover the whole range once, in the order that is asked for, whatever the range and cursor', () => {
    const moment = fc.option(fc.integer({ min: 0, max: 2 * NOW }), { nil: undefined });
    fc.assert(fc.property(moment, moment, moment, fc.constantFrom('desc' as const, 'asc' as const), (a, b, start, order) => {
      const [from, to] = a !== undefined && b !== undefined && a > b ? [b, a] : [a, b];
      fc.pre(start === undefined || (start >= (from ?? 0) && start < (to ?? Infinity)));
      const windows = [...windowsOf({ from, to }, { order, start, now: NOW })];
      const ascending = order === 'asc' ? windows : windows.toReversed();
      expect(ascending.at(0)?.from).toBe(order === 'asc' ? (start ?? from) : from);
      expect(ascending.at(-1)?.to).toBe(order === 'desc' && start !== undefined ? start + 1 : to);
      for (const [index, window] of ascending.entries()) {
        const next = ascending[index + 1];
        expect(next === undefined || next.from === window.to).toBe(true);
        expect((window.from ?? 0) <= (window.to ?? Infinity)).toBe(true);
      }
    }));
  });
});

describe('how wide a bucket is', () => {
  test.for([
    [HOUR, 60, 2 * 60_000], [24 * HOUR, 48, HOUR], [60_000, 60, 2_000], [365 * 24 * HOUR, 60, 7 * 24 * HOUR], [50, 60, 1], [40 * 365 * 24 * HOUR, 10, undefined],
  ] as const)('%d ms in at most %d buckets', ([range, buckets, width]) => {
    const found = widthOf({ from: NOW + 1, to: NOW + 1 + range }, buckets);
    expect(found).toBe(width ?? found);
    expect(Math.ceil((NOW + 1 + range) / found) - Math.floor((NOW + 1) / found)).toBeLessThanOrEqual(buckets);
  });
});

describe('a cell of CSV', () => {
  test.for([
    ['plain', 'plain'], ['a,b', '"a,b"'], ['say "hi"', '"say ""hi"""'], ['two\nlines', '"two\nlines"'], ['=1+1', "'=1+1"], ['+1', "'+1"], ['-1', "'-1"], ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"], ['\rx', `"'\rx"`], ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`], ['a=1', 'a=1'], ['', ''],
    ['\n=1', `"'\n=1"`], ['\uff1d1', "'\uff1d1"], ['a;=1+1;-2', "a;'=1+1;'-2"], ['a\t@b', "a\t'@b"], ['text/html; q=0.9;v=b', 'text/html; q=0.9;v=b'],
  ] as const)('%j', ([text, cell]) => expect(csvCell(text)).toBe(cell));
});

describe('turns', () => {
  const held = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    return { work: () => promise, end: resolve };
  };

  test('a caller has a few at once, the rest wait, and others are not held up', async () => {
    const each = turns({ running: 1, waiting: 1 });
    const first = held();
    const order: string[] = [];
    const running = [each.take('a', undefined, () => first.work().then(() => void order.push('first'))), each.take('a', undefined, async () => void order.push('second'))];
    await expect(each.take('a', undefined, async () => {})).rejects.toThrow('too many searches');
    await each.take('b', undefined, async () => void order.push('other'));
    first.end();
    await Promise.all(running);
    expect(order).toEqual(['other', 'first', 'second']);
  });

  test('who leaves the queue takes no turn, and a failure gives its turn back', async () => {
    const each = turns({ running: 1, waiting: 5 });
    const first = held();
    const gone = new AbortController();
    const running = each.take('a', undefined, first.work);
    const left = each.take('a', gone.signal, () => Promise.reject(new Error('must not run')));
    const failed = each.take('a', undefined, () => Promise.reject(new Error('engine')));
    const last = each.take('a', undefined, () => Promise.resolve('ran'));
    gone.abort(new Error('gone'));
    first.end();
    await expect(left).rejects.toThrow('gone');
    await expect(failed).rejects.toThrow('engine');
    expect(await last).toBe('ran');
    await running;
  });
});

test('what a slow reader of a tail cannot take is counted, not kept', async () => {
  const buffer = boundedBuffer<number>({ items: 3, bytes: 100 }, (size) => size);
  const never = new AbortController().signal;
  for (let item = 0; item < 10; item += 1) buffer.push(item);
  expect(await buffer.take(never)).toEqual({ items: [0, 1, 2], skipped: 7 });
  const next = buffer.take(never);
  buffer.push(11);
  expect(await next).toEqual({ items: [11], skipped: 0 });
  for (const size of [60, 50, 40, 1]) buffer.push(size);
  expect(await buffer.take(never)).toEqual({ items: [60, 40], skipped: 2 });
  const end = new AbortController();
  const nothing = buffer.take(end.signal);
  end.abort();
  expect(await nothing).toEqual({ items: [], skipped: 0 });
});
