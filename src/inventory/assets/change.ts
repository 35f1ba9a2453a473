import { eq } from 'drizzle-orm';
import { inTransaction, type Tx } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { ChangeAsset, ChangeAssets } from '../contract.ts';
import { applyRules } from '../owners/apply.ts';
import { agents, assets, placements } from '../tables.ts';
import { assetsChanged, assetsRetired, assetsRevived, nodeSpeaks } from '../topics.ts';
import { countRunning } from './placed.ts';
import type { AssetRow } from './shown.ts';
import { tell } from './tell.ts';

type Needs = Pick<Kernel, 'db' | 'clock' | 'audit' | 'outbox'>;

/** Changes what a person says of an asset. @throws {GlacisError} `not_found`. */
export async function changeAsset(kernel: Needs, id: string, changes: ChangeAsset, by: Principal): Promise<void> {
  await inTransaction(kernel.db, (tx) => change(kernel, tx, id, { changes, by }));
}

/**
 * Changes the same of many, in the order of their ids: of all, or where one of them is not there of none.
 * @returns of how many that changed anything.
 * @throws {GlacisError} `not_found`, with the id.
 */
export async function changeAssets(kernel: Needs, { ids, change: changes }: ChangeAssets, by: Principal): Promise<number> {
  return inTransaction(kernel.db, async (tx) => {
    let count = 0;
    for (const id of [...new Set(ids)].toSorted()) if (await change(kernel, tx, id, { changes, by })) count += 1;
    return count;
  });
}

async function change(kernel: Needs, tx: Tx, id: string, { changes, by }: { changes: ChangeAsset; by: Principal }): Promise<boolean> {
  const [row] = await tx.select().from(assets).where(eq(assets.id, id)).for('update');
  if (!row) throw errors.notFound({ what: `asset ${id}` });
  const said = changed(row, changes);
  const { retired, ...named } = said;
  if (Object.keys(said).length === 0) return false;
  await tx.update(assets).set({ ...named, byHand: handOf(row, changes) }).where(eq(assets.id, id));
  if (retired === true) await retire(kernel, tx, row);
  if (retired === false) await unretire(kernel, tx, id);
  // What was given back to the rules is theirs at once.
  await applyRules(kernel, tx, [id]);
  if ('owner' in said || 'environment' in said || 'internetFacing' in said) await tell(kernel.outbox, tx, assetsChanged, [id]);
  const before = Object.fromEntries(Object.entries({ ...row, retired: row.retiredAt !== null }).filter(([key]) => key in said));
  await kernel.audit.record({ action: 'asset.update', outcome: 'success', actor: by, target: { type: 'asset', id }, detail: { name: row.name, before, after: said } }, tx);
  return true;
}

/** What of the changes is one. An owner said again is one where a rule had said it: from now on it is the person's. */
function changed(row: AssetRow, { owner, environment, internetFacing, note, retired }: ChangeAsset): ChangeAsset {
  const isHand = (key: AssetRow['byHand'][number], value: unknown): boolean => row.byHand.includes(key) === (value !== null);
  return {
    ...(owner === undefined || (owner === row.owner && isHand('owner', owner)) ? {} : { owner }),
    ...(environment === undefined || (environment === row.environment && isHand('environment', environment)) ? {} : { environment }),
    ...(internetFacing === undefined || (internetFacing === row.internetFacing && isHand('internetFacing', internetFacing)) ? {} : { internetFacing }),
    ...(note === undefined || note === row.note ? {} : { note }),
    ...(retired === undefined || retired === (row.retiredAt !== null) ? {} : { retired }),
  };
}

function handOf({ byHand }: AssetRow, { owner, environment, internetFacing }: ChangeAsset): AssetRow['byHand'] {
  const hand = new Set(byHand);
  for (const [key, value] of [['owner', owner], ['environment', environment], ['internetFacing', internetFacing]] as const) {
    if (value === null) hand.delete(key);
    else if (value !== undefined) hand.add(key);
  }
  return [...hand];
}

/** A node that is gone runs nothing, and its silence is no longer news. */
async function retire(kernel: Needs, tx: Tx, { id, kind, name }: AssetRow): Promise<void> {
  const now = new Date(kernel.clock.now());
  await tx.update(assets).set({ retiredAt: now, isRetiredByHand: true }).where(eq(assets.id, id));
  await tell(kernel.outbox, tx, assetsRetired, [id]);
  if (kind !== 'node') return;
  const ran = await tx.delete(placements).where(eq(placements.reporter, `node:${id}`)).returning({ id: placements.assetId });
  await countRunning(kernel, tx, { images: ran.map((one) => one.id), nodes: [id], at: now });
  const [agent] = await tx.select().from(agents).where(eq(agents.nodeId, id)).for('update');
  if (!agent?.silentSince) return;
  await tx.update(agents).set({ silentSince: null }).where(eq(agents.id, agent.id));
  await kernel.outbox.publish(tx, nodeSpeaks, { node: id, name, at: now.toISOString(), because: 'retired' });
}

async function unretire({ outbox }: Needs, tx: Tx, id: string): Promise<void> {
  await tx.update(assets).set({ retiredAt: null, isRetiredByHand: false }).where(eq(assets.id, id));
  await tell(outbox, tx, assetsRevived, [id]);
}
