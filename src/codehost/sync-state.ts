import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Queryable } from '../kernel/database/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { settings } from '../kernel/tables.ts';

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

/** How far an exchange with the code host has come, kept under a name; begun anew, so long before, when it is another repository. */
export function syncState({ db, clock }: Pick<Kernel, 'db' | 'clock'>, name: string, backMs = DAY_MS) {
  return {
    async read({ api, repository }: Place): Promise<SyncPoint> {
      const of = `${api} ${repository}`;
      const [row] = await db.select().from(settings).where(eq(settings.name, name));
      const found = row && Stored.safeParse(row.value).data;
      return found?.of === of ? found : { of, since: atSecond(clock.now() - backMs), waitUntil: 0, problem: null };
    },
    async write(point: SyncPoint, at: Queryable = db): Promise<void> {
      const values = { value: point, updatedAt: new Date(clock.now()) };
      await at.insert(settings).values({ name, ...values }).onConflictDoUpdate({ target: settings.name, set: values });
    },
    forget: (at: Queryable): Promise<unknown> => at.delete(settings).where(eq(settings.name, name)),
  };
}

/** A time as GitHub writes it, to the second. */
export const atSecond = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** Where the next page of changes begins: at the last change of this one, or a second on where a whole page has the same. */
export const laterOf = (since: string, last: string | undefined): string =>
  last === undefined || Date.parse(last) <= Date.parse(since) ? atSecond(Date.parse(since) + 1_000) : last;
