import { and, eq } from 'drizzle-orm';
import type { Readable } from 'node:stream';
import { decompress, ENCODINGS, type Encoding } from '../../../kernel/compression/index.ts';
import { inTransaction } from '../../../kernel/database/index.ts';
import { GlacisError, errors, reasonOf } from '../../../kernel/errors.ts';
import { uuidv7 } from '../../../kernel/ids.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Inventory } from '../../../inventory/index.ts';
import { agents, assets } from '../../../inventory/tables.ts';
import type { Scan } from '../../contract.ts';
import { scans } from '../../tables.ts';
import { scanOf } from '../scans.ts';
import { storable } from '../storable.ts';
import { storeScan, type ScannedAsset, type StoreNeeds } from '../store.ts';
import { refuseToClose } from './closing.ts';
import type { Read, SpoolReader } from './reader.ts';
import type { ScanSpool, Spooled } from './spool.ts';

const MIB = 1024 ** 2;
/** The longest body: V8's strings end at 512 MiB. */
export const MOST_BODY = 384 * MIB;
const LIMITS = { compressed: MOST_BODY, decompressed: MOST_BODY, freely: 64 * MIB, ratio: 1_000 };
/** A scan that cannot be stored is tried so often before it is given up, with a reason. */
const MOST_TRIES = 5;
const RETRY_MS = 15_000;

type Needs = StoreNeeds & Pick<Kernel, 'log'> & { inventory: Pick<Inventory, 'nodeReported'>; spool: ScanSpool; reader: SpoolReader };
export type Sent = { body: Readable; encoding: string | undefined } & Pick<Spooled, 'kind' | 'told' | 'node'>;

/** Takes what others looked at: kept on disk first, read in a thread, then stored. */
export function reception(needs: Needs) {
  const { db, clock, log, inventory, spool, reader } = needs;
  const working = new Set<Promise<unknown>>();
  const tries = new Map<string, number>();
  const stopping = new AbortController();

  async function take({ body, encoding, ...facts }: Sent): Promise<Spooled> {
    const id = uuidv7(clock.now());
    return spool.take(decompress(body, encodingOf(encoding), LIMITS), { ...facts, id, receivedAt: new Date(clock.now()).toISOString() });
  }

  /** Reads a body and lets its scan wait. @throws {GlacisError} where it is none. */
  async function announce(spooled: Spooled): Promise<{ waiting: Scan; store(): Promise<Scan> }> {
    const read = await reader.read(spool.bodyOf(spooled.id), spooled.kind, spooled.bytes);
    const { asset, origin } = await aboutOf(spooled, read);
    if (spooled.kind === 'scan' && spooled.told.confirmed !== true && !(await isTaken(spooled.id))) await refuseToClose(db, asset, read.content);
    const at = atOf(spooled, read);
    const waiting = await inTransaction(db, async (tx) => {
      const met = await inventory.seen(tx, { ...asset, at });
      if (spooled.node !== undefined && read.agent) {
        const { version, containers, surface } = read.agent;
        await inventory.nodeReported(tx, spooled.node, { version, containers, surface, at });
      }
      const row = {
        id: spooled.id, assetId: met.id, origin, state: 'waiting' as const, at, receivedAt: new Date(spooled.receivedAt), complete: read.content.complete, problems: [...read.content.problems],
        reason: null, digest: null, packages: read.content.components.length, opened: 0, resolved: 0,
      };
      await tx.insert(scans).values(row).onConflictDoNothing();
      return scanOf(row, { id: met.id, kind: asset.kind, name: met.name });
    });
    return { waiting, store: () => storeScan(needs, { asset, content: read.content, origin, at, id: spooled.id }) };
  }

  /** Whether whoever sent it may have been told that it was: from then on it is not refused. */
  async function isTaken(id: string): Promise<boolean> {
    return (await db.select({ id: scans.id }).from(scans).where(eq(scans.id, id))).length > 0;
  }

  async function aboutOf({ kind, node, told }: Spooled, read: Read): Promise<{ asset: ScannedAsset; origin: Scan['origin'] }> {
    if (kind === 'scan') {
      const asset = assetOf(told, read);
      if (asset.kind === 'node' && (await hasAgent(asset.key))) throw errors.conflict({ what: `${asset.name} is reported by its own agent.` });
      return { asset, origin: 'ci' };
    }
    const [row] = node === undefined ? [] : await db.select({ key: assets.key, name: assets.name }).from(assets).where(eq(assets.id, node));
    if (!row) throw errors.notFound({ what: 'node' });
    return { asset: { kind: 'node', ...row }, origin: 'agent' };
  }

  async function hasAgent(key: string): Promise<boolean> {
    const found = await db.select({ id: agents.id }).from(agents).innerJoin(assets, eq(assets.id, agents.nodeId)).where(and(eq(assets.kind, 'node'), eq(assets.key, key))).limit(1);
    return found.length > 0;
  }

  /** Stores what waits, and keeps it where the house is to blame that it cannot. */
  async function finish(spooled: Spooled, store: () => Promise<Scan>): Promise<Scan> {
    try {
      const scan = await store();
      spool.remove(spooled.id);
      tries.delete(spooled.id);
      return scan;
    } catch (error) {
      if (stopping.signal.aborted) throw error;
      const tried = (tries.get(spooled.id) ?? 0) + 1;
      tries.set(spooled.id, tried);
      const isTheirs = error instanceof GlacisError && error.status < 500;
      log.warn({ scan: spooled.id, reason: reasonOf(error) }, 'a scan could not be stored');
      if (isTheirs || tried >= MOST_TRIES) {
        spool.remove(spooled.id);
        tries.delete(spooled.id);
        await db.update(scans).set({ state: 'failed', reason: storable(reasonOf(error)) }).where(eq(scans.id, spooled.id));
      } else {
        follow(clock.sleep(RETRY_MS * tried, stopping.signal).then(() => (stopping.signal.aborted ? undefined : finish(spooled, store))));
      }
      throw error;
    }
  }

  const follow = (work: Promise<unknown>): void => {
    const quiet = work.catch(() => {});
    working.add(quiet);
    void quiet.then(() => working.delete(quiet));
  };

  return {
    /** @param wait answer when it is stored, not when it is sure to be. */
    async receive(sent: Sent, wait: boolean): Promise<Scan> {
      const spooled = await take(sent);
      const announced = await announce(spooled).catch((error: unknown) => {
        // Who sent it knows that it was not taken.
        spool.remove(spooled.id);
        throw error;
      });
      const finished = finish(spooled, announced.store);
      follow(finished);
      return wait ? finished : announced.waiting;
    },
    /** Goes on with what waited when this server stopped. */
    resume(): void {
      for (const spooled of spool.left()) {
        follow((async () => finish(spooled, async () => (await announce(spooled)).store()))());
      }
    },
    /** Ends when all that was taken is stored, or kept for the next start. */
    async stop(): Promise<void> {
      stopping.abort();
      while (working.size > 0) await Promise.all(working);
    },
  };
}

const encodingOf = (stated: string | undefined): Encoding => {
  const name = (stated ?? 'identity').trim().toLowerCase().replace(/^x-/, '');
  const encoding = ENCODINGS.find((known) => known === name);
  if (encoding === undefined) throw errors.unsupported({ what: `The encoding ${name.slice(0, 50)} is not known here; gzip and zstd are.` });
  return encoding;
};

const atOf = ({ receivedAt }: Spooled, { at }: Read): Date => {
  const [stated, received] = [at === null ? Number.NaN : Date.parse(at), Date.parse(receivedAt)];
  return new Date(Number.isNaN(stated) || stated < 0 ? received : Math.min(stated, received));
};

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const KINDS = { image: 'image', host: 'node', directory: 'repository', sbom: 'repository' } as const;

/** What a report or SBOM is of: what its sender says, else what it says itself. */
function assetOf({ kind, name, digest }: Spooled['told'], { content: { target }, digests }: Read): ScannedAsset {
  const what = kind ?? (digest === undefined ? KINDS[target.kind] : 'image');
  const title = (name ?? target.name).trim();
  if (title === '') throw errors.invalid({ what: 'The body does not say what it is of: name it with ?name=.' });
  if (what !== 'image') return { kind: what, key: title.slice(0, 1_000), name: title };
  const key = digest ?? (target.kind === 'image' && DIGEST.test(target.digest) ? target.digest : undefined);
  if (key === undefined) throw errors.invalid({ what: 'An image is known by its digest: tell it with ?digest=sha256:…' });
  return { kind: what, key, name: title, digests: digests.filter((one) => DIGEST.test(one)) };
}
