// The HTTP ingest of a server with nothing behind its spool, for a test that watches its system calls. Arguments: the
// spool's directory, and `--no-sync` to skip the sync, so that the test can show that it would notice. Prints its URL.
import { open } from 'node:fs/promises';
import { systemClock } from '../../src/kernel/clock.ts';
import { createApi } from '../../src/kernel/http/index.ts';
import { systemRandom } from '../../src/kernel/ids.ts';
import type { Principal } from '../../src/kernel/principal.ts';
import { createIntake, INTAKE_LIMITS } from '../../src/logs/ingest/intake.ts';
import { openSpool } from '../../src/logs/ingest/spool.ts';
import { httpIngest } from '../../src/logs/receive/http/ingest.ts';
import { receiveRoutes } from '../../src/logs/receive/routes.ts';
import { testLog } from './engines.ts';

const [directory = '', flag] = process.argv.slice(2);
const spool = openSpool(
  { directory, clock: systemClock, log: testLog },
  flag === '--no-sync' ? { openSegment: async (path) => Object.assign(await open(path, 'wx'), { datasync: async () => {} }) } : {},
);
const intake = createIntake(
  { clock: systemClock, random: systemRandom, log: testLog },
  { spool, limits: { ...INTAKE_LIMITS, spoolBytes: 1e9 }, spooled: () => {}, duplicates: async () => new Set() },
);
const shipper: Principal = { kind: 'machine', id: 't1', name: 'shipper', permissions: new Set(['events.ingest'] as const), sources: ['web'], ingestSource: 'web' };
const app = await createApi({ log: testLog, version: '0', authenticate: () => Promise.resolve(shipper), onRefused: () => {} });
receiveRoutes(app, {
  ingest: httpIngest({
    clock: systemClock,
    formats: new Set(),
    writable: async (name) => ({ name, format: null, timeZone: 'UTC', retentionDays: 90 }),
    reception: { accept: intake.accept, reject: () => {} },
  }),
});
const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.once('SIGTERM', () => void app.close().then(() => intake.close()).then(() => process.exit(0)));
process.stdout.write(`${url}\n`);
