import { Worker } from 'node:worker_threads';
import { reasonOf } from '../../kernel/errors.ts';
import type { EncodedBatch } from './encode.ts';
import type { Position } from './spool.ts';
import type { Batch, Survey, Window } from './window.ts';

type Ask =
  | { ask: 'window'; from: Position; end: Position }
  | { ask: 'survey'; claimed: readonly Batch[]; from: Position; end: Position }
  | { ask: 'encode'; batch: Batch; plain: boolean };
export type Question = Ask & { id: number };
export type Answer = { id: number } & (
  | { ask: 'window'; value: Window | undefined }
  | { ask: 'survey'; value: Survey }
  | { ask: 'encode'; value: EncodedBatch }
);

/** Far longer than any batch takes: a thread that needs longer hangs on a line. */
const SLOWEST_MS = 60_000;

export type Encoder = {
  /** The next frames between two positions that make a batch; undefined where there are none. */
  window(from: Position, end: Position): Promise<Window | undefined>;
  /** What waits in claimed batches and between two positions. */
  survey(claimed: readonly Batch[], from: Position, end: Position): Promise<Survey>;
  /** The batch's block. `plain` reads no line more closely than as text, for a batch on which the thread died before. */
  encode(batch: Batch, plain: boolean): Promise<EncodedBatch>;
  stop(): Promise<void>;
};

type Pending = { done: (answer: Answer) => void; failed: (error: Error) => void; timeout: NodeJS.Timeout };

/**
 * The encoder's thread: started when it is first asked, and again after it died, which fails what it was asked.
 * Questions are answered one after the other.
 */
export function encoderThread({ directory }: { directory: string }, { slowestMs = SLOWEST_MS } = {}): Encoder {
  let worker: Worker | undefined;
  let next = 1;
  const pending = new Map<number, Pending>();

  const end = async (reason: string): Promise<void> => {
    const ended = worker;
    worker = undefined;
    for (const { failed, timeout } of pending.values()) {
      clearTimeout(timeout);
      failed(new Error(`the encoder's thread ended: ${reason}`));
    }
    pending.clear();
    await ended?.terminate();
  };

  const start = (): Worker => {
    const started = new Worker(new URL('encoder.worker.ts', import.meta.url), { workerData: { directory }, name: 'encoder' });
    const endIfCurrent = (reason: string) => {
      if (worker === started) void end(reason);
    };
    started.on('message', (answer: Answer) => {
      const asked = pending.get(answer.id);
      pending.delete(answer.id);
      clearTimeout(asked?.timeout);
      asked?.done(answer);
    });
    started.on('error', (error) => endIfCurrent(reasonOf(error)));
    started.on('exit', (code) => endIfCurrent(`exit code ${code}`));
    return started;
  };

  const request = (ask: Ask): Promise<Answer> =>
    new Promise((done, failed) => {
      const id = next++;
      const timeout = setTimeout(() => void end(`it took longer than ${slowestMs / 1_000} s`), slowestMs);
      pending.set(id, { done, failed, timeout });
      worker ??= start();
      worker.postMessage({ ...ask, id } satisfies Question, []);
    });

  return {
    async window(from, end) {
      const answer = await request({ ask: 'window', from, end });
      return answer.ask === 'window' ? answer.value : unasked(answer);
    },
    async survey(claimed, from, end) {
      const answer = await request({ ask: 'survey', claimed, from, end });
      return answer.ask === 'survey' ? answer.value : unasked(answer);
    },
    async encode(batch, plain) {
      const answer = await request({ ask: 'encode', batch, plain });
      return answer.ask === 'encode' ? answer.value : unasked(answer);
    },
    stop: () => end('it was stopped'),
  };
}

function unasked(answer: Answer): never {
  throw new Error(`the encoder's thread answered ${answer.ask}, which was not asked`);
}
