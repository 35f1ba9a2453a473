import type { Clock } from '../../../kernel/clock.ts';
import { questionThread } from '../../../kernel/question-thread.ts';
import type { Component } from '../../../scanning/index.ts';
import type { Answer, Answered, Ask, Exploitation, Matched, Name } from './messages.ts';

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

/** The judging thread. */
export function judgingThread({ file, clock }: { file: string; clock: Clock }): Judge {
  const thread = questionThread<Ask & { now: number }, Answer>({
    file: new URL('judge.worker.ts', import.meta.url), name: 'the judging thread', slowestMs: SLOWEST_MS,
    options: { workerData: { file }, name: 'judge', resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } },
  });

  async function request<T>(ask: Ask, read: (answered: Answered) => T | undefined): Promise<From<T> | undefined> {
    const answer = await thread.ask({ ...ask, now: clock.now() });
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
    stop: () => thread.end('it was stopped'),
  };
}
