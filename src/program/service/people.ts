import { isNotNull } from 'drizzle-orm';
import { people } from '../../identity/tables.ts';
import type { Queryable } from '../../kernel/database/index.ts';

/** Ids of those who are no longer here: what rests on their word rests on nobody's. */
export async function goneAmong(at: Queryable): Promise<Set<string>> {
  const rows = await at.select({ id: people.id }).from(people).where(isNotNull(people.disabledAt));
  return new Set(rows.map(({ id }) => id));
}
