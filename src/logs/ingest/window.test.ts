import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deliveryOf } from '../../../test/support/deliveries.ts';
import { privateDirectory } from '../../../test/support/engines.ts';
import { manualClock } from '../../kernel/clock.ts';
import { systemRandom } from '../../kernel/ids.ts';
import { serverLog } from '../../kernel/log.ts';
import type { Delivery } from './delivery.ts';
import { writeFrame } from './frame.ts';
import { parcelsOf } from './parcel.ts';
import { openSpool, type Position, type Spool } from './spool.ts';
import { BATCH_LINES, parcelsIn, readWindow, survey, type Batch } from './window.ts';

const DAY = 86_400_000;
const NOON = 20_000 * DAY + DAY / 2;
const START: Position = { segment: 0, offset: 0 };
let directory: ReturnType<typeof privateDirectory>;
let spool: Spool;

beforeEach(() => {
  directory = privateDirectory('window');
  spool = openSpool({ directory: directory.path, clock: manualClock(0), log: serverLog('silent') });
});
afterEach(async () => {
  await spool.close();
  directory.remove();
});

/** Writes one frame of the deliveries. */
const frame = (...deliveries: readonly Delivery[]) => spool.append(writeFrame(deliveries.flatMap((delivery) => parcelsOf(delivery, systemRandom))).pieces);
const window = (from = START) => {
  const found = readWindow(directory.path, from, spool.end());
  if (!found) throw new Error('there is no window');
  return found;
};
const many = (count: number): string[] => Array.from({ length: count }, () => '');

describe('a window of the spool', () => {
  test('is divided by retention and day of receipt, and tells which parcels may be known', async () => {
    await frame(
      deliveryOf(['a', 'b'], { receivedAt: NOON }),
      deliveryOf(['c'], { receivedAt: NOON, retentionDays: 7 }),
      deliveryOf(['d'], { receivedAt: NOON + DAY, key: 'k' }),
    );
    await frame(deliveryOf(['e'], { receivedAt: NOON, key: 'l' }));
    const { shares, range, since, full } = window();
    expect(shares.map(({ partition, lines, keyed }) => ({ ...partition, lines, keyed: keyed.map((parcel) => parcel.at) }))).toEqual([
      { retention: 90, day: 20_000, lines: 3, keyed: [4] },
      { retention: 7, day: 20_000, lines: 1, keyed: [] },
      { retention: 90, day: 20_001, lines: 1, keyed: [3] },
    ]);
    expect(range).toEqual({ from: START, to: spool.end() });
    expect({ since, full }).toEqual({ since: NOON, full: false });
  });

  test('ends where a batch is full, and the next begins there', async () => {
    for (let n = 0; n < (2 * BATCH_LINES) / 8_000 + 1; n += 1) await frame(deliveryOf(many(8_000), { receivedAt: NOON }));
    const lines: number[] = [];
    for (let from = START; ; ) {
      const found = readWindow(directory.path, from, spool.end());
      if (!found) break;
      lines.push(found.shares.reduce((sum, share) => sum + share.lines, 0));
      from = found.range.to;
    }
    expect(lines).toEqual([BATCH_LINES, BATCH_LINES, 8_000]);
  });

  test('of nothing new is none', async () => {
    await frame(deliveryOf(['a'], { receivedAt: NOON }));
    expect(readWindow(directory.path, window().range.to, spool.end())).toBeUndefined();
  });

  test('what waits is what is claimed and what lies behind the cursor, not what was committed between', async () => {
    const batches: Batch[] = [];
    let cursor = START;
    for (const source of ['claimed', 'committed']) {
      await frame(
        deliveryOf(['a', 'b'], { source, receivedAt: NOON }),
        deliveryOf(['known'], { source, receivedAt: NOON, key: 'k' }),
        deliveryOf(['c'], { source, receivedAt: NOON, retentionDays: 7 }),
      );
      const { range, shares } = window(cursor);
      batches.push({ batch: batches.length, range, partition: { retention: 90, day: 20_000 }, skip: shares[0]?.keyed.map((parcel) => parcel.at) ?? [] });
      cursor = range.to;
    }
    await frame(deliveryOf(['d', 'e', 'f'], { source: 'behind', receivedAt: NOON + 5 }));
    expect([...parcelsIn(directory.path, batches[0]!)].map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['a\nb']);
    expect(survey(directory.path, batches.slice(0, 1), cursor, spool.end())).toEqual({ waiting: new Map([['claimed', 2], ['behind', 3]]), since: NOON });
    expect(survey(directory.path, [], spool.end(), spool.end())).toEqual({ waiting: new Map(), since: undefined });
  });
});
