import pg from 'pg';

/** The name of the unique constraint that a statement broke, or undefined. drizzle wraps the driver's error. */
export function uniqueViolation(error: unknown): string | undefined {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  return cause instanceof pg.DatabaseError && cause.code === '23505' ? cause.constraint : undefined;
}

/**
 * SQLSTATEs of what a request can bring about and a schema cannot see: a NUL in a text, broken surrogates in JSON, a time that
 * PostgreSQL does not have. Source: PostgreSQL manual, appendix A, class 22.
 */
const UNSTORABLE: ReadonlySet<string> = new Set(['22021', '22P05', '22007', '22008']);

/** Whether a statement failed for a value that PostgreSQL cannot hold. */
export function isUnstorable(error: unknown): boolean {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  return cause instanceof pg.DatabaseError && UNSTORABLE.has(cause.code ?? '');
}
