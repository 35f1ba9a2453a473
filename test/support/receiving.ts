import type { Config } from '../../src/kernel/config.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { createApi } from '../../src/kernel/http/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { createIdentity } from '../../src/identity/index.ts';
import { createLogs, eventTables, type Logs } from '../../src/logs/index.ts';
import { EVENTS } from '../../src/logs/store/schema.ts';
import { testEngines, testLog } from './engines.ts';
import { testKernel } from './kernel.ts';
import { freePort } from './server.ts';

const OWNER = 'test-bootstrap-token-of-the-first-owner';

export type Receiving = {
  kernel: Kernel;
  logs: Logs;
  url: string;
  ports: { plain: number; tls: number };
  /** The first owner's API token. */
  owner: string;
  api(method: string, path: string, body?: unknown, token?: string): Promise<{ status: number; json: unknown }>;
  ingest(query: string, body: string | Buffer, headers?: Record<string, string>): Promise<{ status: number; json: unknown }>;
  /** The raw lines of a source's events, in the order in which they were stored. */
  stored(source: string): Promise<string[]>;
  /** The ledger of a source once nothing of it waits any more. */
  settled(source: string): Promise<Awaited<ReturnType<Logs['ledger']['of']>>>;
  stop(): Promise<void>;
};

/** Identity and logs on real engines, with their API and syslog listeners on free ports: what it takes to receive. */
export async function receivingServer(overrides: Partial<Config> = {}): Promise<Receiving> {
  const engines = await testEngines();
  const ports = { plain: await freePort(), tls: await freePort() };
  const kernel = await testKernel(engines, {
    config: { syslogPort: ports.plain, syslogTlsPort: ports.tls, bootstrapToken: OWNER, ...overrides },
    tables: eventTables,
  });
  const identity = createIdentity(kernel);
  const logs = createLogs(kernel, { identity });
  await kernel.jobs.start({ work: false });
  await identity.start();
  await logs.start();
  const app = await createApi({ log: testLog, version: '0', authenticate: identity.authenticate, onRefused: identity.onRefused });
  identity.routes(app);
  logs.routes(app);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });

  const call = async (path: string, init: { method: string; body?: string | Uint8Array<ArrayBuffer> }, headers: Record<string, string>) => {
    const response = await fetch(new URL(path, url), { ...init, headers });
    const text = await response.text();
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    kernel, logs, url, ports,
    owner: OWNER,
    api: (method, path, body, token = OWNER) =>
      body === undefined
        ? call(path, { method }, { authorization: `Bearer ${token}` })
        : call(path, { method, body: JSON.stringify(body) }, { authorization: `Bearer ${token}`, 'content-type': 'application/json' }),
    ingest: (query, body, { authorization = OWNER, ...headers } = {}) =>
      call(`/api/v1/ingest?${query}`, { method: 'POST', body: Uint8Array.from(Buffer.from(body)) }, { authorization: `Bearer ${authorization}`, ...headers }),
    async stored(source) {
      const rows = await kernel.events.rows<{ text: string }>({
        sql: `SELECT toValidUTF8(raw) AS text FROM ${EVENTS} WHERE source = {source:String} ORDER BY batch, position`, params: { source },
      });
      return rows.map(({ text }) => text);
    },
    async settled(source) {
      for (const end = Date.now() + 30_000; ;) {
        const found = await logs.ledger.of(source);
        if (found.ledger.waiting === 0 && found.ledger.received > 0) return found;
        if (Date.now() > end) throw new Error(`the ledger of ${source} did not settle: ${JSON.stringify(found.ledger)}`);
        await systemClock.sleep(20);
      }
    },
    async stop() {
      await app.close();
      await logs.stop();
      await identity.stop();
      await kernel.close();
      await engines.stop();
    },
  };
}
