import { createServer } from 'node:net';
import { readConfig, type Config } from '../../src/kernel/config.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { silentProgress } from '../../src/server/progress.ts';
import { startServer } from '../../src/server/index.ts';
import { privateDirectory, testLog } from './engines.ts';

export type TestServer = {
  url: string;
  /** The first owner's API token. */
  token: string;
  data: string;
  /** Calls the API as the owner (or with another token) and gives status and JSON. */
  api(method: string, path: string, body?: unknown, token?: string): Promise<{ status: number; json: unknown }>;
  stop(): Promise<void>;
};

const TOKEN = 'test-bootstrap-token-of-the-first-owner';

/** A whole Glacis with embedded engines on free ports, in a directory of its own (about 3 s). */
export async function testServer(overrides: Partial<Config> = {}): Promise<TestServer> {
  const directory = privateDirectory('server');
  const config: Config = {
    ...readConfig({ GLACIS_DATA: directory.path, GLACIS_ADVISORIES_FROM: 'off', GLACIS_SYSLOG_PORT: '0', GLACIS_SYSLOG_TLS_PORT: '0', GLACIS_BOOTSTRAP_TOKEN: TOKEN, GLACIS_ENGINE_MEMORY: String(1024 ** 3) }),
    port: await freePort(),
    ...overrides,
  };
  const server = await startServer({ config, log: testLog, clock: systemClock, progress: silentProgress });
  const url = `http://127.0.0.1:${config.port}`;
  return {
    url,
    token: TOKEN,
    data: directory.path,
    async api(method, path, body, token = TOKEN) {
      const response = await fetch(new URL(path, url), {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
    },
    async stop() {
      await server.stop();
      directory.remove();
    },
  };
}

/** A TCP port that nobody has just now. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
