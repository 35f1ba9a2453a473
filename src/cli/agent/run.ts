import type { Clock } from '../../kernel/clock.ts';
import { GlacisError, reasonOf } from '../../kernel/errors.ts';
import type { AgentReport } from '../../vulnerabilities/contract.ts';

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 10 * 60_000;
/** Where the server says that the credential is worth nothing, a person has to do something: it is asked seldom. */
const REFUSED_PAUSE_MS = 3_600_000;
/** Reports are at least so far apart, however much changes. */
const LEAST_GAP_MS = 15_000;

export type Running = {
  take(signal: AbortSignal | undefined): Promise<AgentReport>;
  send(report: AgentReport): Promise<void>;
  /** Calls back at each change that is worth a report; ends with the signal. */
  changes(heard: () => void, signal: AbortSignal): void;
  intervalMs: number;
  clock: Clock;
  signal: AbortSignal;
  /** From 0 to 1. */
  random(): number;
  say(words: string): void;
};

/**
 * Reports until the signal: at once, when something changed, and at least each interval, a little before it so that a fleet does not come
 * in step. While the server is away only the newest report is kept, and tried at growing pauses.
 */
export async function runAgent({ take, send, changes, intervalMs, clock, signal, random, say }: Running): Promise<void> {
  let hasChanged = true;
  let wake = (): void => {};
  changes(() => {
    hasChanged = true;
    wake();
  }, signal);
  const wait = async (ms: number): Promise<void> => {
    const woken = new AbortController();
    wake = () => woken.abort();
    if (!hasChanged) await clock.sleep(ms, AbortSignal.any([signal, woken.signal]));
    wake = () => {};
  };

  let pending: AgentReport | undefined;
  let failures = 0;
  let due = 0;
  let last = Number.NEGATIVE_INFINITY;
  let retryAt = 0;
  while (!signal.aborted) {
    const now = clock.now();
    if (hasChanged || now >= due) {
      const gap = Math.min(LEAST_GAP_MS, intervalMs);
      if (now - last < gap) await clock.sleep(gap - (now - last), signal);
      if (signal.aborted) return;
      hasChanged = false;
      last = clock.now();
      due = last + intervalMs * (0.9 + 0.1 * random());
      try {
        pending = await take(signal);
      } catch (error) {
        if (signal.aborted) return;
        say(`glacis: this node could not be looked at: ${reasonOf(error)}`);
      }
    }
    if (pending && clock.now() >= retryAt) {
      try {
        await send(pending);
        if (failures > 0) say('glacis: the server takes reports again');
        [pending, failures, retryAt] = [undefined, 0, 0];
      } catch (error) {
        failures += 1;
        const pause = pauseAfter(error, failures, random);
        retryAt = clock.now() + pause;
        // The server knows what it holds of this report: it will not take it later either.
        if (isBad(error)) pending = undefined;
        say(`glacis: ${reasonOf(error)}; the newest report is sent in ${Math.ceil(pause / 1_000)} s`);
      }
    }
    await wait(Math.max(0, Math.min(due, pending ? retryAt : due) - clock.now()));
  }
}

const isBad = (error: unknown): boolean => error instanceof GlacisError && [400, 413, 415, 422].includes(error.status);

function pauseAfter(error: unknown, failures: number, random: () => number): number {
  if (error instanceof GlacisError && (error.status === 401 || error.status === 403)) return REFUSED_PAUSE_MS;
  const told = error instanceof GlacisError ? Number(error.details?.['retryAfter'] ?? 0) * 1_000 : 0;
  const growing = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 20)) * (0.5 + 0.5 * random());
  return Math.max(growing, Math.min(told, LONGEST_PAUSE_MS));
}
