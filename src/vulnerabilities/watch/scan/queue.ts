import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Inventory } from '../../../inventory/index.ts';
import { assets } from '../../../inventory/tables.ts';
import { inTransaction } from '../../../kernel/database/index.ts';
import { uuidv7 } from '../../../kernel/ids.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Subject } from '../../../scanning/index.ts';
import type { Scan } from '../../contract.ts';
import { currentPolicy } from '../../issues/policy.ts';
import { scans } from '../../tables.ts';
import { provenDigests } from './claims.ts';
import { SCAN_LIMITS, ScanFailed, examineApart, type ScanLimits } from './child.ts';
import type { ScanOrder } from './messages.ts';
import { runningPlatforms, wantedImages } from './wanted.ts';

/** Where an image is and how it is got at: known when it is scanned, so that no job holds a password. */
export type ImageSource = z.infer<typeof ImageSource>;
const ImageSource = z.discriminatedUnion('is', [
  z.object({ is: z.literal('registry'), id: z.string() }),
  /** `authorization` is sealed. */
  z.object({ is: z.literal('harbor'), url: z.string(), authorization: z.string().nullable() }),
]);

/** How a source is asked; undefined where there is none any more. */
export type Access = (source: ImageSource) => Promise<Pick<ScanOrder, 'scheme' | 'credentials'> | undefined>;

export type StoreScan = (scan: {
  asset: { kind: 'image'; key: string; name: string; lineage: string; digests: readonly string[] };
  subject: Subject;
  origin: Scan['origin'];
  at: Date;
  id?: string;
}) => Promise<Scan>;

type Needs = Pick<Kernel, 'db' | 'clock' | 'random' | 'log' | 'jobs' | 'config' | 'outgoing'> & { inventory: Pick<Inventory, 'seen'>; storeScan: StoreScan; access: Access; limits?: ScanLimits };
export type ImageScans = ReturnType<typeof imageScans>;

/** With less time left nobody begins with another platform. */
const LEAST_MS = 30_000;
/** So many failures of an image are kept. */
const MOST_FAILURES = 12;

/** Scans of images in registries: which are wanted, and making them one by one. What fails is kept as that, and closes nothing. */
export function imageScans({ db, clock, random, log, jobs, config, outgoing, inventory, storeScan, access, limits = SCAN_LIMITS }: Needs) {
  const stopping = new AbortController();
  const job = { data: z.object({ scan: z.string(), source: ImageSource }), work: scan, parallel: 1, retries: 3 };
  // Each scan may take a gigabyte, so there is one at a time; who ordered one does not wait for a whole registry.
  const queue = jobs.define({ name: 'image-scan', ...job });
  const ordered = jobs.define({ name: 'image-scan-ordered', ...job });

  async function scan({ scan: id, source }: { scan: string; source: ImageSource }): Promise<void> {
    const [waiting] = await db
      .select({ state: scans.state, origin: scans.origin, assetId: assets.id, digest: assets.key, name: assets.name, lineage: assets.lineage })
      .from(scans)
      .innerJoin(assets, eq(assets.id, scans.assetId))
      .where(eq(scans.id, id));
    if (waiting?.state !== 'waiting') return;
    const how = await access(source);
    if (!how) return void (await db.delete(scans).where(eq(scans.id, id)));
    const { digest, name, lineage, origin } = waiting;
    const order: ScanOrder = { reference: `registry:${lineage}@${digest}`, ...how, allow: [...config.outgoingAllow] };
    const [first, ...others] = await runningPlatforms(db, waiting.assetId);
    const at = new Date(clock.now());
    const until = at.getTime() + limits.milliseconds;
    try {
      const { subject } = await examined(order, first, until);
      const { others: digests } = await provenDigests({ lineage, digest }, subject, order, { outgoing, signal: stopping.signal });
      await storeScan({ asset: { kind: 'image', key: digest, name, lineage, digests }, subject, origin, at, id });
    } catch (error) {
      // A server that stops makes the scan again elsewhere.
      if (!(error instanceof ScanFailed) || stopping.signal.aborted) throw error;
      await noteFailure({ id, assetId: waiting.assetId, reason: error.message, at });
      log.warn({ image: name, reason: error.message }, 'an image could not be scanned');
      return;
    }
    for (const platform of others) if (until - clock.now() > LEAST_MS) await scanAnother({ order, platform, digest, name, lineage, origin, until });
  }

  async function noteFailure({ id, assetId, reason, at }: { id: string; assetId: string; reason: string; at: Date }): Promise<void> {
    await db.update(scans).set({ state: 'failed', reason: reason.slice(0, 1_000), at, receivedAt: new Date(clock.now()) }).where(eq(scans.id, id));
    await db.execute(sql`
      DELETE FROM scans WHERE id IN (SELECT id FROM scans WHERE asset_id = ${assetId} AND state = 'failed' ORDER BY received_at DESC OFFSET ${MOST_FAILURES})`);
  }

  /** The image of an index as machines of another kind run it is another image, under its own digest. */
  async function scanAnother({ order, platform, digest, name, lineage, origin, until }: { order: ScanOrder; platform: string; digest: string; name: string; lineage: string; origin: Scan['origin']; until: number }): Promise<void> {
    try {
      const { subject, isOther } = await examined(order, platform, until);
      if (isOther) return;
      const { manifest: own, others: digests } = await provenDigests({ lineage, digest }, subject, order, { outgoing, signal: stopping.signal });
      if (own === digest) return;
      await storeScan({ asset: { kind: 'image', key: own, name: `${name} (${platform})`, lineage, digests }, subject, origin, at: new Date(clock.now()) });
    } catch (error) {
      if (!(error instanceof ScanFailed)) throw error;
      log.warn({ image: name, platform, reason: error.message }, 'an image could not be scanned for another platform that runs it');
    }
  }

  /** Where it is not there for what was wanted, or for this server, it is looked at as what it is there for. */
  async function examined(order: ScanOrder, platform: string | undefined, until: number): Promise<{ subject: Subject; isOther: boolean }> {
    const how = () => ({ signal: stopping.signal, limits: { ...limits, milliseconds: Math.max(1, until - clock.now()) } });
    try {
      return { subject: await examineApart(platform === undefined ? order : { ...order, platform }, how()), isOther: false };
    } catch (error) {
      const other = error instanceof ScanFailed ? error.platforms[0] : undefined;
      if (other === undefined || other === platform) throw error;
      return { subject: await examineApart({ ...order, platform: other }, how()), isOther: true };
    }
  }

  return {
    /** Orders scans of the images of some repositories that have none, or whose last one is too old; how many. */
    async want({ registryId, lineages }: { registryId: string; lineages: readonly string[] }): Promise<number> {
      if (lineages.length === 0) return 0;
      const { freshness } = await currentPolicy(db);
      return inTransaction(db, async (tx) => {
        const wanted = await wantedImages(tx, { lineages, now: clock.now(), freshHours: freshness.image });
        const now = new Date(clock.now());
        for (const assetId of wanted) {
          const id = uuidv7(clock.now(), random);
          await tx.insert(scans).values({ id, assetId, origin: 'registry', state: 'waiting', at: now, receivedAt: now, complete: false });
          await queue.enqueue({ scan: id, source: { is: 'registry', id: registryId } }, { tx });
        }
        return wanted.length;
      });
    },

    /** Orders one, whatever is known of the image. */
    async order({ image, source, origin }: { image: { digest: string; name: string; lineage: string }; source: ImageSource; origin: Scan['origin'] }): Promise<{ scan: string; asset: string }> {
      return inTransaction(db, async (tx) => {
        const now = new Date(clock.now());
        const { id: asset } = await inventory.seen(tx, { kind: 'image', key: image.digest, name: image.name, lineage: image.lineage, at: now });
        const id = uuidv7(clock.now(), random);
        await tx.insert(scans).values({ id, assetId: asset, origin, state: 'waiting', at: now, receivedAt: now, complete: false });
        await ordered.enqueue({ scan: id, source }, { tx });
        return { scan: id, asset };
      });
    },

    stop: () => stopping.abort(),
  };
}
