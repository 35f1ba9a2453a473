import { Worker, type WorkerOptions } from 'node:worker_threads';
import { reasonOf } from './errors.ts';

/** A question as the thread gets it, and an answer as it gives it: both bear the number that ties them. */
type Numbered = { id: number };

export type QuestionThread<Ask extends object, Answer extends Numbered> = {
  /** @throws {Error} where the thread ends before it answers. */
  ask(question: Ask): Promise<Answer>;
  /** Ends it; what waits for an answer fails. The next question starts another. */
  end(reason: string): Promise<void>;
};

type Pending<Answer> = { done: (answer: Answer) => void; failed: (error: Error) => void; timeout: NodeJS.Timeout };

/**
 * A thread that answers questions: started when it is first asked, and again after it died, which fails what it was asked. One
 * that takes longer than `slowestMs` for a question is ended.
 */
export function questionThread<Ask extends object, Answer extends Numbered>(
  { file, name, slowestMs, options = {} }: { file: URL; /** As errors call it: `the judging thread`. */ name: string; slowestMs: number; options?: WorkerOptions },
): QuestionThread<Ask, Answer> {
  let worker: Worker | undefined;
  let next = 1;
  const pending = new Map<number, Pending<Answer>>();

  const end = async (reason: string): Promise<void> => {
    const ended = worker;
    worker = undefined;
    for (const { failed, timeout } of pending.values()) {
      clearTimeout(timeout);
      failed(new Error(`${name} ended: ${reason}`));
    }
    pending.clear();
    await ended?.terminate();
  };

  const start = (): Worker => {
    const started = new Worker(file, options);
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

  return {
    ask: (question) => new Promise((done, failed) => {
      const id = next++;
      const timeout = setTimeout(() => void end(`it took longer than ${slowestMs / 1_000} s`), slowestMs);
      pending.set(id, { done, failed, timeout });
      worker ??= start();
      worker.postMessage({ ...question, id }, []);
    }),
    end,
  };
}
