import { createHash } from 'node:crypto';
import type { Severity } from '../contract.ts';
import { HOUR, startOf } from './attempt.ts';
import type { Baseline } from './baseline.ts';
import { emptyTotals, type Totals } from './totals.ts';

/** Moments over the threshold that are less than this apart are one episode, hence one alert. */
export const QUIET = 2 * HOUR;
/** While an episode goes on its alert is brought up to date at most this often, unless it doubled or grew more severe. */
const RETELL = 60_000;

/** One spike, from its first moment over the threshold to its last. Times in ms since the epoch. */
export type Episode = {
  id: string;
  firstOver: number;
  lastOver: number;
  /** When its newest attempt was received. */
  received: number;
  /** The most attempts that were counted at one of its moments. */
  peak: number;
  /** What was usual at its first moment. */
  baseline: Baseline;
  /** Attempts that are its own and are no longer remembered one by one. */
  settled: Totals;
  /** A sign-in that succeeded, with this account from an address of the spike. */
  success: { id: string; at: number; account: string; address: string } | null;
  /** What has been told of it. */
  told: { at: number; count: number; severity: Severity } | null;
};

/**
 * The episode that a moment over the threshold belongs to, made if there is none. It keeps the id it was made with, also
 * when lines that arrive late move its beginning. As two episodes begin hours apart, the account and the hour
 * of the first moment name it: evaluating the same lines again gives the same id.
 */
export function episodeAt(episodes: Episode[], over: number, { kind, about, baseline }: { kind: string; about: string; baseline: Baseline }): Episode {
  const known = episodes.find(({ firstOver, lastOver }) => over > firstOver - QUIET && over < lastOver + QUIET);
  if (known) {
    if (over < known.firstOver) Object.assign(known, { firstOver: over, baseline });
    known.lastOver = Math.max(known.lastOver, over);
    return known;
  }
  const episode: Episode = {
    id: episodeId(kind, about, over),
    firstOver: over,
    lastOver: over,
    received: 0,
    peak: 0,
    baseline,
    settled: emptyTotals(),
    success: null,
    told: null,
  };
  episodes.push(episode);
  return episode;
}

/** `kind-<digest of what it is about>-<UTC hour>`: fit for a URL whatever characters an account name has. */
function episodeId(kind: string, about: string, over: number): string {
  const digest = createHash('sha256').update(about).digest('hex').slice(0, 24);
  return `${kind}-${digest}-${new Date(startOf(over, HOUR)).toISOString().slice(0, 13)}`;
}

/** Whether to tell now, later, or not at all. */
export function tellingOf({ told }: Episode, count: number, severity: Severity, now: number): 'now' | 'later' | 'never' {
  if (told === null || severity !== told.severity) return 'now';
  if (count === told.count) return 'never';
  return count >= 2 * told.count || now - told.at >= RETELL ? 'now' : 'later';
}
