import { parentPort, workerData } from 'node:worker_threads';
import { createNormalizer } from '../normalize/index.ts';
import { shapeReader } from '../shapes/reader.ts';
import { eventBlock, type EventBlock } from '../store/block.ts';
import { blockFiles } from './block-files.ts';
import { signInCollector } from '../store/sign-ins.ts';
import { encodeBatch } from './encode.ts';
import type { Answer, Question } from './encoder.ts';
import { readWindow, survey } from './window.ts';

/*
 * The thread that reads the spool, normalizes and encodes, so that the main one only ever waits. It reads the files
 * itself (what was just written is still in the system's cache) and hands its blocks over without copying them. Whatever
 * is thrown here ends the thread; it is started again.
 */
const port = parentPort;
if (!port) throw new Error('encoder.worker.ts runs as a worker');
const { directory, blocks }: { directory: string; blocks?: string } = workerData;
const finish = blocks === undefined ? (_: number, full: EventBlock) => full.finish() : blockFiles(blocks);
const block = eventBlock();
const signIns = signInCollector();
const normalizer = createNormalizer();
const closely = { normalizer, shapes: shapeReader(normalizer) };
const plainly = { normalizer: createNormalizer({ sources: [] }), shapes: undefined };

port.on('message', (question: Question) => {
  const { id, ask } = question;
  const answer = (value: Answer, hand: ArrayBuffer[] = []) => port.postMessage(value, hand);
  switch (ask) {
    case 'window':
      return answer({ id, ask, value: readWindow(directory, question.from, question.end) });
    case 'survey':
      return answer({ id, ask, value: survey(directory, question.claimed, question.from, question.end) });
    case 'encode': {
      const value = encodeBatch({ directory, block, signIns, finish, ...(question.plain ? plainly : closely) }, question.batch);
      const handed = value.encoded && 'buffer' in value.encoded.block ? [value.encoded.block.buffer] : [];
      return answer({ id, ask, value }, [...handed, ...(value.signIns ? [value.signIns.numbers.buffer, value.signIns.places.buffer] : [])]);
    }
  }
});
