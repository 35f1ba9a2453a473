import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile, printTable, rounded, type Bench } from './bench.ts';
import { bareInsert, type BareRun } from './ingest/bare.ts';
import type { GeneratorReport, GeneratorTask } from './ingest/generator.ts';
import { benchServer, type BenchServer } from './server.ts';

/** What is promised: the way through the server costs at most as much again as the event store itself. */
const RATIO = 0.5;
/** How much the server's memory may grow from the first million lines to the last. */
const GROWTH_BYTES = 100 * 1024 ** 2;
const SOURCE = 'sshd';
const MIB = 1024 ** 2;

type Memory = ReturnType<BenchServer['memory']>;

/** sshd lines a second, from HTTP to the journal, beside a bare insert of the same finished rows; and memory while they come. */
export const bench: Bench = {
  name: 'ingest',
  async run({ quick }) {
    const scale = quick ? 500_000 : 5_000_000;
    const server = await benchServer();
    try {
      const before = await bareRuns(server, quick ? 200_000 : 500_000);
      await endToEnd(server, { lines: scale / 10, run: 'warm-up' });
      const through = await endToEnd(server, { lines: scale, run: 'measured' });
      const after = await bareRuns(server, quick ? 200_000 : 500_000);
      const runs = [...before, ...after];
      const best = runs.reduce((a, b) => (a.rowsPerSecond > b.rowsPerSecond ? a : b));
      const ratio = through.linesPerSecond / best.rowsPerSecond;
      const [first, last] = [through.memory[0], through.memory.at(-1)];
      const growth = (last?.server ?? 0) - (first?.server ?? 0);

      printTable([
        ['', 'lines/s', 'CPU µs a line: server', 'engine', 'p50 ms', 'p99 ms'],
        ...runs.map((run) => [`bare insert, ${run.batchRows} rows × ${run.parallel} at once`, run.rowsPerSecond, '', run.cpu.toFixed(1), '', '']),
        ['end to end: acknowledged', through.acknowledgedPerSecond, '', '', percentile(through.tookMs, 0.5).toFixed(0), percentile(through.tookMs, 0.99).toFixed(0)],
        ['end to end: stored and in the journal', through.linesPerSecond, through.cpu.server.toFixed(1), through.cpu.engine.toFixed(1), '', ''],
      ]);
      printTable([['lines stored', 'server MiB', 'engine MiB'], ...through.memory.map((memory, n) => [((n + 1) * scale) / 5, memory.server / MIB, memory.engine / MIB])]);
      return {
        scale: `${scale} lines`,
        linesPerSecond: rounded(through.linesPerSecond),
        bareRowsPerSecond: rounded(best.rowsPerSecond),
        bareBatchRows: best.batchRows,
        bareParallel: best.parallel,
        cpuMicrosecondsALine: { server: rounded(through.cpu.server), engine: rounded(through.cpu.engine), bare: rounded(best.cpu) },
        ratio: rounded(ratio),
        acknowledgedMs: { p50: rounded(percentile(through.tookMs, 0.5)), p99: rounded(percentile(through.tookMs, 0.99)) },
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

/** Bare inserts by batch size and how many at once; the best of them counts. */
async function bareRuns(server: BenchServer, rows: number): Promise<BareRun[]> {
  const events = server.events();
  const runs: BareRun[] = [];
  try {
    for (const [batchRows, parallel] of [[10_000, 2], [25_000, 2], [25_000, 3], [50_000, 2]] as const) runs.push(await bareInsert({ events, cpuSeconds: () => server.cpu().engine }, { batchRows, parallel, rows }));
  } finally {
    await events.close();
  }
  return runs;
}

type Through = {
  linesPerSecond: number;
  /** Processor time in µs a line. */
  cpu: { server: number; engine: number };
  acknowledgedPerSecond: number; tookMs: number[]; memory: Memory[]; balanced: boolean;
};

/** Sends lines and waits until the last one is in the journal. */
async function endToEnd(server: BenchServer, { lines, run }: { lines: number; run: string }): Promise<Through> {
  const already = (await server.ledger(SOURCE)).stored;
  const memory: Memory[] = [];
  const used = server.cpu();
  const begun = performance.now();
  const generating = generate({ url: server.url, token: server.token, source: SOURCE, lines, linesEach: 1_000, connections: 16, run });
  for (let stored = 0; stored < lines; stored = (await server.ledger(SOURCE)).stored - already) {
    while (memory.length < Math.floor((stored / lines) * 5)) memory.push(server.memory());
    await sleep(100);
  }
  const seconds = (performance.now() - begun) / 1_000;
  const now = server.cpu();
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
    balanced: ledger.stored - already === acknowledged && ledger.received === ledger.stored + ledger.duplicate + rejected,
  };
}

async function generate(task: GeneratorTask): Promise<GeneratorReport> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'ingest/generator.ts'), JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const report: GeneratorReport = JSON.parse(await text(child.stdout));
  return report;
}
