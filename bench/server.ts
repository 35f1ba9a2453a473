import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { socketDirectory } from '../src/engines/sockets.ts';
import { connectEventStore, type EventStore } from '../src/kernel/eventstore/index.ts';
import { serverLog } from '../src/kernel/log.ts';
import { Source, type Ledger } from '../src/logs/contract.ts';
import { freePort } from '../test/support/server.ts';

const TOKEN = 'benchmark-token-of-the-first-owner';
const STARTS_WITHIN_MS = 120_000;

export type BenchServer = Awaited<ReturnType<typeof benchServer>>;

/** A whole Glacis as its users start it, in a process of its own with a directory of its own, that can be killed and started again. */
export async function benchServer() {
  const data = mkdtempSync(join(tmpdir(), 'glacis-bench-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;

  const call = async (path: string, { headers, ...init }: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {}): Promise<Response> =>
    fetch(new URL(path, url), { ...init, headers: { ...headers, authorization: `Bearer ${TOKEN}` } });

  const isReady = (): Promise<boolean> => call('/readyz').then((response) => response.ok, () => false);

  const start = async (): Promise<void> => {
    const started = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts'), 'serve'], {
      env: {
        PATH: process.env.PATH, HOME: process.env.HOME,
        GLACIS_DATA: data, GLACIS_ADVISORIES_FROM: 'off', GLACIS_PORT: String(port), GLACIS_SYSLOG_PORT: '0', GLACIS_SYSLOG_TLS_PORT: '0',
        GLACIS_BOOTSTRAP_TOKEN: TOKEN, GLACIS_LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child = started;
    for (const end = Date.now() + STARTS_WITHIN_MS; !(await isReady()); await sleep(50)) {
      if (started.exitCode !== null || started.signalCode !== null) throw new Error(`the server ended with ${started.exitCode ?? started.signalCode}`);
      if (Date.now() > end) throw new Error('the server does not get ready');
    }
  };

  const enginePid = (): number => Number(readFileSync(join(data, 'run', 'events.pid'), 'utf8'));

  await start();
  return {
    url,
    token: TOKEN,
    data,
    start,
    call,

    /** What became of a source's lines; all zero when it is not known yet. */
    async ledger(source: string): Promise<Ledger> {
      const response = await call(`/api/v1/sources/${source}`);
      if (response.status === 404) return { received: 0, stored: 0, duplicate: 0, rejected: {}, unparsed: 0, waiting: 0 };
      return Source.parse(await response.json()).ledger;
    },

    /** Where its event engine reads blocks that are left as files. */
    blocks: join(data, 'run', 'blocks'),

    /** A connection of our own to its event engine. */
    events: (): EventStore => connectEventStore({ url: 'http://events', socketPath: join(socketDirectory(data), 'events.sock') }, { log: serverLog('error') }),

    /** Ends it without a chance to say good-bye. */
    async kill(): Promise<void> {
      const exited = child && once(child, 'exit');
      child?.kill('SIGKILL');
      await exited;
    },

    /** The process id of the embedded event engine. */
    enginePid,

    /** Resident memory of the server and of its event engine, in bytes. */
    memory: (): { server: number; engine: number } => ({ server: residentBytes(child?.pid ?? 0), engine: residentBytes(enginePid()) }),

    /** The 99th percentile of the delays of the server's event loop since the last call, in ms. */
    async loopDelay(): Promise<number> {
      const metrics = await (await call('/metrics')).text();
      return Number(/^glacis_nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(metrics)?.[1] ?? Number.NaN) * 1_000;
    },

    /** Processor time that the server (with its threads) and its event engine have used, in seconds. */
    cpu: (): { server: number; engine: number } => ({ server: cpuSeconds(child?.pid ?? 0), engine: cpuSeconds(enginePid()) }),

    async stop(): Promise<void> {
      if (child && child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit');
        child.kill('SIGTERM');
        await exited;
      }
      rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const residentBytes = (pid: number): number => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) * 1024;

/** Fields 14 and 15 of /proc/PID/stat, in ticks of 10 ms. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
