import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile, printTable, rounded, type Bench } from './bench.ts';
import type { EventStore } from '../src/kernel/eventstore/index.ts';
import { bareInserts, type BareRun, type BareSetting } from './ingest/bare.ts';
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

type Memory = ReturnType<BenchServer['memory']> & { stored: number };

/** sshd lines a second, from HTTP to the journal, beside a bare insert of the same finished rows; and memory while they come. */
export const bench: Bench = {
  name: 'ingest',
  async run({ quick }) {
    const { scale, rounds, settings } = quick ? { scale: 1_000_000, rounds: 1, settings: SETTINGS.slice(-2) } : { scale: 5_000_000, rounds: 3, settings: SETTINGS };
    const server = await benchServer();
    const events = server.events();
    const bare = bareInserts({ events, cpuSeconds: () => server.cpu().engine, directory: server.blocks });
    const bareRun = async (setting: BareSetting): Promise<BareRun> => {
      await settled(events);
      return bare.run(setting);
    };
    try {
      const probes: BareRun[] = [];
      for (const setting of settings) {
        probes.push(await bareRun({ ...setting, rows: scale / 5, door: 'http' }));
        await bare.clear();
      }
      const { batchRows, parallel } = probes.reduce((a, b) => (a.rowsPerSecond > b.rowsPerSecond ? a : b));
      const best = { batchRows, parallel, rows: scale } as const;
      // As long as a probe: the server's code is compiled by then, as the event store's has always been.
      await endToEnd(server, { lines: scale / 5, run: 'warm-up' });
      // In turn, since the machine is not the same machine all the time; into tables that have as many rows, so that as much is merged.
      const bares = [await bareRun({ ...best, door: 'http' })];
      const throughs: Through[] = [];
      for (let round = 0; round < rounds; round += 1) {
        await settled(events);
        throughs.push(await endToEnd(server, { lines: scale, run: `round ${round}` }));
        bares.push(await bareRun({ ...best, door: 'http' }));
      }
      const byFile = await bareRun({ ...best, door: 'file' });
      printMeasured([...probes, ...bares, byFile], throughs);
      const figures = figuresOf(bares, throughs);
      return {
        scale: `${rounds} × ${scale} lines`, ...figures,
        bareByFileRowsPerSecond: rounded(byFile.rowsPerSecond), ratioByFile: rounded(figures.linesPerSecond / byFile.rowsPerSecond),
      };
    } finally {
      await events.close();
      await server.stop();
    }
  },
};

function printMeasured(bares: readonly BareRun[], throughs: readonly Through[]): void {
  printTable([
    ['', 'lines', 'lines/s', 'server', 'engine', 'p50 ms', 'p99 ms'],
    ...bares.map((run) => [`bare insert, ${run.batchRows} rows × ${run.parallel} at once, by ${run.door}`, run.rows, run.rowsPerSecond, '', run.cpu.toFixed(1), '', '']),
    ...throughs.flatMap(({ lines, acknowledgedPerSecond, linesPerSecond, cpu, tookMs }) => [
      ['end to end: acknowledged', lines, acknowledgedPerSecond, '', '', percentile(tookMs, 0.5).toFixed(0), percentile(tookMs, 0.99).toFixed(0)],
      ['end to end: stored and in the journal', lines, linesPerSecond, cpu.server.toFixed(1), cpu.engine.toFixed(1), '', ''],
    ]),
  ]);
  process.stdout.write('(server, engine: processor time in µs a line)\n\n');
  const memory = throughs.flatMap((through) => through.memory);
  printTable([['lines stored', 'server MiB', 'engine MiB'], ...memory.map(({ stored, server, engine }) => [stored, server / MIB, engine / MIB])]);
}

/** `bares`: one before and one behind each of `throughs`. */
function figuresOf(bares: readonly BareRun[], throughs: readonly Through[]) {
  const ratios = throughs.map(({ linesPerSecond }, round) => (2 * linesPerSecond) / ((bares[round]?.rowsPerSecond ?? 0) + (bares[round + 1]?.rowsPerSecond ?? 0)));
  const ratio = median(ratios);
  const memory = throughs.flatMap((through) => through.memory);
  const growth = (memory.at(-1)?.server ?? 0) - (memory[0]?.server ?? 0);
  const tookMs = throughs.flatMap((through) => through.tookMs);
  const balanced = throughs.every((through) => through.balanced);
  return {
    linesPerSecond: rounded(median(throughs.map(({ linesPerSecond }) => linesPerSecond))),
    bareRowsPerSecond: rounded(median(bares.map(({ rowsPerSecond }) => rowsPerSecond))),
    bareBatchRows: bares[0]?.batchRows,
    bareParallel: bares[0]?.parallel,
    cpuMicrosecondsALine: {
      server: rounded(median(throughs.map(({ cpu }) => cpu.server))),
      engine: rounded(median(throughs.map(({ cpu }) => cpu.engine))),
      bare: rounded(median(bares.map(({ cpu }) => cpu))),
    },
    ratios: ratios.map(rounded),
    ratio: rounded(ratio),
    acknowledgedMs: { p50: rounded(percentile(tookMs, 0.5)), p99: rounded(percentile(tookMs, 0.99)) },
    loopP99Ms: rounded(median(throughs.map(({ loopP99Ms }) => loopP99Ms))),
    serverMiB: memory.map(({ server }) => rounded(server / MIB)),
    engineMiB: memory.map(({ engine }) => rounded(engine / MIB)),
    balanced,
    ok: ratio >= RATIO && growth <= GROWTH_BYTES && balanced,
  };
}

/**
 * Batch sizes, and how many at once, among which the bare insert has its best: from the least to the most that ClickHouse recommends
 * for an insert (https://clickhouse.com/docs/best-practices/selecting-an-insert-strategy: 10,000 to 100,000 rows).
 */
const SETTINGS = [
  { batchRows: 10_000, parallel: 2 }, { batchRows: 25_000, parallel: 3 }, { batchRows: 50_000, parallel: 2 },
  { batchRows: 100_000, parallel: 1 }, { batchRows: 100_000, parallel: 2 }, { batchRows: 100_000, parallel: 3 },
] as const;

/** Waits until the event store merges nothing: what one run left to be done would slow the next. */
async function settled(events: EventStore): Promise<void> {
  for (let quiet = 0; quiet < 3; quiet += 1) {
    const [merges] = await events.rows<{ running: number }>({ sql: 'SELECT toUInt32(count()) AS running FROM system.merges' });
    if (merges?.running !== 0) quiet = -1;
    await sleep(500);
  }
}

type Through = {
  lines: number;
  linesPerSecond: number;
  /** Processor time in µs a line. */
  cpu: { server: number; engine: number };
  acknowledgedPerSecond: number;
  /** Of each request, until it was acknowledged. */
  tookMs: number[];
  /** About after each fifth of the lines. */
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
    while (memory.length < Math.floor((stored / lines) * 5)) memory.push({ ...server.memory(), stored: already + stored });
    await sleep(500);
  }
  const seconds = (performance.now() - begun) / 1_000;
  const now = server.cpu();
  const loopP99Ms = await server.loopDelay();
  memory.push({ ...server.memory(), stored: already + lines });
  const { acknowledged, seconds: acknowledgedIn, tookMs } = await generating;
  const ledger = await server.ledger(SOURCE);
  const rejected = Object.values(ledger.rejected).reduce((sum, count) => sum + count, 0);
  return {
    lines,
    linesPerSecond: lines / seconds,
    cpu: { server: ((now.server - used.server) * 1e6) / lines, engine: ((now.engine - used.engine) * 1e6) / lines },
    acknowledgedPerSecond: acknowledged / acknowledgedIn,
    tookMs,
    memory,
    loopP99Ms,
    balanced: ledger.stored - already === acknowledged && ledger.received === ledger.stored + ledger.duplicate + rejected,
  };
}

const median = (values: readonly number[]): number => percentile(values, 0.5);

async function generate(task: GeneratorTask): Promise<GeneratorReport> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'ingest/generator.ts'), JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const report: GeneratorReport = JSON.parse(await text(child.stdout));
  return report;
}
