import { Worker } from 'node:worker_threads';
import type { Clock } from '../../../kernel/clock.ts';
import { reasonOf } from '../../../kernel/errors.ts';
import type { Component } from '../../../scanning/index.ts';
import type { Answer, Answered, Ask, Exploitation, Matched, Name, Question } from './messages.ts';

/** Far longer than any question takes. */
const SLOWEST_MS = 120_000;
const HEAP_MB = 1_024;

/** An answer, and the digest of the advisories that gave it. */
export type From<T> = { digest: string; value: T };

/** What the advisories of this server say; undefined where there are none yet. Whatever throws says why they cannot be read. */
export type Judge = {
  match(components: readonly { key: string; judged: Component }[], names: readonly Name[]): Promise<From<Matched> | undefined>;
  fingerprints(names: readonly Name[]): Promise<From<readonly string[]> | undefined>;
  exploitation(ids: readonly string[]): Promise<From<ReadonlyMap<string, Exploitation>> | undefined>;
  /** Digest of the advisories that are there. */
  stamp(): Promise<string | undefined>;
  stop(): Promise<void>;
};

type Pending = { done: (answer: Answer) => void; failed: (error: Error) => void; timeout: NodeJS.Timeout };

/** The judging thread: started when it is first asked, and again after it died, which fails what it was asked. */
export function judgingThread({ file, clock }: { file: string; clock: Clock }): Judge {
  let worker: Worker | undefined;
  let next = 1;
  const pending = new Map<number, Pending>();

  const end = async (reason: string): Promise<void> => {
    const ended = worker;
    worker = undefined;
    for (const { failed, timeout } of pending.values()) {
      clearTimeout(timeout);
      failed(new Error(`the judging thread ended: ${reason}`));
    }
    pending.clear();
    await ended?.terminate();
  };

  const start = (): Worker => {
    const started = new Worker(new URL('judge.worker.ts', import.meta.url), { workerData: { file }, name: 'judge', resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
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

  async function request<T>(ask: Ask, read: (answered: Answered) => T | undefined): Promise<From<T> | undefined> {
    const answer = await new Promise<Answer>((done, failed) => {
      const id = next++;
      const timeout = setTimeout(() => void end(`it took longer than ${SLOWEST_MS / 1_000} s`), SLOWEST_MS);
      pending.set(id, { done, failed, timeout });
      worker ??= start();
      worker.postMessage({ ...ask, id, now: clock.now() } satisfies Question, []);
    });
    if (answer.is === 'none') return undefined;
    if (answer.is === 'failed') throw new Error(answer.reason);
    const value = read(answer.answered);
    if (value === undefined) throw new Error(`the judging thread answered ${answer.answered.ask}, which was not asked`);
    return { digest: answer.digest, value };
  }

  return {
    match: (components, names) => request({ ask: 'match', components, names }, (answered) => (answered.ask === 'match' ? answered.value : undefined)),
    fingerprints: (names) => request({ ask: 'fingerprints', names }, (answered) => (answered.ask === 'fingerprints' ? answered.value : undefined)),
    exploitation: (ids) => request({ ask: 'exploitation', ids }, (answered) => (answered.ask === 'exploitation' ? answered.value : undefined)),
    async stamp() {
      return (await request({ ask: 'stamp' }, (answered) => (answered.ask === 'stamp' ? answered.value : undefined)))?.digest;
    },
    stop: () => end('it was stopped'),
  };
}
