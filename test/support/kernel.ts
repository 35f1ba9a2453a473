import { auditTrail } from '../../src/kernel/audit.ts';
import { systemClock, type Clock } from '../../src/kernel/clock.ts';
import { readConfig, type Config } from '../../src/kernel/config.ts';
import { sealer } from '../../src/kernel/crypto.ts';
import { connectDatabase, migrate } from '../../src/kernel/database/index.ts';
import { connectEventStore } from '../../src/kernel/eventstore/index.ts';
import { systemRandom, uuidv7 } from '../../src/kernel/ids.ts';
import { jobQueue } from '../../src/kernel/jobs.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { outbox } from '../../src/kernel/outbox.ts';
import { guardedOutgoing } from '../../src/kernel/outgoing.ts';
import type { EventStore } from '../../src/kernel/eventstore/index.ts';
import { testLog, type TestEngines } from './engines.ts';

/** A kernel on running engines, with tables made; close it before the engines stop. */
export async function testKernel(
  engines: Pick<TestEngines, 'database' | 'events' | 'data'>,
  { clock = systemClock, config = {}, tables }: { clock?: Clock; config?: Partial<Config>; tables?: (events: EventStore) => Promise<void> } = {},
): Promise<Kernel & { close(): Promise<void> }> {
  const database = connectDatabase(engines.database, { log: testLog });
  const events = connectEventStore(engines.events, { log: testLog });
  await migrate(database.pool, () => tables?.(events) ?? Promise.resolve());
  const jobs = jobQueue({ pool: engines.database, log: testLog });
  return {
    config: { ...readConfig({ GLACIS_DATA: engines.data, GLACIS_ADVISORIES_FROM: 'off', GLACIS_PORT: '0', GLACIS_SYSLOG_PORT: '0', GLACIS_SYSLOG_TLS_PORT: '0' }), ...config },
    clock,
    random: systemRandom,
    log: testLog,
    database,
    db: database.db,
    events,
    jobs,
    outbox: outbox(jobs),
    outgoing: guardedOutgoing({ allow: config.outgoingAllow ?? [] }),
    audit: auditTrail({ db: database.db, clock }),
    sealer: sealer(Buffer.alloc(32, 1)),
    serverId: uuidv7(),
    async close() {
      await jobs.stop().catch(() => {});
      await events.close();
      await database.close();
    },
  };
}
