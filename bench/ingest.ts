import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile, printTable, rounded, type Bench } from './bench.ts';
import type { EventStore } from '../src/kernel/eventstore/index.ts';
import { bareInsert, type BareRun } from './ingest/bare.ts';
import type { GeneratorReport, GeneratorTask } from './ingest/generator.ts';
import { benchServer, type BenchServer } from './server.ts';

/** What is promised: the way through the server costs at most as much again as the event store itself. */
const RATIO = 0.5;
/** How much the server's memory may grow from the first million lines to the last. */
const GROWTH_BYTES = 100 * 1024 ** 2;
const SOURCE = 'sshd';
/** Lines of one request, half a megabyte: what shippers send at such a rate, which gather for a second or until a body is large. */
const LINES_EACH = 5_000;
const MIB = 1024 ** 2;

type Memory = ReturnType<BenchServer['memory']>;

/** sshd lines a second, from HTTP to the journal, beside a bare insert of the same finished rows; and memory while they come. */
export const bench: Bench = {
  name: 'ingest',
  async run({ quick }) {
    const scale = quick ? 500_000 : 5_000_000;
    const server = await benchServer();
    try {
      const probes = await bareRuns(server, SETTINGS.map((setting) => ({ ...setting, rows: scale / 5 })));
      const best = probes.reduce((a, b) => (a.rowsPerSecond > b.rowsPerSecond ? a : b));
      // As long as a probe: the server's code is compiled by then, as the event store's has always been.
      await endToEnd(server, { lines: scale / 5, run: 'warm-up' });
      // As many rows, so that as much is merged; before and after, since the machine is not the same machine all the time.
      const before = await bareRuns(server, [{ ...best, rows: scale }]);
      const through = await endToEnd(server, { lines: scale, run: 'measured' });
      const bare = joined(best, [...before, ...(await bareRuns(server, [{ ...best, rows: scale }]))]);
      const ratio = through.linesPerSecond / bare.rowsPerSecond;
      const [first, last] = [through.memory[0], through.memory.at(-1)];
      const growth = (last?.server ?? 0) - (first?.server ?? 0);

      printTable([
        ['', 'lines', 'lines/s', 'server', 'engine', 'p50 ms', 'p99 ms'],
        ...[...probes, bare].map((run) => [`bare insert, ${run.batchRows} rows × ${run.parallel} at once`, run.rows, run.rowsPerSecond, '', run.cpu.toFixed(1), '', '']),
        ['end to end: acknowledged', scale, through.acknowledgedPerSecond, '', '', percentile(through.tookMs, 0.5).toFixed(0), percentile(through.tookMs, 0.99).toFixed(0)],
        ['end to end: stored and in the journal', scale, through.linesPerSecond, through.cpu.server.toFixed(1), through.cpu.engine.toFixed(1), '', ''],
      ]);
      process.stdout.write('(server, engine: processor time in µs a line)\n\n');
      printTable([['lines stored', 'server MiB', 'engine MiB'], ...through.memory.map((memory, n) => [((n + 1) * scale) / 5, memory.server / MIB, memory.engine / MIB])]);
      return {
        scale: `${scale} lines`,
        linesPerSecond: rounded(through.linesPerSecond),
        bareRowsPerSecond: rounded(bare.rowsPerSecond),
        bareBatchRows: bare.batchRows,
        bareParallel: bare.parallel,
        cpuMicrosecondsALine: { server: rounded(through.cpu.server), engine: rounded(through.cpu.engine), bare: rounded(bare.cpu) },
        ratio: rounded(ratio),
        acknowledgedMs: { p50: rounded(percentile(through.tookMs, 0.5)), p99: rounded(percentile(through.tookMs, 0.99)) },
        loopP99Ms: rounded(through.loopP99Ms),
        serverMiB: through.memory.map((memory) => rounded(memory.server / MIB)),
        engineMiB: through.memory.map((memory) => rounded(memory.engine / MIB)),
        balanced: through.balanced,
        ok: ratio >= RATIO && growth <= GROWTH_BYTES && through.balanced,
      };
    } finally {
      await server.stop();
    }
  },
};

/**
 * Batch sizes, and how many at once, among which the bare insert has its best: from the least to the most that ClickHouse recommends
 * for an insert (https://clickhouse.com/docs/best-practices/selecting-an-insert-strategy: 10,000 to 100,000 rows).
 */
const SETTINGS = [
  { batchRows: 10_000, parallel: 2 }, { batchRows: 25_000, parallel: 3 }, { batchRows: 50_000, parallel: 2 },
  { batchRows: 100_000, parallel: 1 }, { batchRows: 100_000, parallel: 2 }, { batchRows: 100_000, parallel: 3 },
] as const;

/** Several runs as one. */
function joined(like: BareRun, runs: readonly BareRun[]): BareRun {
  const sum = (of: (run: BareRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  const rows = sum((run) => run.rows);
  return { ...like, rows, rowsPerSecond: rows / sum((run) => run.rows / run.rowsPerSecond), cpu: sum((run) => run.cpu * run.rows) / rows };
}

/** Waits until the event store merges nothing: what one run left to be done would slow the next. */
async function settled(events: EventStore): Promise<void> {
  for (let quiet = 0; quiet < 3; quiet += 1) {
    const [merges] = await events.rows<{ running: number }>({ sql: 'SELECT toUInt32(count()) AS running FROM system.merges' });
    if (merges?.running !== 0) quiet = -1;
    await sleep(500);
  }
}

async function bareRuns(server: BenchServer, settings: readonly { batchRows: number; parallel: number; rows: number }[]): Promise<BareRun[]> {
  const events = server.events();
  const runs: BareRun[] = [];
  try {
    for (const setting of settings) {
      await settled(events);
      runs.push(await bareInsert({ events, cpuSeconds: () => server.cpu().engine }, setting));
    }
    await settled(events);
  } finally {
    await events.close();
  }
  return runs;
}

type Through = {
  linesPerSecond: number;
  /** Processor time in µs a line. */
  cpu: { server: number; engine: number };
  acknowledgedPerSecond: number;
  /** Of each request, until it was acknowledged. */
  tookMs: number[];
  /** After each fifth of the lines. */
  memory: Memory[];
  /** Of the server's event loop. */
  loopP99Ms: number;
  balanced: boolean;
};

/** Sends lines and waits until the last one is in the journal. */
async function endToEnd(server: BenchServer, { lines, run }: { lines: number; run: string }): Promise<Through> {
  const already = (await server.ledger(SOURCE)).stored;
  const memory: Memory[] = [];
  await server.loopDelay();
  const used = server.cpu();
  const begun = performance.now();
  const generating = generate({ url: server.url, token: server.token, source: SOURCE, lines, linesEach: LINES_EACH, connections: 8, run });
  for (let stored = 0; stored < lines; stored = (await server.ledger(SOURCE)).stored - already) {
    while (memory.length < Math.floor((stored / lines) * 5)) memory.push(server.memory());
    await sleep(500);
  }
  const seconds = (performance.now() - begun) / 1_000;
  const now = server.cpu();
  const loopP99Ms = await server.loopDelay();
  memory.push(server.memory());
  const { acknowledged, seconds: acknowledgedIn, tookMs } = await generating;
  const ledger = await server.ledger(SOURCE);
  const rejected = Object.values(ledger.rejected).reduce((sum, count) => sum + count, 0);
  return {
    linesPerSecond: lines / seconds,
    cpu: { server: ((now.server - used.server) * 1e6) / lines, engine: ((now.engine - used.engine) * 1e6) / lines },
    acknowledgedPerSecond: acknowledged / acknowledgedIn,
    tookMs,
    memory,
    loopP99Ms,
    balanced: ledger.stored - already === acknowledged && ledger.received === ledger.stored + ledger.duplicate + rejected,
  };
}

async function generate(task: GeneratorTask): Promise<GeneratorReport> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'ingest/generator.ts'), JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const report: GeneratorReport = JSON.parse(await text(child.stdout));
  return report;
}
