import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/kernel/clock.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { ledgerReader } from '../../src/logs/ingest/ledger.ts';
import { waitingLines } from '../../src/logs/ingest/waiting.ts';
import { EVENTS, eventTables } from '../../src/logs/store/schema.ts';
import { privateDirectory, testEngines, type TestEngines } from '../support/engines.ts';
import { testKernel } from '../support/kernel.ts';
import { compare, keyedSenders } from '../support/keyed-senders.ts';

let engines: TestEngines;
let kernel: Kernel & { close(): Promise<void> };
const directory = privateDirectory('kill');
const socket = join(directory.path, 'ingest.sock');
let child: ChildProcess | undefined;

beforeAll(async () => {
  engines = await testEngines();
  kernel = await testKernel(engines, { tables: eventTables });
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await kernel.close();
  await engines.stop();
  directory.remove();
});

async function startIngest(): Promise<void> {
  rmSync(socket, { force: true });
  const started = fork(join(import.meta.dirname, '../support/ingest-process.ts'), [directory.path, socket, JSON.stringify(engines)], { stdio: 'inherit' });
  child = started;
  await Promise.race([once(started, 'message'), once(started, 'exit').then(([code]) => Promise.reject(new Error(`it ended with ${String(code)}`)))]);
}

async function killIngest(): Promise<void> {
  const exited = child && once(child, 'exit');
  child?.kill('SIGKILL');
  await exited;
  await startIngest();
}

function killEngine(name: 'chdb' | 'postgresql'): void {
  const state = engines.status().find(({ engine }) => engine === name)?.state;
  if (state?.is !== 'running') throw new Error(`${name} does not run`);
  process.kill(state.pid, 'SIGKILL');
}

function ask(method: string, key = '', body = ''): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request({ socketPath: socket, method, headers: { 'idempotency-key': key } }, (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode ?? 0, body: answer }), reject);
    }).on('error', reject).end(body);
  });
}

describe('kill -9 under load', () => {
  test('of ingest, event store and database loses no acknowledged line, stores none twice, and the ledger balances', async () => {
    await startIngest();
    const senders = keyedSenders(async ({ key, lines }) => (await ask('POST', key, lines.join('\n'))).status === 200);
    for (let round = 0; round < 2; round += 1) {
      await systemClock.sleep(400);
      await killIngest();
      await systemClock.sleep(300);
      killEngine('chdb');
      await systemClock.sleep(400);
      if (round === 0) {
        killEngine('postgresql');
        await systemClock.sleep(200);
        while (!(await kernel.database.pool.query('SELECT 1').then(() => true, () => false))) await systemClock.sleep(50);
      }
    }
    await systemClock.sleep(300);
    await senders.stop();
    const waits = async () => (JSON.parse((await ask('GET')).body) as { lines: number }).lines;
    while ((await waits()) > 0) await systemClock.sleep(50);

    const stored = await kernel.events.rows<{ raw: string }>({ sql: `SELECT raw FROM ${EVENTS}`, limits: { resultRows: 10_000_000 } });
    expect(compare(senders.sent, stored.map((row) => row.raw))).toEqual({ lost: [], twice: [], unknown: [] });
    expect(senders.sent.length).toBeGreaterThan(20);
    expect(senders.failures()).toBeGreaterThan(0);
    const { ledger } = await ledgerReader({ ...kernel, waiting: waitingLines() }).of('chaos');
    expect(ledger.stored).toBe(stored.length);
    expect(ledger.received).toBe(ledger.stored + ledger.duplicate);
  }, 120_000);
});
