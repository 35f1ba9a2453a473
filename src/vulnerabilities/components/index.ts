import type { Inventory } from '../../inventory/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { advisoryFile, judging, type Subject } from '../../scanning/index.ts';
import type { Scan } from '../contract.ts';
import type { Settle } from '../issues/settle.ts';
import { contentOf } from './content.ts';
import { judgingThread } from './judging/thread.ts';
import { matcher as matcherOf } from './matcher.ts';
import { rematch } from './rematch.ts';
import { noteFailedScan, storeScan, type ScannedAsset } from './store.ts';

type Needs = Pick<Kernel, 'clock' | 'config' | 'db' | 'jobs' | 'log' | 'outbox' | 'serverId'>;

/** What is in assets, and what is known against it. */
export function componentRoom(kernel: Needs, { inventory, settle }: { inventory: Pick<Inventory, 'seen' | 'noteScan' | 'nodeOf' | 'nodeReported'>; settle: Settle }) {
  const judge = judgingThread({ file: advisoryFile(kernel.config.advisories), clock: kernel.clock });
  const matching = { ...kernel, judge, settle };
  const matcher = matcherOf(matching);
  const storing = { ...matching, inventory, onUnmatched: matcher.poke };
  let halt: (() => Promise<void>) | undefined;

  return {
    /** Stores what somebody looked at, as `id` where a scan waits for it. */
    async storeScan({ subject, ...scan }: { asset: ScannedAsset; subject: Subject; origin: Scan['origin']; at: Date; id?: string }): Promise<Scan> {
      return storeScan(storing, { ...scan, content: contentOf(await judging(), subject) });
    },
    /** Keeps that an asset could not be looked at, and why. Closes nothing. */
    noteFailedScan: (failed: { asset: ScannedAsset; origin: Scan['origin']; at: Date; reason: string }): Promise<Scan> => noteFailedScan(storing, failed),
    /** Matches what is stored with the advisories that are there, at once. */
    rematch: () => rematch(matching),
    start() {
      if (kernel.config.roles.includes('work')) halt = matcher.start();
      return Promise.resolve();
    },
    async stop() {
      await halt?.();
      await judge.stop();
    },
  };
}
