const TRIES = 4;

/**
 * Does a transaction again that PostgreSQL ended because it and another waited for each other (SQLSTATE 40P01): scans lock
 * their asset before its issues, people the issues before their assets.
 */
export async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries >= TRIES || !isDeadlock(error)) throw error;
    }
  }
}

function isDeadlock(error: unknown): boolean {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  return cause instanceof Error && 'code' in cause && cause.code === '40P01';
}
