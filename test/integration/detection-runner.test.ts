import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Finding } from '../../src/detection/contract.ts';
import { detectionRunner, detectionFound, type FollowedEntry, type FollowedJournal } from '../../src/detection/runner.ts';
import { peakStore } from '../../src/detection/peaks.ts';
import { spikeDetector } from '../../src/detection/spike-detector.ts';
import { detectionProgress, detectionState, failurePeaks } from '../../src/detection/tables.ts';
import { inTransaction } from '../../src/kernel/database/index.ts';
import type { EventStore } from '../../src/kernel/eventstore/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { testDatabase } from '../support/database.ts';
import { HOUR } from '../support/spikes.ts';

const START = Date.UTC(2026, 5, 1, 9);
let database: Awaited<ReturnType<typeof testDatabase>>;
let kernel: Kernel;
const found: Finding[] = [];
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await testDatabase();
  kernel = await database.kernel();
  kernel.outbox.subscribe(detectionFound, 'test', async ({ findings }) => void found.push(...findings));
  await kernel.jobs.start({ work: true });
});
afterAll(() => database.stop());
beforeEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  found.length = 0;
  for (const table of [detectionProgress, detectionState, failurePeaks]) await kernel.db.delete(table);
});

/** A journal and an event store of our making: batch n holds one failed sign-in, a second after the one before. */
function failing(user: string) {
  const entries: FollowedEntry[] = [];
  const journal: FollowedJournal = {
    position: () => Promise.resolve(entries.length),
    async *follow(from, signal) {
      for (let seq = from; !signal.aborted; ) {
        const next = entries.slice(seq, seq + 3);
        if (next.length > 0) yield next;
        else await systemClock.sleep(5, signal);
        seq += next.length;
      }
    },
  };
  const row = (batch: number) => ({
    event: batch.toString(16).padStart(32, '0'), at: START + batch * 1_000, received: START + batch * 1_000, source: 'web', host: 'web1', service: 'sshd',
    user, actor: '', address: '203.0.113.9', country: '', means: 'password', status: 2, activity: 1, repeats: '',
  });
  const events = {
    async *stream({ params }: { params?: { batches?: readonly number[] } }) {
      yield (params?.batches ?? []).map(row);
    },
  } as unknown as EventStore;
  return {
    journal,
    events,
    commit: (count: number) => { for (let at = 0; at < count; at += 1) entries.push({ seq: entries.length + 1, batch: entries.length + 1, lines: 1 }); },
  };
}

type Stream = ReturnType<typeof failing>;
function run({ journal, events }: Stream, changes: Partial<Kernel> = {}) {
  const runner = detectionRunner({ ...kernel, events, ...changes }, { journal, recentSignIns: { take: () => undefined }, detectors: () => [spikeDetector(kernel.db)] });
  const stop = runner.start();
  stops.push(stop);
  return { ...runner, stop };
}
const caughtUp = (runner: { lag(): Promise<number> }) => vi.waitFor(async () => expect(await runner.lag()).toBe(0), { timeout: 15_000, interval: 20 });

describe('the runner', () => {
  test('goes on where another server stopped, without a gap and without counting twice', async () => {
    const stream = failing('root');
    const first = run(stream);
    const second = run(stream, { serverId: 'second' });
    stream.commit(15);
    await caughtUp(first);
    expect(found).toEqual([]);
    await first.stop();
    stream.commit(4);
    await caughtUp(second);
    expect(found).toEqual([]);
    stream.commit(1);
    await vi.waitFor(() => expect(found).toMatchObject([{ group: 'user:root', evidence: { count: 20 } }]), 10_000);
  });

  test('does the work again when it could not be committed', async () => {
    const stream = failing('root');
    let refusals = 0;
    const outbox: Kernel['outbox'] = {
      ...kernel.outbox,
      publish: async (...given) => {
        if (refusals++ < 1) throw new Error('the database went away');
        return kernel.outbox.publish(...given);
      },
    };
    const runner = run(stream, { outbox });
    stream.commit(20);
    await caughtUp(runner);
    await vi.waitFor(() => expect(found).toMatchObject([{ evidence: { count: 20 } }]), 10_000);
    expect(refusals).toBe(2);
  });

  test('begins anew, from where it was, when an older release remembered otherwise', async () => {
    const stream = failing('root');
    stream.commit(15);
    const before = run(stream);
    await caughtUp(before);
    await before.stop();
    await kernel.db.update(detectionProgress).set({ version: 0 });
    stream.commit(19);
    const after = run(stream);
    await caughtUp(after);
    expect(found).toEqual([]);
    stream.commit(1);
    await vi.waitFor(() => expect(found).toMatchObject([{ evidence: { count: 20 } }]), 10_000);
  });
});

describe('the peaks of accounts', () => {
  const peaks = () => peakStore(kernel.db);
  const keep = (given: { account: string; hour: number; peak: number }[], received = START) => inTransaction(kernel.db, (tx) => peaks().keep(tx, given, received));

  test('only ever rise', async () => {
    await keep([{ account: 'root', hour: START, peak: 5 }, { account: 'root', hour: START + HOUR, peak: 7 }]);
    await keep([{ account: 'root', hour: START, peak: 9 }, { account: 'root', hour: START + HOUR, peak: 6 }, { account: "o'brien", hour: START, peak: 3e10 }]);
    expect(await peaks().of(['root', "o'brien", 'nobody'])).toEqual(new Map([['root', new Map([[START, 9], [START + HOUR, 7]])], ["o'brien", new Map([[START, 3e10]])]]));
  });

  test('are kept of so many names an hour, the highest first', async () => {
    await keep(Array.from({ length: 3_000 }, (_, at) => ({ account: `made-up-${at}`, hour: START, peak: at + 3 })));
    await keep([{ account: 'late', hour: START, peak: 99 }], START + 1);
    const [row] = (await kernel.database.pool.query('SELECT count(*)::int AS n, min(peak)::int AS least FROM signin_failure_peaks')).rows;
    expect(row).toEqual({ n: 2_000, least: 1_003 });
    await keep([{ account: 'late', hour: START, peak: 99 }], START + HOUR);
    expect((await peaks().of(['late'])).size).toBe(1);
  });

  test('are forgotten after eight weeks', async () => {
    await keep([{ account: 'root', hour: START, peak: 5 }]);
    await peaks().sweep(START + 57 * 24 * HOUR);
    expect((await peaks().of(['root'])).size).toBe(1);
    await peaks().sweep(START + 59 * 24 * HOUR);
    expect((await peaks().of(['root'])).size).toBe(0);
  });
});
