import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngines } from '../src/engines/index.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { connectEventStore } from '../src/kernel/eventstore/index.ts';
import { serverLog } from '../src/kernel/log.ts';
import { percentile, printTable, rounded, type Bench } from './bench.ts';
import { contests, type Contest } from './search/contests.ts';
import { loadEvents } from './search/load.ts';

/** What is promised: a search costs at most so many times the SQL that somebody writes by hand, and an indexed one is done in so many ms. */
const RATIO = 1.3;
const INDEXED_MS = 300;
/** Differences below this many ms are the client's and the machine's. */
const NOISE_MS = 5;

type Outcome = { name: string; indexed: boolean; glacisMs: number; byHandMs: number; ratio: number; same: boolean };

/** Ten typical searches over five million events, each beside its SQL written by hand. */
export const bench: Bench = {
  name: 'search',
  async run({ quick }) {
    const count = quick ? 500_000 : 5_000_000;
    const data = mkdtempSync(join(tmpdir(), 'glacis-bench-'));
    const log = serverLog('error');
    const engines = await startEngines({ config: { data, databaseUrl: undefined, clickhouseUrl: undefined, engineMemory: 4 * 1024 ** 3 }, log, clock: systemClock });
    const events = connectEventStore(engines.events, { log });
    try {
      const end = systemClock.now();
      await loadEvents(events, { count, end });
      const outcomes: Outcome[] = [];
      for (const contest of contests(events, { end })) outcomes.push(await compare(contest, quick ? 7 : 11));
      return report(outcomes, count);
    } finally {
      await events.close();
      await engines.stop();
      rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

/** Runs both in turn, so that what else the machine does falls on both, and compares the medians. */
async function compare({ name, indexed, glacis, byHand }: Contest, runs: number): Promise<Outcome> {
  const took: { glacis: number[]; byHand: number[] } = { glacis: [], byHand: [] };
  const same = (await glacis()) === (await byHand());
  for (let run = 0; run < runs; run += 1) {
    took.glacis.push(await milliseconds(glacis));
    took.byHand.push(await milliseconds(byHand));
  }
  const [glacisMs, byHandMs] = [percentile(took.glacis, 0.5), percentile(took.byHand, 0.5)];
  return { name, indexed, glacisMs, byHandMs, ratio: glacisMs / byHandMs, same };
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function report(outcomes: readonly Outcome[], count: number): Readonly<Record<string, unknown>> {
  const holds = ({ glacisMs, byHandMs, indexed, same }: Outcome) => same && glacisMs <= Math.max(byHandMs * RATIO, byHandMs + NOISE_MS) && (!indexed || glacisMs < INDEXED_MS);
  printTable([
    ['median of alternating runs', 'Glacis ms', 'SQL ms', 'ratio', ''],
    ...outcomes.map((outcome) => [outcome.name, outcome.glacisMs, outcome.byHandMs, outcome.ratio, `${outcome.indexed ? 'indexed' : ''}${holds(outcome) ? '' : ' ← not as promised'}`]),
  ]);
  return {
    scale: `${count} events`,
    searches: outcomes.map(({ name, indexed, glacisMs, byHandMs, ratio }) => ({ name, indexed, glacisMs: rounded(glacisMs), byHandMs: rounded(byHandMs), ratio: rounded(ratio) })),
    worstRatio: rounded(Math.max(...outcomes.map(({ ratio }) => ratio))),
    slowestIndexedMs: rounded(Math.max(...outcomes.filter(({ indexed }) => indexed).map(({ glacisMs }) => glacisMs))),
    ok: outcomes.every(holds),
  };
}
