import type { Command } from 'commander';
import { systemClock } from '../kernel/clock.ts';
import { GlacisError } from '../kernel/errors.ts';
import type { IngestAnswer } from '../logs/contract.ts';
import { apiClient, type ApiClient } from './client.ts';
import { logs } from './logs.ts';
import { batchesOf } from './logs-import/batches.ts';
import { openInput, type Input } from './logs-import/file.ts';
import { sendBatch, type Target } from './logs-import/send.ts';
import { note, plain, print, printJson } from './output.ts';
import { progressBar, type ProgressBar } from './progress-bar.ts';

type Sums = Required<Pick<IngestAnswer, 'received' | 'stored' | 'duplicate' | 'rejected'>> & { rejectedTotal: number };

/** Rejected lines that are listed a file. */
const MOST_TOLD = 100;

export const logsImport = (program: Command): void => {
  logs(program)
    .command('import')
    .description('import log files, also .gz and .zst; the same file again within 24 hours stores nothing twice')
    .argument('<file...>', 'files, or - for standard input')
    .requiredOption('--source <name>', 'the source that the lines belong to')
    .option('--format <id>', 'what the lines are; found out line by line when left out')
    .option('--json', 'print JSON')
    .action(async (names: string[], { source, format, json = false }: { source: string; format?: string; json?: boolean }) => {
      const api = apiClient();
      const inputs = await Promise.all(names.map(openInput));
      const sizes = inputs.map(({ size }) => size);
      const bar = progressBar(process.stderr, sizes.includes(undefined) ? undefined : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0), systemClock.now);
      const files = await importAll(api, inputs, { source, format }, bar);
      if (json) printJson({ files });
      else for (const { file, ...sums } of files) print(`${plain(file)}: ${tell(sums)}`);
      if (files.some(({ rejectedTotal }) => rejectedTotal > 0)) process.exitCode = 1;
    });
};

async function importAll(api: ApiClient, inputs: readonly Input[], target: Target, bar: ProgressBar): Promise<(Sums & { file: string })[]> {
  const files: (Sums & { file: string })[] = [];
  let done = 0;
  for (const input of inputs) {
    const sums: Sums = { received: 0, stored: 0, duplicate: 0, rejected: [], rejectedTotal: 0 };
    const onWait = (reason: string, ms: number) => {
      bar.clear();
      note(`${reason} Waiting ${Math.ceil(ms / 1_000)} s.`);
    };
    try {
      for await (const batch of batchesOf(input.read((bytes) => (done += bytes)))) {
        const answer = await sendBatch({ api, clock: systemClock, onWait }, target, batch);
        add(sums, answer, batch.linesBefore);
        bar.show(done, `${input.name}  ${sums.received.toLocaleString('en')} lines`);
      }
    } catch (error) {
      bar.clear();
      note(`${input.name}: stopped after ${tell(sums)}. Import it again to go on; what is stored is not stored twice.`);
      throw withExit(error);
    }
    bar.clear();
    for (const { line, reason } of sums.rejected) note(`${plain(input.name)}:${line}: ${reason}`);
    files.push({ file: input.name, ...sums });
  }
  return files;
}

function add(sums: Sums, answer: IngestAnswer, linesBefore: number): void {
  sums.received += answer.received;
  sums.stored += answer.stored;
  sums.duplicate += answer.duplicate;
  sums.rejectedTotal += answer.rejectedTotal ?? answer.rejected.length;
  sums.rejected.push(...answer.rejected.slice(0, MOST_TOLD - sums.rejected.length).map(({ line, reason }) => ({ line: line + linesBefore, reason })));
}

function tell({ received, stored, duplicate, rejectedTotal }: Pick<Sums, 'received' | 'stored' | 'duplicate' | 'rejectedTotal'>): string {
  const count = (lines: number) => lines.toLocaleString('en');
  return `received ${count(received)}, stored ${count(stored)}, duplicate ${count(duplicate)}, rejected ${count(rejectedTotal)}`;
}

/** An import that does not end is not wrong usage, whatever the server's words for it. */
const withExit = (error: unknown): unknown =>
  error instanceof GlacisError && error.status === 400
    ? new GlacisError({ code: error.code, status: error.status, exit: 3, message: error.message, hint: error.hint, details: { ...error.details }, cause: error })
    : error;
