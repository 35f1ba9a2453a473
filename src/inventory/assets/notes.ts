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

/** By how much an asset's counts change, and the weight of what is undecided of them. */
export type IssueNote = { assetId: string; counts: IssueCounts; weight: number };

const COUNTS = ['critical', 'high', 'medium', 'low', 'other', 'undecided'] as const satisfies (keyof IssueCounts)[];
const AT_ONCE = 5_000;

/** Adds to how many issues assets have, so that their list needs no join. Rows are locked in order: many may write at once. */
export async function noteIssues(tx: Tx, notes: readonly IssueNote[]): Promise<void> {
  const ordered = notes.toSorted((a, b) => (a.assetId < b.assetId ? -1 : 1));
  for (let from = 0; from < ordered.length; from += AT_ONCE) {
    const some = ordered.slice(from, from + AT_ONCE);
    await tx.execute(sql`SELECT FROM assets WHERE id = ANY(${sql.param(some.map(({ assetId }) => assetId))}::text[]) ORDER BY id FOR NO KEY UPDATE`);
    await tx.execute(sql`
      UPDATE assets SET weight = least(assets.weight::bigint + n.weight, 2000000000)::int, issues = jsonb_build_object(${sql.raw(COUNTS.map((name) => `'${name}', (assets.issues ->> '${name}')::int + (n.counts ->> '${name}')::int`).join(', '))})
      FROM jsonb_to_recordset(${JSON.stringify(some)}::jsonb) AS n("assetId" text, counts jsonb, weight bigint)
      WHERE assets.id = n."assetId"`);
  }
}
