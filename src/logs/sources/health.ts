import type { SourceSettings } from '../contract.ts';

/** Sums of a source's ledger at a look. */
export type Sample = { at: number; stored: number; unparsed: number };

/** A trouble from its beginning to its end. */
export type Episode = { kind: 'silent' | 'failing'; since: number };

/** Over how long lines are judged, and how many it takes. */
export const WINDOW_MS = 10 * 60_000;
const FEWEST = 20;

/**
 * The trouble that a source is in now. Silence counts from the last line, or from its creation where none ever came, but not while
 * Glacis itself was away; what is silent cannot be judged otherwise. An episode that goes on keeps its beginning.
 */
export function troubleOf(
  { silentAfterMinutes, unparsedShare }: Pick<SourceSettings, 'silentAfterMinutes' | 'unparsedShare'>,
  { now, watchedSince, lastSeen, createdAt, samples, before }: {
    now: number;
    /** Since when somebody listens and looks without a break. */
    watchedSince: number;
    lastSeen: number | null;
    createdAt: number;
    /** Oldest first, this look's included. */
    samples: readonly Sample[];
    before: Episode | null;
  },
): Episode | null {
  const heard = Math.max(lastSeen ?? createdAt, watchedSince);
  const isStill = before?.kind === 'silent' && (lastSeen ?? createdAt) <= before.since;
  if (silentAfterMinutes !== null && (isStill || now - heard >= silentAfterMinutes * 60_000)) {
    return isStill ? before : { kind: 'silent', since: heard };
  }
  if (unparsedShare !== null && isFailing(samples, unparsedShare)) {
    return before?.kind === 'failing' ? before : { kind: 'failing', since: now };
  }
  return null;
}

/** A pause between looks after which the watch begins anew: the house was away. */
const MOST_PAUSE_MS = 5 * 60_000;

/** Since when there is a look each minute, given the last one; a source that was never looked at may have been silent for as long as it seems. */
export function watchedSince(before: { lookedAt: number; watchedSince: number } | undefined, now: number): number {
  if (!before) return 0;
  return now - before.lookedAt > MOST_PAUSE_MS ? now : before.watchedSince;
}

/** The samples that the next look needs: those within the window, and the last one before it. */
export function keepSamples(samples: readonly Sample[], now: number): Sample[] {
  const within = samples.findIndex((sample) => sample.at > now - WINDOW_MS);
  return within === -1 ? samples.slice(-1) : samples.slice(Math.max(0, within - 1));
}

function isFailing(samples: readonly Sample[], share: number): boolean {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) return false;
  const lines = last.stored - first.stored;
  return lines >= FEWEST && (last.unparsed - first.unparsed) / lines > share;
}
