import { assetsRetired, assetsRevived } from '../../inventory/index.ts';
import { reasonOf } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { holdLease } from '../../kernel/lease.ts';
import { atDesk } from './desk-lock.ts';
import { alignPlaces } from './places.ts';
import type { RematchNeeds } from './needs.ts';
import { rematch } from './rematch.ts';

/** How often it is looked whether other advisories are there, whoever brought them. */
const LOOK_EVERY_MS = 60_000;
/** When others came while it went through. */
const AGAIN_AFTER_MS = 1_000;

type Needs = RematchNeeds & Pick<Kernel, 'log' | 'outbox' | 'serverId'>;

/** Keeps everything matched with the advisories of one server, whichever holds the lease, and places in step with what is retired. */
export function matcher(needs: Needs) {
  const { db, clock, log, outbox, serverId, settle } = needs;
  let wake = new AbortController();

  for (const [topic, what] of [[assetsRetired, 'retired'], [assetsRevived, 'came back']] as const) {
    outbox.subscribe(topic, 'places', async ({ assets }) => {
      const at = new Date(clock.now());
      await atDesk(db, async (tx) => {
        const { opened, closed, counts } = await alignPlaces(tx, { assets }, { at, appeared: 'came-back', by: what });
        await settle(tx, [...new Set([...opened, ...closed])], { at, by: what, counts });
      });
    });
  }

  async function work(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      wake = new AbortController();
      let isWhole = true;
      try {
        const start = clock.now();
        const done = await rematch(needs, signal);
        isWhole = done !== undefined || (await needs.judge.stamp()) === undefined;
        if (done && done.components > 0) log.info({ ...done, ms: clock.now() - start }, 'what is stored was matched with the advisories');
      } catch (error) {
        if (!signal.aborted) log.warn({ reason: reasonOf(error) }, 'what is stored could not be matched with the advisories; it is tried again');
      }
      await clock.sleep(isWhole ? LOOK_EVERY_MS : AGAIN_AFTER_MS, AbortSignal.any([signal, wake.signal]));
    }
  }

  return {
    /** Runs on this server while it holds the lease; returns what stops it. */
    start: () => holdLease({ db, clock, log }, { name: 'vulnerabilities-match', holder: serverId, work: ({ signal }) => work(signal) }),
    /** Looks now, where it runs here. */
    poke: () => wake.abort(),
  };
}
