import { parentPort } from 'node:worker_threads';
import { GlacisError, reasonOf } from '../../../kernel/errors.ts';
import { judging } from '../../../scanning/index.ts';
import type { ReadAnswer, ReadQuestion } from './messages.ts';
import { readSpooled } from './read.ts';

/* The thread that reads what others send. It has a heap of its own: what needs more ends this thread and nothing else. */
const port = parentPort;
if (!port) throw new Error('read.worker.ts runs as a worker');
const tools = await judging();
const PART = 1_000;

port.on('message', ({ id, file, kind }: ReadQuestion) => {
  const say = (answer: ReadAnswer) => port.postMessage(answer, []);
  try {
    const { content: { components, ...content }, ...head } = readSpooled(tools, file, kind);
    for (let from = 0; from < components.length; from += PART) say({ id, is: 'part', components: components.slice(from, from + PART) });
    say({ id, is: 'read', head: { ...head, content } });
  } catch (error) {
    say({ id, is: 'refused', reason: error instanceof GlacisError ? error.message : `The body cannot be read: ${reasonOf(error)}` });
  }
});
