// Accepts deliveries and writes `ack N` when delivery N is acknowledged, for a test that watches its system calls.
// With `--no-sync` it skips the sync, so that the test can show that it would notice.
import { writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { systemClock } from '../../src/kernel/clock.ts';
import { systemRandom } from '../../src/kernel/ids.ts';
import { createIntake, INTAKE_LIMITS } from '../../src/logs/ingest/intake.ts';
import { openSpool } from '../../src/logs/ingest/spool.ts';
import { deliveryOf } from './deliveries.ts';
import { testLog } from './engines.ts';

const [directory = '', flag] = process.argv.slice(2);
const DELIVERIES = 60;

const spool = openSpool(
  { directory, clock: systemClock, log: testLog },
  flag === '--no-sync' ? { openSegment: async (path) => Object.assign(await open(path, 'wx'), { datasync: async () => {} }) } : {},
);
const intake = createIntake(
  { clock: systemClock, random: systemRandom, log: testLog },
  { spool, limits: { ...INTAKE_LIMITS, spoolBytes: 1e9 }, spooled: () => {}, duplicates: async () => new Set() },
);

let next = 0;
const sender = async () => {
  while (next < DELIVERIES) {
    const n = next++;
    await intake.accept(deliveryOf([`<line ${n}>`]));
    writeSync(1, `ack ${n}\n`);
  }
};
await Promise.all([sender(), sender(), sender(), sender()]);
await intake.close();
await spool.close();
