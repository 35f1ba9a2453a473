import { eq, lt, sql } from 'drizzle-orm';
import type { Tx } from '../../kernel/database/index.ts';
import { assets, imageTags } from '../tables.ts';

/** What a registry says of a tag: to which image it points at that time. */
export type Tagged = { reference: string; assetId: string; at: Date };

/** Notes where a tag points; what was said of it later than `at` stands. The asset has to be known (`seen`). */
export async function tagged(tx: Tx, { reference, assetId, at }: Tagged): Promise<'new' | 'moved' | 'same'> {
  const made = await tx.insert(imageTags).values({ reference, assetId, movedAt: at, seenAt: at }).onConflictDoNothing().returning({ reference: imageTags.reference });
  if (made.length > 0) return 'new';
  const [row] = await tx.select().from(imageTags).where(eq(imageTags.reference, reference)).for('update');
  if (!row) return tagged(tx, { reference, assetId, at });
  if (row.seenAt > at) return 'same';
  if (row.assetId === assetId) {
    await tx.update(imageTags).set({ seenAt: at }).where(eq(imageTags.reference, reference));
    return 'same';
  }
  const before = sql`(SELECT key FROM ${assets} WHERE id = ${row.assetId})`;
  await tx.update(imageTags).set({ assetId, movedAt: at, seenAt: at, before }).where(eq(imageTags.reference, reference));
  return 'moved';
}

/** Forgets the tags that begin with `prefix` (`registry.example/shop/web:`) and which nobody has seen since `before`; gives the images that lost one. */
export async function tagsGone(tx: Tx, { prefix, before }: { prefix: string; before: Date }): Promise<string[]> {
  const gone = await tx
    .delete(imageTags)
    .where(sql`starts_with(${imageTags.reference}, ${prefix}) AND ${lt(imageTags.seenAt, before)}`)
    .returning({ id: imageTags.assetId });
  return [...new Set(gone.map(({ id }) => id))];
}
