import { systemClock, type Clock } from '../../src/kernel/clock.ts';
import type { Config } from '../../src/kernel/config.ts';
import { createApi } from '../../src/kernel/http/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { eventTables } from '../../src/logs/index.ts';
import { createDomains } from '../../src/server/domains.ts';
import { testEngines, testLog } from './engines.ts';
import { testKernel } from './kernel.ts';

const OWNER = 'test-bootstrap-token-of-the-first-owner';

type Answer = { status: number; json: unknown };
export type House = {
  kernel: Kernel;
  url: string;
  owner: string;
  api(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
  /** Ingests lines under a source, created at first use. */
  ingest(source: string, lines: string | Buffer, format?: string): Promise<Answer>;
  detection: { start(): Promise<void>; stop(): Promise<void> };
  /** Does what a job does at its times, now. */
  run(job: string): Promise<void>;
  /** Waits until detection has looked at everything that was ingested before, and alerts have heard of what it found. */
  settled(): Promise<void>;
  stop(): Promise<void>;
};

/** All domains on real engines with their API, without the listeners of syslog: logs in, alerts out (about 3 s). */
export async function testHouse(overrides: Partial<Config> = {}, { clock = systemClock }: { clock?: Clock } = {}): Promise<House> {
  const engines = await testEngines();
  const base = await testKernel(engines, { clock, config: { bootstrapToken: OWNER, ...overrides }, tables: eventTables });
  const jobs = new Map<string, (signal: AbortSignal) => Promise<void>>();
  const kernel = {
    ...base,
    jobs: {
      ...base.jobs,
      every(name: string, cron: string, work: (signal: AbortSignal) => Promise<void>) {
        jobs.set(name, work);
        base.jobs.every(name, cron, work);
      },
    },
  };
  const { identity, detection, all: domains } = createDomains(kernel);
  await kernel.jobs.start({ work: true });
  for (const domain of domains) await domain.start();
  const app = await createApi({ log: testLog, version: '0', authenticate: identity.authenticate, onRefused: identity.onRefused });
  for (const domain of domains) domain.routes(app);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });

  let markers = 0;
  const call = async (path: string, init: RequestInit, token: string): Promise<Answer> => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    const response = await fetch(new URL(path, url), { ...init, headers });
    const text = await response.text();
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
  };
  const encoded = (body: unknown): RequestInit =>
    body === undefined ? {} : typeof body === 'string' ? { body, headers: { 'content-type': 'text/csv' } } : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };

  return {
    kernel,
    url,
    owner: OWNER,
    api: (method, path, body, token = OWNER) => call(path, { method, ...encoded(body) }, token),
    ingest: (source, lines, format) =>
      call(`/api/v1/ingest?source=${source}${format === undefined ? '' : `&format=${format}`}`, { method: 'POST', body: Buffer.from(lines) }, OWNER),
    detection,
    async run(job) {
      const work = jobs.get(job);
      if (!work) throw new Error(`there is no job ${job}`);
      await work(new AbortController().signal);
    },
    async settled() {
      const marker = `marker-${(markers += 1)}`;
      const line = `${new Date().toISOString()} house sshd[1]: Accepted publickey for ${marker} from 192.0.2.1 port 1 ssh2`;
      await call('/api/v1/ingest?source=house', { method: 'POST', body: line }, OWNER);
      const looked = () => call(`/api/v1/sign-ins?account=${marker}`, {}, OWNER);
      await eventually(looked, ({ json }) => (json as { items: unknown[] }).items.length > 0);
      const waiting = () => kernel.database.pool.query("SELECT FROM pgboss.job WHERE name = 'detection.found.alerts' AND state < 'completed'");
      await eventually(waiting, ({ rowCount }) => rowCount === 0);
    },
    async stop() {
      await app.close();
      for (const domain of domains.toReversed()) await domain.stop();
      await kernel.close();
      await engines.stop();
    },
  };
}

/** Asks until the answer satisfies; the last answer otherwise. */
export async function eventually<T>(ask: () => Promise<T>, satisfies: (answer: T) => boolean, ms = 15_000): Promise<T> {
  for (const end = Date.now() + ms; ;) {
    const answer = await ask();
    if (satisfies(answer) || Date.now() > end) return answer;
    await systemClock.sleep(25);
  }
}
