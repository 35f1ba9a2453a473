import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createNormalizer } from '../src/logs/normalize/index.ts';
import type { Bench } from './bench.ts';

const samples = join(import.meta.dirname, '../src/logs/normalize/sources');

/** What one sshd line may cost, header and all: the promise of the ingest path. */
const SSHD_PROMISE_NS = 1_000;
const LINES_A_ROUND = 20_000;

/** The lines of every source's samples, by source; journald and RFC 5424 carry sshd's once more. */
function corpora(): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (const folder of readdirSync(samples).filter((name) => name.endsWith('.samples'))) {
    const files = readdirSync(join(samples, folder)).filter((name) => name.endsWith('.log'));
    all.set(folder.slice(0, -8), files.flatMap((name) => readFileSync(join(samples, folder, name), 'utf8').split('\n').filter((line) => line !== '')));
  }
  all.set('sshd attempts', attempts((i) => `Nov 23 07:${two(Math.floor(i / 120))}:${two(Math.floor(i / 2) % 60)} web${i % 20} sshd[${800 + i}]: `));
  all.set('sshd attempts, RFC 5424', attempts((i) => `<38>1 2026-11-23T07:${two(Math.floor(i / 120))}:${two(Math.floor(i / 2) % 60)}.${100_000 + i}Z web${i % 20} sshd ${800 + i} - - `));
  all.set('sshd attempts, journald', attempts(() => '').map((message, i) => JSON.stringify({
    __REALTIME_TIMESTAMP: String(1_795_419_227_000_000 + i), _HOSTNAME: `web${i % 20}`, SYSLOG_IDENTIFIER: 'sshd', _PID: String(800 + i), PRIORITY: '6', MESSAGE: message,
  })));
  return all;
}

/** What this thread has computed so far, in microseconds. */
function threadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A thousand attempts, of which every tenth is accepted, with names and addresses that vary as in an attack. */
const attempts = (header: (i: number) => string): string[] =>
  Array.from({ length: 1_000 }, (_, i) => `${header(i)}${
    i % 10 === 0
      ? `Accepted publickey for user${i % 37} from 198.51.100.${i % 250} port ${30_000 + i} ssh2: ED25519 SHA256:B9urXskvGmmfbJmVQf0YyjCf2h2GfenEfd+yo9wcS9g`
      : `Failed password for ${i % 3 === 0 ? 'invalid user ' : ''}${i % 4 === 0 ? 'root' : `user${i % 211}`} from 203.0.113.${i % 250} port ${30_000 + i} ssh2`
  }`);

/**
 * How many lines a second of its own time one thread normalizes, by source: the best of many short rounds, since whatever else the machine
 * does only slows. `ok`: an sshd attempt costs at most a microsecond.
 */
async function run({ quick }: { quick: boolean }): Promise<Record<string, unknown>> {
  const normalizer = createNormalizer();
  const context = { format: null, receivedAt: Date.UTC(2026, 10, 23, 8), zone: 'Europe/Berlin' };
  const rounds = quick ? 10 : 50;
  const nanoseconds: Record<string, number> = {};
  for (const [name, lines] of corpora()) {
    const turns = Math.ceil(LINES_A_ROUND / lines.length);
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < rounds; round++) {
      const before = threadTime();
      for (let turn = 0; turn < turns; turn++) for (const line of lines) normalizer.normalize(line, context);
      best = Math.min(best, ((threadTime() - before) * 1_000) / (turns * lines.length));
    }
    nanoseconds[name] = Math.round(best);
    process.stdout.write(`${name.padEnd(28)} ${String(Math.round(1e9 / best)).padStart(10)} lines/s ${String(nanoseconds[name]).padStart(7)} ns a line\n`);
  }
  return { scale: rounds * LINES_A_ROUND, nanoseconds, ok: (nanoseconds['sshd attempts'] ?? Number.POSITIVE_INFINITY) <= SSHD_PROMISE_NS };
}

export const bench: Bench = { name: 'normalize', run };
