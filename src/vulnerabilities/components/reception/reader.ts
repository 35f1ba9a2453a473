import { Worker } from 'node:worker_threads';
import { errors, reasonOf } from '../../../kernel/errors.ts';
import type { Content, FoundComponent } from '../content.ts';
import type { ReadAnswer, ReadHead, ReadQuestion, SpooledKind } from './messages.ts';

export type Read = Omit<ReadHead, 'content'> & { content: Content };

/** What a reading thread may take: an SBOM of 384 MB needs some 2 GB. */
export type ReadLimits = { heapMb: number; ms: number };
export const READ_LIMITS: ReadLimits = { heapMb: 3_072, ms: 300_000 };
/** After so many bytes the thread is ended, so that its memory goes back. */
const LARGE = 32 * 1024 * 1024;

/** Reads files of the spool in a thread, one after the other. */
export function spoolReader(limits: ReadLimits = READ_LIMITS) {
  let worker: Worker | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let next = 1;

  async function read(file: string, kind: SpooledKind, bytes: number): Promise<Read> {
    const started = (worker ??= new Worker(new URL('read.worker.ts', import.meta.url), { name: 'reader', resourceLimits: { maxOldGenerationSizeMb: limits.heapMb } }));
    const id = next++;
    let isHurt = false;
    try {
      return await new Promise<Read>((done, failed) => {
        const components: FoundComponent[] = [];
        const hurt = (error: Error) => {
          isHurt = true;
          failed(error);
        };
        const timeout = setTimeout(() => hurt(errors.invalid({ what: `Reading the body takes longer than ${limits.ms / 1_000} s.` })), limits.ms);
        const listen = (answer: ReadAnswer) => {
          if (answer.id !== id) return;
          if (answer.is === 'part') {
            components.push(...answer.components);
            return;
          }
          clearTimeout(timeout);
          started.off('message', listen);
          if (answer.is === 'refused') failed(errors.invalid({ what: answer.reason }));
          else done({ ...answer.head, content: { ...answer.head.content, components } });
        };
        started.on('message', listen);
        started.once('error', (error) => {
          clearTimeout(timeout);
          const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
          hurt(isMemory ? errors.tooLarge({ what: 'What reading the body needs of memory', limit: limits.heapMb * 1024 * 1024 }) : new Error(`the reading thread ended: ${reasonOf(error)}`));
        });
        started.once('exit', () => {
          clearTimeout(timeout);
          hurt(new Error('the reading thread ended'));
        });
        started.postMessage({ id, file, kind } satisfies ReadQuestion, []);
      });
    } finally {
      started.removeAllListeners('error').removeAllListeners('exit').on('error', () => {});
      if (isHurt || bytes > LARGE) {
        worker = undefined;
        await started.terminate();
      }
    }
  }

  return {
    /** @throws {GlacisError} `invalid`, `too_large` where the file is to blame. */
    read(file: string, kind: SpooledKind, bytes: number): Promise<Read> {
      const mine = turn.then(() => read(file, kind, bytes));
      turn = mine.catch(() => {});
      return mine;
    },
    async stop() {
      const ended = worker;
      worker = undefined;
      await ended?.terminate();
    },
  };
}
export type SpoolReader = ReturnType<typeof spoolReader>;
