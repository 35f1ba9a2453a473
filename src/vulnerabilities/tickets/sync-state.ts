import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Queryable } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { settings } from '../../kernel/tables.ts';

const NAME = 'vulnerabilities.tickets.state';
const DAY_MS = 86_400_000;
const Stored = z.object({
  /** Of which repository, where. */
  of: z.string(),
  /** Changes at the code host are known up to then. */
  since: z.string(),
  /** Of the newest answer to that, so that the same again costs nothing. */
  etag: z.string().optional(),
  /** The code host wants to be left alone until then, in ms. */
  waitUntil: z.number(),
  /** Why the last run ended early. */
  problem: z.string().nullable(),
});
export type SyncPoint = z.infer<typeof Stored>;
export type SyncState = ReturnType<typeof syncState>;
type Place = { api: string; repository: string };

/** How far the exchange with the code host has come; begun anew when it is another repository. */
export function syncState({ db, clock }: Pick<Kernel, 'db' | 'clock'>) {
  return {
    async read({ api, repository }: Place): Promise<SyncPoint> {
      const of = `${api} ${repository}`;
      const [row] = await db.select().from(settings).where(eq(settings.name, NAME));
      const found = row && Stored.safeParse(row.value).data;
      return found?.of === of ? found : { of, since: atSecond(clock.now() - DAY_MS), waitUntil: 0, problem: null };
    },
    async write(point: SyncPoint, at: Queryable = db): Promise<void> {
      const values = { value: point, updatedAt: new Date(clock.now()) };
      await at.insert(settings).values({ name: NAME, ...values }).onConflictDoUpdate({ target: settings.name, set: values });
    },
    forget: (at: Queryable): Promise<unknown> => at.delete(settings).where(eq(settings.name, NAME)),
  };
}

/** A time as GitHub writes it, to the second. */
export const atSecond = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
