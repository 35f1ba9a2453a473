import { parentPort, workerData } from 'node:worker_threads';
import { reasonOf } from '../../../kernel/errors.ts';
import { judging } from '../../../scanning/index.ts';
import { judgingBook } from './book.ts';
import type { Answer, Question } from './messages.ts';

/* The thread that asks the advisories, so that the main one only ever waits. */
const port = parentPort;
if (!port) throw new Error('judge.worker.ts runs as a worker');
const { file }: { file: string } = workerData;
const book = judgingBook(await judging(), file);

port.on('message', ({ id, now, ...ask }: Question) => {
  port.postMessage(answerTo(id, () => book.answer(ask, now)), []);
});

function answerTo(id: number, ask: () => ReturnType<typeof book.answer>): Answer {
  try {
    const answer = ask();
    return answer === undefined ? { id, is: 'none' } : { id, is: 'answered', ...answer };
  } catch (error) {
    return { id, is: 'failed', reason: reasonOf(error) };
  }
}
