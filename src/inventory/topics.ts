import { z } from 'zod';
import { topic } from '../kernel/outbox.ts';

const instant = z.iso.datetime({ offset: true });
const Node = z.object({ node: z.string(), name: z.string() });

/** A node's agent has not reported since then for longer than it should. Told once a silence. */
export const nodeSilent = topic('inventory.node-silent', Node.extend({ since: instant }));
/** That silence is over: it reported, or a person retired the node or removed its agent. */
export const nodeSpeaks = topic('inventory.node-speaks', Node.extend({ at: instant, because: z.enum(['reported', 'retired', 'removed']) }));

/** At most so many assets are told of in one message. */
export const MOST_TOLD = 1_000;
const Some = z.object({ assets: z.array(z.string()).max(MOST_TOLD) });

/** Owner, environment, exposure, services or where they run changed: issues that are in them weigh otherwise now. */
export const assetsChanged = topic('inventory.assets-changed', Some);
/** Gone: their places are to be closed. */
export const assetsRetired = topic('inventory.assets-retired', Some);
/** Back again: what their last scan found is open again until the next one. */
export const assetsRevived = topic('inventory.assets-revived', Some);
