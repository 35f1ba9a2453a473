import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { errors } from '../../../kernel/errors.ts';
import type { KnownFacts } from './facts.ts';

const AT_ONCE = 2;
const SLOWEST_MS = 20_000;
const HEAP_MB = 512;
const REMEMBERED = 200;

/** Looks vulnerabilities up in the advisories of this server, beside the main thread, two at a time; remembers what it read. */
export function knownVulnerabilities(file: string) {
  const remembered = new Map<string, KnownFacts | undefined>();
  let stamp = '';
  let running = 0;

  return {
    /** @throws {GlacisError} `too_many` while others are looked up; `unavailable` where the advisories cannot be read. */
    async known(id: string): Promise<KnownFacts | undefined> {
      const found = statSync(file, { throwIfNoEntry: false });
      const now = found ? `${found.ino} ${found.mtimeMs} ${found.size}` : '';
      if (now !== stamp || remembered.size >= REMEMBERED) remembered.clear();
      stamp = now;
      if (remembered.has(id)) return remembered.get(id);
      if (running >= AT_ONCE) throw errors.tooMany({ what: 'Other vulnerabilities are being looked up.', retryAfter: 1 });
      running += 1;
      try {
        const facts = await lookUp(file, id);
        if (stamp === now) remembered.set(id, facts);
        return facts;
      } finally {
        running -= 1;
      }
    },
  };
}

function lookUp(file: string, id: string): Promise<KnownFacts | undefined> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('known.worker.ts', import.meta.url), { workerData: { file, id }, name: 'known', resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    const fail = () => reject(errors.unavailable({ what: 'The advisories could not be read.' }));
    const timeout = setTimeout(() => {
      fail();
      void worker.terminate();
    }, SLOWEST_MS);
    worker.once('message', (facts: KnownFacts | undefined) => {
      clearTimeout(timeout);
      resolve(facts);
      void worker.terminate();
    });
    worker.once('error', fail);
    worker.once('exit', () => {
      clearTimeout(timeout);
      fail();
    });
  });
}
