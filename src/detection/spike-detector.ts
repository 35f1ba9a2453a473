import type { Db } from '../kernel/database/index.ts';
import type { Detector } from './detector.ts';
import { peakStore } from './peaks.ts';
import type { Peak } from './spikes/account.ts';
import { signInSpikes } from './spikes/sign-ins.ts';
import { readAccount, readBucket, readEpisodes, writeAccount, writeBucket, writeEpisodes } from './spikes/stored.ts';
import { stateStore } from './state-store.ts';
import { z } from 'zod';

const Days = z.array(z.tuple([z.number(), z.number()]));

/** The spike detections with their memory in PostgreSQL: accounts and buckets as rows of their own, so that little is written. */
export function spikeDetector(db: Db): Detector {
  const spikes = signInSpikes();
  const peaks = peakStore(db);
  const stores = { account: stateStore(db, 'spikes.account'), bucket: stateStore(db, 'spikes.bucket'), other: stateStore(db, 'spikes') };

  /** What to write down: all that changed since the last time. */
  const changes = (kept: readonly Peak[], received: number): Pick<Awaited<ReturnType<Detector['observe']>>, 'write'> => {
    const accounts = spikes.accounts.takeChanges().map(({ name, account }) => ({ key: name, value: account && writeAccount(account) }));
    const { buckets, episodes } = spikes.estate.takeChanges();
    const days = spikes.watched.takeChanges();
    return {
      async write(tx) {
        await stores.account.write(tx, accounts);
        await stores.bucket.write(tx, buckets.map(({ start, bucket }) => ({ key: String(start), value: bucket && writeBucket(bucket) })));
        await stores.other.write(tx, [{ key: 'episodes', value: writeEpisodes(episodes) }, ...(days ? [{ key: 'days', value: days }] : [])]);
        await peaks.keep(tx, kept, received);
      },
    };
  };

  return {
    name: 'spikes',
    async restore(received) {
      const accounts = (await stores.account.read()).map(({ key, value }) => ({ name: key, account: readAccount(value) }));
      const buckets = (await stores.bucket.read()).map(({ value }) => readBucket(value));
      const other = new Map((await stores.other.read()).map(({ key, value }) => [key, value]));
      spikes.accounts.restore(accounts, received);
      spikes.estate.restore({ buckets, episodes: readEpisodes(other.get('episodes') ?? []) }, received);
      spikes.watched.restore(Days.parse(other.get('days') ?? []));
    },
    async observe({ attempts }, received) {
      const { findings, peaks: kept } = await spikes.observe(attempts, received, (accounts) => peaks.of(accounts));
      return { findings, ...changes(kept, received) };
    },
    advance(now) {
      return { findings: spikes.advance(now), ...changes([], now) };
    },
    figures() {
      const { accounts, cells, overflow } = spikes.accounts.size();
      return { spike_accounts: accounts, spike_attempts: cells, spike_accounts_overflow: overflow, spike_buckets: spikes.estate.size().buckets };
    },
  };
}
