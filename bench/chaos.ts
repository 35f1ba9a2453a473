import { setTimeout as sleep } from 'node:timers/promises';
import { EVENTS } from '../src/logs/store/schema.ts';
import { compare, keyedSenders, type Sent } from '../test/support/keyed-senders.ts';
import { printTable, type Bench } from './bench.ts';
import { benchServer, type BenchServer } from './server.ts';

const SOURCE = 'chaos';
/** An attempt that hangs longer is given up and repeated. */
const PATIENCE_MS = 10_000;

/**
 * Kills the event engine and the whole server, again and again, while shippers send: no line that was acknowledged may be
 * missing, none stored twice, and the ledger must balance.
 */
export const bench: Bench = {
  name: 'chaos',
  async run({ quick }) {
    const kills = quick ? 4 : 20;
    const server = await benchServer();
    try {
      const senders = keyedSenders((delivery) => attempt(server, delivery), { senders: 8, linesEach: 100, pauseMs: 40 });
      for (let round = 0; round < kills; round += 1) {
        await sleep(1_000 + (round % 5) * 150);
        process.kill(server.enginePid(), 'SIGKILL');
        await sleep(1_500 + (round % 7) * 100);
        await server.kill();
        await server.start();
      }
      await sleep(1_000);
      await senders.stop();
      const acknowledged = senders.sent.reduce((sum, { lines }) => sum + lines.length, 0);
      for (const end = Date.now() + 60_000; (await server.ledger(SOURCE)).waiting > 0 && Date.now() < end; ) await sleep(100);

      const { lost, twice, unknown } = compare(senders.sent, await storedLines(server));
      const { received, stored, duplicate, rejected, waiting } = await server.ledger(SOURCE);
      const refused = Object.values(rejected).reduce((sum, lines) => sum + lines, 0);
      const balanced = received === stored + duplicate + refused && stored === acknowledged && waiting === 0;
      printTable([
        ['', 'lines'],
        ['acknowledged', acknowledged], ['lost', lost.length], ['stored twice', twice.length], ['stored, never acknowledged', unknown.length],
        ['ledger: received', received], ['ledger: stored', stored], ['ledger: duplicate', duplicate], ['ledger: rejected', refused],
      ]);
      return {
        scale: `${kills} kills of the engine and ${kills} of the server`,
        acknowledged, attemptsFailed: senders.failures(), lost: lost.length, twice: twice.length, unknown: unknown.length,
        ledger: { received, stored, duplicate, rejected: refused, waiting },
        ok: acknowledged > 0 && lost.length === 0 && twice.length === 0 && unknown.length === 0 && balanced,
      };
    } finally {
      await server.stop();
    }
  },
};

async function attempt(server: BenchServer, { key, lines }: Sent): Promise<boolean> {
  const response = await server.call(`/api/v1/ingest?source=${SOURCE}`, {
    method: 'POST', body: lines.join('\n'), headers: { 'idempotency-key': key, 'content-type': 'text/plain' }, signal: AbortSignal.timeout(PATIENCE_MS),
  });
  await response.body?.cancel();
  return response.status === 200;
}

async function storedLines(server: BenchServer): Promise<string[]> {
  const events = server.events();
  const lines: string[] = [];
  try {
    for await (const rows of events.stream<{ raw: string }>({ sql: `SELECT raw FROM ${EVENTS} WHERE source = {source:String}`, params: { source: SOURCE } })) {
      for (const { raw } of rows) lines.push(raw);
    }
  } finally {
    await events.close();
  }
  return lines;
}
