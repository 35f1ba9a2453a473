import pg from 'pg';

/** The name of the unique constraint that a statement broke, or undefined. drizzle wraps the driver's error. */
export function uniqueViolation(error: unknown): string | undefined {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  return cause instanceof pg.DatabaseError && cause.code === '23505' ? cause.constraint : undefined;
}
