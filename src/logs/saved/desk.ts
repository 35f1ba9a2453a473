import { and, asc, count, eq, or, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { inTransaction } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { SavedSearch, SaveSearch } from '../contract.ts';
import { parseQuery } from '../query/parse.ts';
import { savedSearches } from './tables.ts';

/** More than anybody finds anything in. */
const MOST_A_PERSON = 200;
const MOST_LISTED = 1_000;

type Given = z.infer<typeof SaveSearch>;

/** Searches that people keep for themselves or for everybody. */
export function savedSearchDesk({ db, clock, random, audit }: Pick<Kernel, 'db' | 'clock' | 'random' | 'audit'>) {
  /** The one that may be changed; somebody else's is told from none only where it is shared anyway. */
  const own = (id: string, by: Principal) => and(eq(savedSearches.id, id), eq(savedSearches.owner, by.id));
  const target = (id: string) => ({ type: 'saved-search', id });

  return {
    /** One's own and the shared ones, by name. */
    async list(by: Principal): Promise<SavedSearch[]> {
      const rows = await db
        .select()
        .from(savedSearches)
        .where(or(eq(savedSearches.owner, by.id), eq(savedSearches.shared, true)))
        .orderBy(asc(sql`lower(${savedSearches.name})`), asc(savedSearches.id))
        .limit(MOST_LISTED);
      return rows.map(shown);
    },

    /** @throws {GlacisError} `bad_query`; `conflict` when one has too many. */
    async create(given: Given, by: Principal): Promise<SavedSearch> {
      parseQuery(given.query);
      return inTransaction(db, async (tx) => {
        const [kept] = await tx.select({ count: count() }).from(savedSearches).where(eq(savedSearches.owner, by.id));
        if ((kept?.count ?? 0) >= MOST_A_PERSON) throw errors.conflict({ what: `You keep ${MOST_A_PERSON} searches already; forget some first.` });
        const now = clock.now();
        const [row] = await tx.insert(savedSearches).values({ ...given, id: uuidv7(now, random), owner: by.id, createdAt: new Date(now) }).returning();
        if (!row) throw errors.internal();
        await audit.record({ action: 'savedsearch.create', outcome: 'success', actor: by, target: target(row.id), detail: given }, tx);
        return shown(row);
      });
    },

    /** @throws {GlacisError} `bad_query`; `not_found` when there is none of one's own. */
    async change(id: string, given: Given, by: Principal): Promise<SavedSearch> {
      parseQuery(given.query);
      return inTransaction(db, async (tx) => {
        const [row] = await tx.update(savedSearches).set(given).where(own(id, by)).returning();
        if (!row) throw errors.notFound({ what: 'search of yours' });
        await audit.record({ action: 'savedsearch.update', outcome: 'success', actor: by, target: target(id), detail: given }, tx);
        return shown(row);
      });
    },

    /** @throws {GlacisError} `not_found` when there is none of one's own. */
    async remove(id: string, by: Principal): Promise<void> {
      await inTransaction(db, async (tx) => {
        const [row] = await tx.delete(savedSearches).where(own(id, by)).returning();
        if (!row) throw errors.notFound({ what: 'search of yours' });
        await audit.record({ action: 'savedsearch.delete', outcome: 'success', actor: by, target: target(id), detail: { name: row.name } }, tx);
      });
    },
  };
}

export type SavedSearchDesk = ReturnType<typeof savedSearchDesk>;

const shown = ({ id, owner, name, query, range, columns, shared }: typeof savedSearches.$inferSelect): SavedSearch => ({ id, owner, name, query, range, columns, shared });
