import type { Inventory } from '../../inventory/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { advisoryFile, judging, type Subject } from '../../scanning/index.ts';
import type { Scan } from '../contract.ts';
import type { Settle } from '../issues/settle.ts';
import { contentOf } from './content.ts';
import { judgingThread } from './judging/thread.ts';
import { noteFailedScan, storeScan, type ScannedAsset } from './store.ts';

type Needs = Pick<Kernel, 'clock' | 'config' | 'db' | 'log'>;

/** What is in assets, and what is known against it. */
export function componentRoom(kernel: Needs, { inventory, settle }: { inventory: Pick<Inventory, 'seen' | 'noteScan'>; settle: Settle }) {
  const judge = judgingThread({ file: advisoryFile(kernel.config.advisories), clock: kernel.clock });
  const needs = { ...kernel, inventory, judge, settle, onUnmatched: () => {} };
  return {
    /** Stores what somebody looked at. @see storeScan */
    async storeScan({ asset, subject, origin, at, id }: { asset: ScannedAsset; subject: Subject; origin: Scan['origin']; at: Date; id?: string }): Promise<Scan> {
      return storeScan(needs, { asset, content: contentOf(await judging(), subject), origin, at, id });
    },
    /** Keeps that an asset could not be looked at, and why. Closes nothing. */
    noteFailedScan: (failed: { asset: ScannedAsset; origin: Scan['origin']; at: Date; reason: string }): Promise<Scan> => noteFailedScan(needs, failed),
    stop: () => judge.stop(),
  };
}
