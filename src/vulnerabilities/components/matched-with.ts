import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Queryable, Tx } from '../../kernel/database/index.ts';
import { settings } from '../../kernel/tables.ts';

/** Which advisories everything is matched with, on which day (UTC); until `done`, it is being matched with them. */
const MatchedWith = z.object({ digest: z.string(), day: z.string(), done: z.boolean() });
export type MatchedWith = z.infer<typeof MatchedWith>;

const NAME = 'vulnerabilities.matched-with';

export async function readMatchedWith(at: Queryable): Promise<MatchedWith | undefined> {
  const [row] = await at.select({ value: settings.value }).from(settings).where(eq(settings.name, NAME));
  const read = MatchedWith.safeParse(row?.value);
  return read.success ? read.data : undefined;
}

/** At the desk: says with which advisories everything is matched from now on. */
export async function writeMatchedWith(tx: Tx, value: MatchedWith, at: Date): Promise<void> {
  const row = { name: NAME, value, updatedAt: at };
  await tx.insert(settings).values(row).onConflictDoUpdate({ target: settings.name, set: row });
}

/** At the desk: whether what was matched with these counts. Others leave theirs to the re-match, which goes through all with one. */
export async function isMatchedWith(tx: Tx, digest: string): Promise<boolean> {
  const known = await readMatchedWith(tx);
  return known === undefined || known.digest === digest;
}
