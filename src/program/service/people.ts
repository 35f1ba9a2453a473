import { and, isNotNull, isNull } from 'drizzle-orm';
import { permissionsOfRole } from '../../identity/index.ts';
import { people } from '../../identity/tables.ts';
import type { Queryable } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import type { Principal } from '../../kernel/principal.ts';

/** Ids of those who are no longer here: what rests on their word rests on nobody's. */
export async function goneAmong(at: Queryable): Promise<Set<string>> {
  const rows = await at.select({ id: people.id }).from(people).where(isNotNull(people.disabledAt));
  return new Set(rows.map(({ id }) => id));
}

/**
 * Whether there is somebody else who may write the program and has been here: where there is, changes by which a gate could
 * open on less take the two of them. In a house of one, that one decides.
 * @throws {GlacisError} `needs_person` for a token where there is: it may be of the very person who would approve.
 */
export async function needsAnother(at: Queryable, by: Principal): Promise<boolean> {
  const rows = await at.select({ id: people.id, role: people.role }).from(people).where(and(isNull(people.disabledAt), isNotNull(people.lastSeenAt)));
  const others = rows.filter(({ id, role }) => id !== by.id && mayWrite(permissionsOfRole(role)));
  if (others.length > 0 && by.kind !== 'person') throw errors.needsPerson();
  return others.length > 0;
}

/**
 * Lets a second person say the same as the first, who is still here.
 * @throws {GlacisError} `needs_second` for whoever began it, and for machines; `conflict` where the first one has left.
 */
export async function second(at: Queryable, by: Principal, firstId: string): Promise<void> {
  if (by.kind !== 'person' || by.id === firstId) throw errors.needsSecond();
  if ((await goneAmong(at)).has(firstId)) throw errors.conflict({ what: 'Whoever proposed it is here no longer: propose it anew.' });
}

const mayWrite = (permissions: Principal['permissions']): boolean => permissions === 'all' || permissions.has('program.write');
