import type { Audit } from './audit.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Sealer } from './crypto.ts';
import type { Database, Db } from './database/index.ts';
import type { EventStore } from './eventstore/index.ts';
import type { Random } from './ids.ts';
import type { Jobs } from './jobs.ts';
import type { Log } from './log.ts';
import type { Outbox } from './outbox.ts';
import type { Outgoing } from './outgoing.ts';

/** What the house offers to every domain. Services take the parts that they need: `Pick<Kernel, 'db' | 'clock'>`. */
export type Kernel = {
  config: Config;
  clock: Clock;
  random: Random;
  log: Log;
  database: Database;
  db: Db;
  events: EventStore;
  jobs: Jobs;
  outbox: Outbox;
  outgoing: Outgoing;
  audit: Audit;
  sealer: Sealer;
  /** Unique to this process among all servers of a database. */
  serverId: string;
};
