import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Tx } from '../../kernel/database/index.ts';
import { settings } from '../../kernel/tables.ts';

const NAME = 'vulnerabilities.notices';
const Stored = z.object({
  /** When urgent issues were last told of, in ms. */
  urgentAt: z.number(),
  /** There are more that wait for their turn. */
  isPending: z.boolean(),
  /** Up to when the last digests told, in ms; 0 before the first. */
  digestAt: z.number(),
});
export type Told = z.infer<typeof Stored>;

/** What people have been told, held until the transaction ends: one server at a time tells. */
export async function heldTold(tx: Tx, now: Date): Promise<Told> {
  await tx.insert(settings).values({ name: NAME, value: { urgentAt: 0, isPending: false, digestAt: 0 } satisfies Told, updatedAt: now }).onConflictDoNothing();
  const [row] = await tx.select().from(settings).where(eq(settings.name, NAME)).for('update');
  return Stored.parse(row?.value);
}

export const writeTold = (tx: Tx, told: Told, now: Date): Promise<unknown> => tx.update(settings).set({ value: told, updatedAt: now }).where(eq(settings.name, NAME));
