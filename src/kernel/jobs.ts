import { sql } from 'drizzle-orm';
import { PgBoss, fromDrizzle, type Job, type JobResult } from 'pg-boss';
import type pg from 'pg';
import type { z } from 'zod';
import type { Tx } from './database/index.ts';
import { reasonOf } from './errors.ts';
import { uuidv7 } from './ids.ts';
import type { Log } from './log.ts';

export type JobSpec<T extends object> = {
  /** Unique; `domain-verb`. */
  name: string;
  /** What a job carries. Data that does not fit fails the job; it is not retried. */
  data: z.ZodType<T>;
  /** Does it. Called at least once a job, possibly again after a crash: must be idempotent. A throw means: again, later. */
  work(data: T, job: { id: string; signal: AbortSignal }): Promise<void>;
  /** How often it is tried again, at growing intervals from 5 s up to an hour. */
  retries?: number;
  /** How many run at once in this process. */
  parallel?: number;
};

export type EnqueueOptions = {
  /** Enqueue only if this transaction commits. */
  tx?: Tx;
  /** While a job with this key waits or runs, another is not enqueued. */
  key?: string;
  startAfter?: Date;
};

export type Jobs = {
  /** Declares a kind of job. All processes declare all; only those started with `work: true` do them. */
  define<T extends object>(spec: JobSpec<T>): { enqueue(data: T, options?: EnqueueOptions): Promise<void> };
  /** Runs `work` at the times of the cron expression (UTC), once among all servers. */
  every(name: string, cron: string, work: (signal: AbortSignal) => Promise<void>): void;
  start(options: { work: boolean }): Promise<void>;
  stop(): Promise<void>;
};

type ConnectionOptions = Exclude<ConstructorParameters<typeof PgBoss>[0], string>;
/**
 * How often a queue is looked at without a notification, in seconds. What is to be tried again, or begins later, comes without one, and
 * one of those who work on the queue finds it (or, while that one is busy, another within the longer time); for the others, and for what the clock enqueues, a look only makes up for a lost notification.
 * Each look costs the database as much as a small transaction, and there are a hundred who look.
 */
const LOOKS_S = { soon: 5, seldom: 30 } as const;

type Defined = { name: string; retries: number; parallel: number; cron?: string; run(data: unknown, job: { id: string; signal: AbortSignal }): Promise<void> };

/** Durable jobs in PostgreSQL, by pg-boss. */
export function jobQueue({ pool, log }: { pool: pg.PoolConfig; log: Log }): Jobs {
  const boss = new PgBoss({ ...connectionOf(pool), max: 4, useListenNotify: true });
  boss.on('error', (error) => log.warn({ reason: reasonOf(error) }, 'the job queue met an error'));
  const specs = new Map<string, Defined>();

  const add = (spec: Defined) => {
    if (specs.has(spec.name)) throw new Error(`the job ${spec.name} is defined twice`);
    specs.set(spec.name, spec);
  };

  return {
    define({ name, data, work, retries = 12, parallel = 4 }) {
      add({
        name,
        retries,
        parallel,
        async run(given, job) {
          const parsed = data.safeParse(given);
          if (!parsed.success) return log.error({ job: name, id: job.id, reason: parsed.error.message }, 'a job carries data that does not fit');
          return work(parsed.data, job);
        },
      });
      return {
        async enqueue(value, { tx, key, startAfter } = {}) {
          await boss.send(name, value, {
            // The queue keeps one waiting job a key, and takes no key for a key that all jobs share.
            singletonKey: key ?? uuidv7(),
            ...(startAfter === undefined ? {} : { startAfter }),
            ...(tx === undefined ? {} : { db: fromDrizzle(tx, sql) }),
          });
        },
      };
    },
    every(name, cron, work) {
      add({ name, retries: 0, parallel: 1, cron, run: (_data, { signal }) => work(signal) });
    },
    async start({ work }) {
      await boss.start();
      for (const spec of specs.values()) await open(boss, spec, work, log);
    },
    stop: () => boss.stop({ graceful: true, timeout: 5_000 }),
  };
}

/** The part of the pool's configuration that says where the database is. */
const connectionOf = ({ connectionString, host, port, user, password, database }: pg.PoolConfig): ConnectionOptions => ({
  ...(connectionString === undefined ? {} : { connectionString }),
  ...(host === undefined ? {} : { host }),
  ...(port === undefined ? {} : { port }),
  ...(user === undefined ? {} : { user }),
  ...(password === undefined ? {} : { password }),
  ...(database === undefined ? {} : { database }),
});

async function open(boss: PgBoss, { name, retries, parallel, cron, run }: Defined, work: boolean, log: Log): Promise<void> {
  await boss.createQueue(name, {
    policy: 'short',
    notify: true,
    retryLimit: retries,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 3_600,
    expireInSeconds: 900,
    deleteAfterSeconds: 86_400,
  });
  if (cron !== undefined) await boss.schedule(name, cron);
  if (!work) return;
  const handle = async (batch: Job<unknown>[]): Promise<JobResult[]> => {
    const results: JobResult[] = [];
    for (const job of batch) {
      try {
        await run(job.data, job);
        results.push({ id: job.id, status: 'completed' });
      } catch (error) {
        log.warn({ job: name, id: job.id, reason: reasonOf(error) }, 'a job failed');
        results.push({ id: job.id, status: 'failed', output: { reason: reasonOf(error) } });
      }
    }
    return results;
  };
  // A queue is asked again at once only after a full batch of at least two, or when notified.
  const fetching = { batchSize: 2, burstWhenBatchFull: true, perJobResults: true };
  const looking = cron === undefined ? LOOKS_S.soon : LOOKS_S.seldom;
  await boss.work(name, { ...fetching, notifyPollingIntervalSeconds: looking }, handle);
  if (parallel > 1) await boss.work(name, { ...fetching, localConcurrency: parallel - 1, notifyPollingIntervalSeconds: LOOKS_S.seldom }, handle);
}
