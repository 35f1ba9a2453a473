import { join } from 'node:path';
import type { Inventory } from '../../inventory/index.ts';
import type { Api } from '../../kernel/http/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { advisoryFile, judging, type Subject } from '../../scanning/index.ts';
import type { Scan } from '../contract.ts';
import type { Settle } from '../issues/settle.ts';
import { advisorySync } from './advisory-sync.ts';
import { contentOf } from './content.ts';
import { judgingThread } from './judging/thread.ts';
import { matcher as matcherOf } from './matcher.ts';
import { reception } from './reception/desk.ts';
import { spoolReader, type ReadLimits } from './reception/reader.ts';
import { scanSpool, type SpoolLimits } from './reception/spool.ts';
import { rematch } from './rematch.ts';
import { componentRoutes } from './routes.ts';
import { noteFailedScan, storeScan, type ScannedAsset } from './store.ts';

type Needs = Pick<Kernel, 'clock' | 'config' | 'db' | 'log' | 'outbox' | 'serverId'>;
type Below = {
  inventory: Pick<Inventory, 'seen' | 'noteScan' | 'nodeOf' | 'nodeReported'>;
  settle: Settle;
  limits?: { spool?: SpoolLimits; read?: ReadLimits };
};

/** What is in assets, and what is known against it. */
export function componentRoom(kernel: Needs, { inventory, settle, limits = {} }: Below) {
  const { clock, config, db, log } = kernel;
  const judge = judgingThread({ file: advisoryFile(config.advisories), clock });
  const matching = { ...kernel, judge, settle };
  const matcher = matcherOf(matching);
  const storing = { ...matching, inventory, onUnmatched: matcher.poke };
  const reader = spoolReader(limits.read);
  const desk = reception({ ...storing, spool: scanSpool(join(config.data, 'scans'), limits.spool), reader });
  const sync = advisorySync({ config, clock, log, onSynced: matcher.poke });
  let halts: (() => Promise<void>)[] = [];

  return {
    /** Stores what somebody looked at, as `id` where a scan waits for it. */
    async storeScan({ subject, ...scan }: { asset: ScannedAsset; subject: Subject; origin: Scan['origin']; at: Date; id?: string }): Promise<Scan> {
      return storeScan(storing, { ...scan, content: contentOf(await judging(), subject) });
    },
    /** Keeps that an asset could not be looked at, and why. Closes nothing. */
    noteFailedScan: (failed: { asset: ScannedAsset; origin: Scan['origin']; at: Date; reason: string }): Promise<Scan> => noteFailedScan(storing, failed),
    /** Matches what is stored with the advisories that are there, at once. */
    rematch: () => rematch(matching),
    routes: (app: Api) => componentRoutes(app, { db, receive: desk.receive, nodeOf: inventory.nodeOf }),
    start() {
      desk.resume();
      if (config.roles.includes('work')) halts = [sync.start(), matcher.start()];
      return Promise.resolve();
    },
    async stop() {
      await desk.stop();
      await Promise.all(halts.map((halt) => halt()));
      await reader.stop();
      await judge.stop();
    },
  };
}
