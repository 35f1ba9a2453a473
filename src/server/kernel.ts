import { mkdirSync } from 'node:fs';
import { startEngines, type Engines } from '../engines/index.ts';
import { auditTrail } from '../kernel/audit.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Config } from '../kernel/config.ts';
import { masterKey, sealer } from '../kernel/crypto.ts';
import { connectDatabase, migrate } from '../kernel/database/index.ts';
import { connectEventStore } from '../kernel/eventstore/index.ts';
import { systemRandom } from '../kernel/ids.ts';
import { jobQueue } from '../kernel/jobs.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Log } from '../kernel/log.ts';
import { outbox } from '../kernel/outbox.ts';
import { guardedOutgoing } from '../kernel/outgoing.ts';
import { eventTables } from '../logs/index.ts';
import type { Closers } from './closers.ts';
import type { Progress } from './progress.ts';
import { serverIdOf } from './server-id.ts';

export type Surroundings = { config: Config; log: Log; clock: Clock; progress: Progress };

/** Starts the engines, opens the stores and brings them up to date. What it opened is handed to `closers`. */
export async function openKernel({ config, log, clock, progress }: Surroundings, closers: Closers): Promise<{ kernel: Kernel; engines: Engines }> {
  mkdirSync(config.data, { recursive: true, mode: 0o700 });
  const engines = await progress.step('engines', () => startEngines({ config, log, clock }));
  closers.add('engines', () => engines.stop());

  const database = connectDatabase(engines.database, { log });
  closers.add('database', () => database.close());
  const events = connectEventStore(engines.events, { log });
  closers.add('event store', () => events.close());

  await progress.step('tables', () => migrate(database.pool, () => eventTables(events)));

  const jobs = jobQueue({ pool: engines.database, log });
  const kernel: Kernel = {
    config,
    clock,
    random: systemRandom,
    log,
    database,
    db: database.db,
    events,
    jobs,
    outbox: outbox(jobs),
    outgoing: guardedOutgoing({ allow: config.outgoingAllow }),
    audit: auditTrail({ db: database.db, clock }),
    sealer: sealer(masterKey(config.data)),
    serverId: serverIdOf(config.data),
  };
  return { kernel, engines };
}
