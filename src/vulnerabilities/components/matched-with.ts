import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Queryable, Tx } from '../../kernel/database/index.ts';
import { settings } from '../../kernel/tables.ts';

/** Which advisories everything is matched with, or being matched with until `done`. */
const MatchedWith = z.object({ digest: z.string(), done: z.boolean(), at: z.string() });
export type MatchedWith = z.infer<typeof MatchedWith>;

const NAME = 'vulnerabilities.matched-with';

export async function readMatchedWith(at: Queryable): Promise<MatchedWith | undefined> {
  const [row] = await at.select({ value: settings.value }).from(settings).where(eq(settings.name, NAME));
  const read = MatchedWith.safeParse(row?.value);
  return read.success ? read.data : undefined;
}

/** At the desk: says that everything is matched with these from now on. */
export async function writeMatchedWith(tx: Tx, value: MatchedWith): Promise<void> {
  const row = { name: NAME, value, updatedAt: new Date(value.at) };
  await tx.insert(settings).values(row).onConflictDoUpdate({ target: settings.name, set: row });
}

/** At the desk: the digest that counts; the one given where there is none yet. Who matched with another leaves it to the re-match. */
export async function matchedWith(tx: Tx, digest: string): Promise<string> {
  const known = await readMatchedWith(tx);
  return known?.digest ?? digest;
}
