import { and, gt, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import { people, tokens } from '../../identity/tables.ts';
import type { Measured, MeasureNeeds } from './needs.ts';

const IDLE_MS = 90 * 86_400_000;

/** Who may do something here and does not, and who proves themselves by a password alone. */
export async function measureAccess({ db, clock }: Pick<MeasureNeeds, 'db' | 'clock'>): Promise<Measured> {
  const now = new Date(clock.now());
  const idleSince = new Date(clock.now() - IDLE_MS);
  const valid = or(isNull(tokens.expiresAt), gt(tokens.expiresAt, now));
  return {
    'access.without_second_factor': await db.$count(people, and(isNull(people.disabledAt), isNotNull(people.passwordHash), isNull(people.totpSeed))),
    'access.people_idle': await db.$count(people, and(isNull(people.disabledAt), lt(sql`coalesce(${people.lastSeenAt}, ${people.createdAt})`, idleSince))),
    'access.tokens_idle': await db.$count(tokens, and(valid, lt(sql`coalesce(${tokens.lastUsedAt}, ${tokens.createdAt})`, idleSince))),
  };
}
