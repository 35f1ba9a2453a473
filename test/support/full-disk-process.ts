// Fills a small disk with accepted lines, makes room, and goes on; then prints which lines were acknowledged, how the
// others were refused, and which lines the spool has. Arguments: a directory on that disk.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/kernel/clock.ts';
import { GlacisError, reasonOf } from '../../src/kernel/errors.ts';
import { systemRandom } from '../../src/kernel/ids.ts';
import { readParcels } from '../../src/logs/ingest/frame.ts';
import { createIntake } from '../../src/logs/ingest/intake.ts';
import { readSpool } from '../../src/logs/ingest/reader.ts';
import { openSpool } from '../../src/logs/ingest/spool.ts';
import { deliveryOf } from './deliveries.ts';
import { testLog } from './engines.ts';

const [disk = ''] = process.argv.slice(2);
const directory = join(disk, 'spool');
const ballast = join(disk, 'ballast');
writeFileSync(ballast, Buffer.alloc(1024 ** 2));
const spool = openSpool({ directory, clock: systemClock, log: testLog });
const intake = createIntake(
  { clock: systemClock, random: systemRandom, log: testLog },
  // It does not look ahead: the disk itself is to refuse.
  { spool, limits: { spoolBytes: 1e9, pendingBytes: 1e9, freeBytes: 0 }, spooled: () => {}, duplicates: async () => new Set() },
);

const acknowledged: string[] = [];
const refusals = new Set<string>();
const lineOf = (n: number) => `${n} ${'x'.repeat(50_000)}`;
const send = async (from: number, to: number): Promise<void> => {
  for (let n = from; n < to; n += 4) {
    await Promise.all([n, n + 1, n + 2, n + 3].map(async (each) => {
      try {
        await intake.accept(deliveryOf([lineOf(each)]));
        acknowledged.push(lineOf(each));
      } catch (error) {
        refusals.add(error instanceof GlacisError ? error.code : reasonOf(error));
      }
    }));
  }
};
await send(0, 80);
const whenFull = acknowledged.length;
rmSync(ballast);
await send(80, 100);
await intake.close();

const spooled = Array.from(readSpool(directory, { segment: 0, offset: 0 }, spool.end()), (found) =>
  found.is === 'frame' ? readParcels(found.header, found.content).map(({ bytes }) => Buffer.from(bytes).toString()) : ['damage']).flat();
process.stdout.write(JSON.stringify({
  whenFull, acknowledged: acknowledged.length, refusals: [...refusals],
  lost: acknowledged.filter((line) => !spooled.includes(line)).length, beside: spooled.length - acknowledged.length,
}));
