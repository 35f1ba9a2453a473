import type { Identity } from '../identity/index.ts';
import type { Tx } from '../kernel/database/index.ts';
import type { Api } from '../kernel/http/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Principal } from '../kernel/principal.ts';
import { agentDesk } from './agents/desk.ts';
import { enrolmentDesk } from './agents/enrolment.ts';
import { nodeReported, type NodeReport } from './agents/reported.ts';
import { SILENT_AFTER_MS, silenceWatch } from './agents/silence.ts';
import { assetId } from './assets/identity.ts';
import { noteIssues, noteScan, type IssueNote } from './assets/notes.ts';
import { placed, type Placed } from './assets/placed.ts';
import { imageRetirement } from './assets/retirement.ts';
import { seen, type Met, type Seen } from './assets/seen.ts';
import { tagged, tagsGone, type Tagged } from './assets/tags.ts';
import { USUAL_FRESHNESS, type Freshness } from './freshness.ts';
import { coverage } from './coverage.ts';
import type { Coverage } from './contract.ts';
import { ownerDesk } from './owners/desk.ts';
import { agentRoutes, assetRoutes } from './routes.ts';

export { assetId } from './assets/identity.ts';
export type { NodeReport, Surface } from './agents/reported.ts';
export type { IssueNote } from './assets/notes.ts';
export type { Placed } from './assets/placed.ts';
export type { Met, Seen } from './assets/seen.ts';
export { assetsChanged, assetsRetired, assetsRevived, nodeSilent, nodeSpeaks } from './topics.ts';

/** What there is to attack: images, nodes, repositories, where they run and who answers for them. */
export type Inventory = {
  assetId: typeof assetId;
  /** Makes an asset known, or known to be there still. */
  seen(tx: Tx, told: Seen): Promise<Met>;
  /** Notes a scan that was stored; an older one than the newest changes nothing. */
  noteScan(tx: Tx, assetId: string, scan: { at: Date; complete: boolean }): Promise<void>;
  /** Writes how many issues assets have. */
  noteIssues(tx: Tx, notes: readonly IssueNote[]): Promise<void>;
  /** Notes where a tag of a registry points. */
  tagged(tx: Tx, tag: Tagged): Promise<'new' | 'moved' | 'same'>;
  /** Forgets tags that begin with `prefix` and were not seen since `before`; gives the images that lost one. */
  tagsGone(tx: Tx, which: { prefix: string; before: Date }): Promise<string[]>;
  /** Everything that a reporter (`node:<id>`, `cluster:<id>`) knows to run, at once. */
  placed(tx: Tx, told: { reporter: string; at: Date; placements: readonly Placed[] }): Promise<{ images: string[] }>;
  /** Notes what an agent tells of its node, except its packages. @throws {GlacisError} `not_found`. */
  nodeReported(tx: Tx, nodeId: string, report: NodeReport): Promise<void>;
  /** The node that an agent's credential reports; undefined for everybody else. */
  nodeOf(principal: Principal): string | undefined;
  /** Of what exists and runs, what has been looked at. */
  coverage(): Promise<Coverage>;
  routes(app: Api): void;
  start(): Promise<void>;
  stop(): Promise<void>;
};

type Needs = Pick<Kernel, 'audit' | 'clock' | 'config' | 'db' | 'jobs' | 'outbox' | 'random'>;

export type InventoryOptions = {
  /** Hours after which an asset has to have been looked at again; the vulnerability policy says them. */
  freshness?: () => Promise<Freshness>;
  /** How long an agent may say nothing. */
  silentAfterMs?: number;
};

/** Makes the inventory. */
export function createInventory(kernel: Needs, { identity }: { identity: Pick<Identity, 'tokens' | 'strangers'> }, { freshness = () => Promise.resolve(USUAL_FRESHNESS), silentAfterMs = SILENT_AFTER_MS }: InventoryOptions = {}): Inventory {
  const owners = ownerDesk(kernel);
  const agents = agentDesk(kernel, { identity });
  const enrolments = enrolmentDesk(kernel, { identity });
  const retireImages = imageRetirement(kernel);

  kernel.jobs.every('inventory-watch-agents', '* * * * *', silenceWatch(kernel, { afterMs: silentAfterMs }));
  kernel.jobs.every('inventory-sweep', '23 * * * *', async () => {
    await retireImages();
    await enrolments.sweep();
  });

  return {
    assetId,
    seen: (tx, told) => seen(kernel, tx, told),
    noteScan: (tx, id, { at, complete }) => noteScan(kernel, tx, id, { at: new Date(Math.min(at.getTime(), kernel.clock.now())), complete }),
    noteIssues,
    tagged,
    tagsGone,
    placed: (tx, told) => placed(kernel, tx, told),
    nodeReported: (tx, nodeId, report) => nodeReported(kernel, tx, nodeId, report),
    nodeOf: (principal) => principal.node,
    coverage: async () => coverage(kernel, await freshness()),
    routes(app) {
      assetRoutes(app, kernel, { owners, freshness });
      agentRoutes(app, kernel, { agents, enrolments });
    },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}
