import { sql } from 'drizzle-orm';
import type { Tx } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { IssueCounts } from '../contract.ts';
import { assets } from '../tables.ts';
import { revive } from './seen.ts';

/** Notes a scan that was stored. One that is older than the newest changes nothing; a newer one brings a retired asset back. */
export async function noteScan(kernel: Pick<Kernel, 'outbox'>, tx: Tx, assetId: string, { at, complete }: { at: Date; complete: boolean }): Promise<void> {
  const when = sql`${at.toISOString()}::timestamptz`;
  await tx
    .update(assets)
    .set({ scannedAt: at, scanComplete: complete, lastSeenAt: sql`greatest(${assets.lastSeenAt}, ${when})` })
    .where(sql`${assets.id} = ${assetId} AND coalesce(${assets.scannedAt} <= ${when}, true)`);
  await revive(kernel, tx, [assetId], at);
}

export type IssueNote = { assetId: string; counts: IssueCounts; weight: number };

/** Writes how many issues assets have, so that their list needs no join. Rows are locked in order: many may write at once. */
export async function noteIssues(tx: Tx, notes: readonly IssueNote[]): Promise<void> {
  if (notes.length === 0) return;
  await tx.execute(sql`SELECT FROM assets WHERE id = ANY(${sql.param(notes.map(({ assetId }) => assetId))}::text[]) ORDER BY id FOR NO KEY UPDATE`);
  await tx.execute(sql`
    UPDATE assets SET issues = n.counts, weight = n.weight
    FROM jsonb_to_recordset(${JSON.stringify(notes)}::jsonb) AS n("assetId" text, counts jsonb, weight integer)
    WHERE assets.id = n."assetId" AND (assets.issues, assets.weight) IS DISTINCT FROM (n.counts, n.weight)`);
}
