import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Queryable } from './database/index.ts';
import { settings } from './tables.ts';

const NAME = 'restore-drill';

/** How the last restore drill ended: whether everything came back, and what did not. */
export const RestoreDrill = z.object({
  at: z.iso.datetime(),
  passed: z.boolean(),
  /** In a sentence. */
  words: z.string().max(1_000),
  rows: z.number().int(),
  events: z.number().int(),
  seconds: z.number(),
});
export type RestoreDrill = z.infer<typeof RestoreDrill>;

/** The last one that was held, if any was. */
export async function lastDrill(at: Queryable): Promise<RestoreDrill | undefined> {
  const [row] = await at.select({ value: settings.value }).from(settings).where(eq(settings.name, NAME));
  const parsed = RestoreDrill.safeParse(row?.value);
  return parsed.success ? parsed.data : undefined;
}

export async function keepDrill(at: Queryable, drill: RestoreDrill): Promise<void> {
  const row = { name: NAME, value: drill, updatedAt: new Date(drill.at) };
  await at.insert(settings).values(row).onConflictDoUpdate({ target: settings.name, set: row });
}
