import { questionThread } from '../../kernel/question-thread.ts';
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

/** The encoder's thread. Questions are answered one after the other. `blocks`: where it leaves blocks as files, if the event store reads them there. */
export function encoderThread({ directory, blocks }: { directory: string; blocks?: string | undefined }, { slowestMs = SLOWEST_MS } = {}): Encoder {
  const thread = questionThread<Ask, Answer>({ file: new URL('encoder.worker.ts', import.meta.url), name: "the encoder's thread", slowestMs, options: { workerData: { directory, blocks }, name: 'encoder' } });

  return {
    async window(from, end) {
      const answer = await thread.ask({ ask: 'window', from, end });
      return answer.ask === 'window' ? answer.value : unasked(answer);
    },
    async survey(claimed, from, end) {
      const answer = await thread.ask({ ask: 'survey', claimed, from, end });
      return answer.ask === 'survey' ? answer.value : unasked(answer);
    },
    async encode(batch, plain) {
      const answer = await thread.ask({ ask: 'encode', batch, plain });
      return answer.ask === 'encode' ? answer.value : unasked(answer);
    },
    stop: () => thread.end('it was stopped'),
  };
}

function unasked(answer: Answer): never {
  throw new Error(`the encoder's thread answered ${answer.ask}, which was not asked`);
}
