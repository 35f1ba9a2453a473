import type { Finding } from '../../src/detection/contract.ts';
import { baselineOf } from '../../src/detection/spikes/baseline.ts';
import { readAccount, readBucket, readEpisodes, writeAccount, writeBucket, writeEpisodes } from '../../src/detection/spikes/stored.ts';
import { signInSpikes, type SignInAttempt, type SignInSpikes } from '../../src/detection/spikes/sign-ins.ts';
import { isAccountSpike } from '../../src/detection/spikes/thresholds.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const startOfHour = (at: number): number => Math.floor(at / HOUR) * HOUR;

export type Given = { at: number; user: string; address: string; count?: number; success?: boolean; received?: number };

export const signIn = ({ at, user, address, count = 1, success = false, received = at }: Given, index: number): SignInAttempt => ({
  id: String(index).padStart(32, '0'), at, received, account: user, address, count, success,
});

/** The house with its memory outside: peaks as PostgreSQL keeps them, and the newest finding of each id. */
export function watching(spikes: SignInSpikes = signInSpikes()) {
  const kept = new Map<string, Map<number, number>>();
  const alerts = new Map<string, Finding>();
  let latest = 0;
  const told: Finding[] = [];
  const note = (findings: readonly Finding[]) => {
    told.push(...findings);
    for (const finding of findings) alerts.set(finding.id, finding);
  };
  return {
    told,
    async take(batch: readonly SignInAttempt[]) {
      latest = Math.max(latest, ...batch.map(({ received }) => received));
      const { findings, peaks } = await spikes.observe(batch, latest, async () => new Map([...kept].map(([name, hours]) => [name, new Map(hours)])));
      note(findings);
      for (const { account, hour, peak } of peaks) {
        const hours = kept.get(account) ?? new Map<number, number>();
        kept.set(account, hours.set(hour, Math.max(hours.get(hour) ?? 0, peak)));
      }
    },
    /** The alerts in the end, when no more is to come. */
    alerts() {
      note(spikes.advance(latest + MINUTE));
      return [...alerts.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    /** Writes everything down and goes on with what was read back. */
    restart() {
      const next = signInSpikes();
      const rows = JSON.parse(JSON.stringify({
        accounts: spikes.accounts.takeChanges().map(({ name, account }) => ({ name, account: account && writeAccount(account) })),
        estate: spikes.estate.takeChanges().buckets.map(({ bucket }) => bucket && writeBucket(bucket)),
        episodes: writeEpisodes(spikes.estate.takeChanges().episodes),
        days: spikes.watched.takeChanges() ?? [],
      })) as { accounts: { name: string; account: unknown }[]; estate: unknown[]; episodes: unknown; days: [number, number][] };
      next.accounts.restore(rows.accounts.filter(({ account }) => account !== null).map(({ name, account }) => ({ name, account: readAccount(account) })), latest);
      next.estate.restore({ buckets: rows.estate.map(readBucket), episodes: readEpisodes(rows.episodes) }, latest);
      next.watched.restore(rows.days);
      spikes = next;
    },
  };
}

export type Read = { at: number; user: string; address: string; count: number; success: boolean };

/** The truth by brute force: every moment at which the account's failures of the last 15 minutes are a spike. */
export function momentsOver(all: readonly Read[], user: string): number[] {
  const days = new Set(all.map(({ at }) => Math.floor(at / DAY) * DAY));
  const watched = { has: (day: number) => days.has(day), reaches: (day: number) => Math.min(...days) <= day };
  const failures = all.filter((attempt) => !attempt.success && attempt.user === user);
  const windowAt = (end: number) => failures.reduce((sum, { at, count }) => (at > end - 15 * MINUTE && at <= end ? sum + count : sum), 0);
  const peakOf = (hour: number) => {
    const peak = Math.max(0, ...failures.filter(({ at }) => at >= hour && at < hour + HOUR).map(({ at }) => windowAt(at)));
    return [peak < 3 ? 0 : peak];
  };
  return [...new Set(failures.map(({ at }) => at))].filter((at) => isAccountSpike(windowAt(at), baselineOf(startOfHour(at), watched, peakOf)));
}

/** Moments less than two hours apart, joined. */
export function spansOf(moments: readonly number[]): { first: number; last: number }[] {
  const spans: { first: number; last: number }[] = [];
  for (const at of moments.toSorted((a, b) => a - b)) {
    const open = spans.at(-1);
    if (open && at - open.last < 2 * HOUR) open.last = at;
    else spans.push({ first: at, last: at });
  }
  return spans;
}

/** The items in parts of these sizes in turn. */
export const chunked = <T>(items: readonly T[], sizes: readonly number[]): T[][] => {
  const chunks: T[][] = [];
  for (let at = 0, turn = 0; at < items.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(items.slice(at, at + size));
    at += size;
  }
  return chunks;
};
