const LEAST_S = 1;
const MOST_S = 3_600;
/** What GitHub asks for where it says nothing more exact. */
const USUAL_S = 60;

/**
 * For how many seconds a refused request should not be repeated; undefined when it was refused for something else. Bounded,
 * whatever the headers say. Source: GitHub REST API, "Rate limits for the REST API" (primary and secondary).
 */
export function secondsToWait({ status, headers, message }: { status: number; headers: Headers; message: string }, now: number): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const bounded = (seconds: number) => Math.min(Math.max(Math.ceil(seconds), LEAST_S), MOST_S);
  const after = headers.get('retry-after');
  if (after !== null && /^\d{1,9}$/.test(after)) return bounded(Number(after));
  const reset = headers.get('x-ratelimit-reset');
  if (headers.get('x-ratelimit-remaining') === '0') return reset !== null && /^\d{1,12}$/.test(reset) ? bounded(Number(reset) - now / 1_000) : USUAL_S;
  return status === 429 || /secondary rate limit/i.test(message) ? USUAL_S : undefined;
}
