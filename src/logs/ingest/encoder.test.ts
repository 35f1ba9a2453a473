import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deliveryOf } from '../../../test/support/deliveries.ts';
import { privateDirectory } from '../../../test/support/engines.ts';
import { manualClock } from '../../kernel/clock.ts';
import { systemRandom } from '../../kernel/ids.ts';
import { serverLog } from '../../kernel/log.ts';
import { encoderThread } from './encoder.ts';
import { writeFrame } from './frame.ts';
import { parcelsOf } from './parcel.ts';
import { openSpool, type Spool } from './spool.ts';
import type { Batch } from './window.ts';

const START = { segment: 0, offset: 0 };
const RECEIVED = 1_700_000_000_000;
let directory: ReturnType<typeof privateDirectory>;
let spool: Spool;
let batch: Batch;

beforeEach(async () => {
  directory = privateDirectory('encoder');
  spool = openSpool({ directory: directory.path, clock: manualClock(0), log: serverLog('silent') });
  const delivery = deliveryOf(['plain words', 'Jan  1 00:00:00 h sshd[1]: Failed password for bob from 192.0.2.1 port 2 ssh2'], { receivedAt: RECEIVED, key: 'k' });
  await spool.append(writeFrame(parcelsOf(delivery, systemRandom)).pieces);
  batch = { batch: 7, range: { from: START, to: spool.end() }, partition: { retention: 90, day: Math.floor(RECEIVED / 86_400_000) }, skip: [] };
});
afterEach(async () => {
  await spool.close();
  directory.remove();
});

describe("the encoder's thread", () => {
  test('makes the same block of a batch each time, and says what is in it', async () => {
    const encoder = encoderThread({ directory: directory.path });
    const [first, again] = [await encoder.encode(batch, false), await encoder.encode(batch, false)];
    expect(again).toEqual(first);
    expect(first.encoded?.rows).toBe(2);
    expect(first.sums).toMatchObject([{ source: 'web', hour: 1_699_999_200_000, lines: 2, unparsed: 1, lastReceivedAt: RECEIVED }]);
    expect(await encoder.survey([batch], spool.end(), spool.end())).toMatchObject({ since: RECEIVED });
    await encoder.stop();
  });

  test('keeps every line of a batch of many frames, whatever the next frame brought', async () => {
    const lines = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? `line ${n} of words` : `Jan  1 00:00:00 h sshd[${n}]: Failed password for bob${n} from 192.0.2.1 port 2 ssh2`));
    for (const [n, line] of lines.entries()) await spool.append(writeFrame(parcelsOf(deliveryOf([line], { receivedAt: RECEIVED, key: `k${n}` }), systemRandom)).pieces);
    const encoder = encoderThread({ directory: directory.path });
    const { encoded } = await encoder.encode({ ...batch, range: { from: START, to: spool.end() } }, false);
    await encoder.stop();
    const block = encoded && 'buffer' in encoded.block ? Buffer.from(encoded.block).toString('latin1') : '';
    expect(encoded?.rows).toBe(42);
    expect(lines.filter((line) => !block.includes(`${String.fromCharCode(line.length)}${line}`))).toEqual([]);
  });

  test('reads a batch on which it died before as plain text', async () => {
    const encoder = encoderThread({ directory: directory.path });
    expect((await encoder.encode(batch, true)).sums).toMatchObject([{ lines: 2, unparsed: 2 }]);
    await encoder.stop();
  });

  test('that hangs is ended and fails what it was asked', async () => {
    const encoder = encoderThread({ directory: directory.path }, { slowestMs: 1 });
    await expect(encoder.window(START, spool.end())).rejects.toThrow('longer than');
    await encoder.stop();
  });

  test('that died is started again for the next question', async () => {
    const encoder = encoderThread({ directory: `${directory.path}/not-there` });
    await expect(encoder.window(START, spool.end())).rejects.toThrow('ENOENT');
    await expect(encoder.window(START, spool.end())).rejects.toThrow('ENOENT');
    await encoder.stop();
  });
});
