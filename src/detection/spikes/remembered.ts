import { HOUR } from './attempt.ts';
import { baselineOf, type Baseline, type Watched } from './baseline.ts';
import { WINDOW, type Cell } from './cells.ts';
import { episodeAt, type Episode } from './episode.ts';
import { isAccountSpike, THRESHOLDS } from './thresholds.ts';
import { addToTotals, type Totals } from './totals.ts';

/** What is remembered of one account: its recent attempts, and the spikes that may still grow. */
export type Account = {
  cells: Cell[];
  episodes: Episode[];
  /** Its place in the order of last use. */
  touched: number;
};

/**
 * How long an attempt is remembered after it was received. Attempts of one window or one episode may therefore reach Glacis
 * up to an hour later than each other and still be counted together.
 */
export const REMEMBERED = 3 * HOUR;

/** Peaks below this are not kept: they change no threshold, and names made up by attackers have no more. */
export const LEAST_PEAK = 3;

/** The attempts of an episode are those of its windows: from 15 minutes before its first moment to its last. */
const isOf = ({ firstOver, lastOver }: Episode, { at }: Cell): boolean => at > firstOver - WINDOW && at <= lastOver;

const membersOf = (account: string, cells: readonly Cell[], episode: Episode) =>
  cells.flatMap((cell) => (isOf(episode, cell) ? [{ ...cell, account }] : []));

const isRecent = ({ received }: { received: number }, now: number): boolean => received > now - REMEMBERED;

export const isRemembered = ({ cells, episodes }: Account, now: number): boolean =>
  cells.some((cell) => isRecent(cell, now)) || episodes.some((episode) => isRecent(episode, now));

/** Joins every moment over the threshold to an episode. `peaks` are those of the remembered attempts, `earlier` those kept from before. */
export function judgeMoments(
  name: string,
  { cells, episodes }: Account,
  counts: readonly { at: number; count: number }[],
  history: { watched: Watched; peaks: ReadonlyMap<number, number>; earlier: ReadonlyMap<number, number> },
): void {
  const baselines = new Map<number, Baseline>();
  const peakAt = (hour: number): [number] => {
    const peak = Math.max(history.peaks.get(hour) ?? 0, history.earlier.get(hour) ?? 0);
    return [peak < LEAST_PEAK ? 0 : peak];
  };
  for (const { at, count } of counts) {
    if (count < THRESHOLDS.account.least) continue;
    const hour = Math.floor(at / HOUR) * HOUR;
    const baseline = baselines.get(hour) ?? baselineOf(hour, history.watched, peakAt);
    baselines.set(hour, baseline);
    if (!isAccountSpike(count, baseline)) continue;
    const episode = episodeAt(episodes, at, { kind: 'account-spike', about: name, baseline });
    episode.peak = Math.max(episode.peak, count);
  }
  for (const episode of episodes) {
    for (const cell of cells) if (isOf(episode, cell)) episode.received = Math.max(episode.received, cell.received);
  }
}

export const countOf = ({ cells }: Account, episode: Episode): number =>
  cells.reduce((sum, cell) => (isOf(episode, cell) ? sum + cell.count : sum), episode.settled.count);

export function totalsOf(name: string, { cells }: Account, episode: Episode): Totals {
  const totals = structuredClone(episode.settled);
  addToTotals(totals, membersOf(name, cells, episode));
  return totals;
}

/**
 * Drops the attempts that need not be remembered one by one any longer, or of more than `most` those received first. What
 * belongs to an episode stays in its sum.
 */
export function settleCells(name: string, account: Account, now: number, most: number): void {
  const recent = account.cells.filter((cell) => isRecent(cell, now));
  const surplus = recent.length - most;
  if (surplus <= 0 && recent.length === account.cells.length) return;
  const given = surplus > 0 ? recent.toSorted((a, b) => a.received - b.received || a.at - b.at).slice(0, surplus) : [];
  const kept = new Set(given.length === 0 ? recent : recent.filter(not(new Set(given))));
  const dropped = account.cells.filter(not(kept));
  for (const episode of account.episodes) addToTotals(episode.settled, membersOf(name, dropped, episode));
  account.cells = [...kept];
}

const not = <T>(set: ReadonlySet<T>) => (item: T): boolean => !set.has(item);

/** Takes out and returns the episodes that can grow no more: untouched for long, or more than `most`. */
export function endEpisodes(account: Account, now: number, most: number): Episode[] {
  const growing = account.episodes.filter((episode) => isRecent(episode, now)).slice(-most);
  const ended = account.episodes.filter((episode) => !growing.includes(episode));
  account.episodes = growing;
  return ended;
}
