import type { Finding } from '../contract.ts';
import { HOUR, MINUTE, SECOND, startOf, type Attempt } from './attempt.ts';
import { baselineOf, type Baseline, type Watched } from './baseline.ts';
import { episodeAt, tellingOf, type Episode } from './episode.ts';
import { estateFinding } from './finding.ts';
import { REMEMBERED } from './remembered.ts';
import { isEstateSurge } from './thresholds.ts';
import { addToTotals, emptyTotals, mergeTotals, type Totals } from './totals.ts';

/** Five minutes of the estate, aligned to the clock and half-open: [start, start + 5 min). */
export const BUCKET = 5 * MINUTE;

export type Bucket = {
  start: number;
  count: number;
  /** When the newest of its attempts was received. */
  received: number;
  /** Who and from where; null once it is too old to become part of a spike, when only its count is kept for baselines. */
  detail: Totals | null;
};

export type EstateLimits = {
  /** Buckets kept; the first received give way. Eight weeks have 16,128. */
  buckets: number;
  /** Buckets kept with their detail. */
  details: number;
};
export const ESTATE_LIMITS: EstateLimits = { buckets: 20_000, details: 48 };

const SEVERITY = 'high';
/** Spikes that may still grow. */
const MOST_EPISODES = 32;

/** Finds spikes of failed sign-ins over all accounts together, on event time; late lines count like any other. */
export function estateSpikes({ limits = ESTATE_LIMITS }: { limits?: EstateLimits } = {}) {
  const buckets = new Map<number, Bucket>();
  const changed = new Set<number>();
  let episodes: Episode[] = [];
  /** Receipt of the newest attempt; by it details are forgotten. */
  let newest = 0;
  /** The same, or what `advance` was told since; by it findings are spaced. */
  let now = 0;

  const addTo = (start: number, attempts: readonly Attempt[]) => {
    const bucket = buckets.get(start) ?? { start, count: 0, received: 0, detail: null };
    for (const { count, received } of attempts) {
      bucket.count += count;
      bucket.received = Math.max(bucket.received, received);
    }
    bucket.detail ??= emptyTotals();
    addToTotals(bucket.detail, attempts.map((attempt) => ({ ...attempt, at: startOf(attempt.at, SECOND) })));
    buckets.set(start, bucket);
    changed.add(start);
  };

  const countsAt = (hour: number): number[] =>
    Array.from({ length: HOUR / BUCKET }, (_, at) => buckets.get(hour + at * BUCKET)?.count ?? 0);

  /** The bucket's baseline, where the bucket and the one before it are both over the limit. */
  const overLimit = (start: number, watched: Watched): { count: number; baseline: Baseline } | null => {
    const surge = (at: number) => {
      const count = buckets.get(at)?.count ?? 0;
      const baseline = baselineOf(startOf(at, HOUR), watched, countsAt);
      return isEstateSurge(count, baseline) ? { count, baseline } : null;
    };
    return surge(start) && surge(start - BUCKET) ? surge(start) : null;
  };

  const judge = (start: number, watched: Watched) => {
    const over = overLimit(start, watched);
    if (!over) return;
    const episode = episodeAt(episodes, start, { kind: 'estate-spike', about: 'estate', baseline: over.baseline });
    episode.peak = Math.max(episode.peak, over.count);
    episode.received = Math.max(episode.received, buckets.get(start)?.received ?? 0);
  };

  const membersOf = ({ firstOver, lastOver }: Episode): Bucket[] => {
    const members: Bucket[] = [];
    for (const bucket of buckets.values()) if (bucket.start >= firstOver - BUCKET && bucket.start <= lastOver && bucket.detail) members.push(bucket);
    return members;
  };

  const tell = (episode: Episode): Finding => {
    const totals = structuredClone(episode.settled);
    for (const { detail } of membersOf(episode).sort((a, b) => a.start - b.start)) if (detail) mergeTotals(totals, detail);
    episode.told = { at: now, count: totals.count, severity: SEVERITY };
    return estateFinding(episode, totals);
  };

  const tellingNow = (episode: Episode) => {
    const count = membersOf(episode).reduce((sum, bucket) => sum + (bucket.detail?.count ?? 0), episode.settled.count);
    return tellingOf(episode, count, SEVERITY, now);
  };

  const tellDue = (): Finding[] => episodes.flatMap((episode) => (tellingNow(episode) === 'now' ? [tell(episode)] : []));

  /** Details go after three hours or when there are too many, into the sum of the episode that they are part of. */
  const settle = (): Finding[] => {
    const detailed = [...buckets.values()].filter(({ detail }) => detail !== null).sort((a, b) => b.received - a.received || b.start - a.start);
    for (const [at, bucket] of detailed.entries()) {
      if (bucket.detail === null || (at < limits.details && bucket.received > newest - REMEMBERED)) continue;
      const episode = episodes.find((episode) => membersOf(episode).includes(bucket));
      if (episode) mergeTotals(episode.settled, bucket.detail);
      bucket.detail = null;
      changed.add(bucket.start);
    }
    const ended = episodes.filter(({ received }, at) => received <= newest - REMEMBERED || at < episodes.length - MOST_EPISODES);
    const findings = ended.flatMap((episode) => (tellingNow(episode) === 'never' ? [] : [tell(episode)]));
    episodes = episodes.filter((episode) => !ended.includes(episode));
    if (buckets.size > limits.buckets) {
      const oldest = [...buckets.values()].sort((a, b) => a.received - b.received || a.start - b.start).slice(0, buckets.size - limits.buckets);
      for (const { start } of oldest) {
        buckets.delete(start);
        changed.add(start);
      }
    }
    return findings;
  };

  return {
    /** Counts attempts that were received until `at`, and says what they make. */
    observe(attempts: readonly Attempt[], at: number, watched: Watched): Finding[] {
      newest = Math.max(newest, at);
      now = Math.max(now, at);
      const byBucket = Map.groupBy(attempts, ({ at }) => startOf(at, BUCKET));
      for (const [start, some] of byBucket) addTo(start, some);
      const touched = new Set([...byBucket.keys()].flatMap((start) => [start, start + BUCKET]));
      for (const start of [...touched].sort((a, b) => a - b)) judge(start, watched);
      return [...tellDue(), ...settle()];
    },

    /** Lets time pass without attempts: tells what waited to be told. */
    advance(at: number): Finding[] {
      now = Math.max(now, at);
      return tellDue();
    },

    /** What changed since the last call: buckets, null where one was forgotten, and all episodes. */
    takeChanges(): { buckets: { start: number; bucket: Bucket | null }[]; episodes: readonly Episode[] } {
      const changes = [...changed].map((start) => ({ start, bucket: buckets.get(start) ?? null }));
      changed.clear();
      return { buckets: changes, episodes };
    },

    /** Puts back what an earlier run remembered when the newest attempt had been received at `at`. */
    restore(remembered: { buckets: readonly Bucket[]; episodes: readonly Episode[] }, at: number): void {
      newest = at;
      now = at;
      for (const bucket of remembered.buckets) buckets.set(bucket.start, bucket);
      episodes = [...remembered.episodes];
    },

    size: () => ({ buckets: buckets.size }),
  };
}
