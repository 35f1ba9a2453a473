import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction } from '../kernel/database/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { holdLease, isLeased, type Lease } from '../kernel/lease.ts';
import { topic } from '../kernel/outbox.ts';
import type { RecentSignIns } from '../logs/index.ts';
import { signInsOf } from './batch-sign-ins.ts';
import { Finding } from './contract.ts';
import type { Detector, Outcome } from './detector.ts';
import { STATE_VERSION } from './spikes/stored.ts';
import { detectionProgress, detectionState } from './tables.ts';

/** So many findings are told in one message. */
const TOLD_AT_ONCE = 50;

/** Told of every finding, again whenever it grew. */
export const detectionFound = topic('detection.found', z.object({ findings: z.array(Finding).max(TOLD_AT_ONCE) }));

/** What the runner needs of the journal of committed batches. */
export type FollowedJournal = {
  position(): Promise<number>;
  follow(from: number, signal: AbortSignal): AsyncIterable<readonly FollowedEntry[]>;
};
export type FollowedEntry = { seq: number; batch: number; lines: number };

/** The name of the lease and of the row that says how far it came. */
const NAME = 'detection';
/** Batches are taken together up to so many lines and batches, so that catching up needs few transactions. */
const LINES = 60_000;
const BATCHES = 200;
/** How often time passes for the detectors. */
const TICK_MS = 10_000;

type Parts = Pick<Kernel, 'db' | 'events' | 'clock' | 'log' | 'outbox' | 'serverId'>;
type Progress = { seq: number; received: number };

/**
 * Runs the detectors over every committed batch, in order and without gaps, on one server at a time. What they remember,
 * what they found and how far they came are written in one transaction, which fails if another server has taken over.
 */
export function detectionRunner(
  kernel: Parts,
  { journal, recentSignIns, detectors }: { journal: FollowedJournal; recentSignIns: RecentSignIns; detectors: () => readonly Detector[] },
) {
  const { db, events, clock, log, outbox, serverId } = kernel;
  let running: readonly Detector[] = [];

  async function commit(lease: Lease, progress: Progress, outcomes: readonly Outcome[]): Promise<void> {
    await inTransaction(db, async (tx) => {
      await lease.check(tx);
      for (const { write } of outcomes) await write(tx);
      const findings = outcomes.flatMap((outcome) => outcome.findings);
      for (let from = 0; from < findings.length; from += TOLD_AT_ONCE) await outbox.publish(tx, detectionFound, { findings: findings.slice(from, from + TOLD_AT_ONCE) });
      const values = { ...progress, version: STATE_VERSION };
      await tx.insert(detectionProgress).values({ name: NAME, ...values }).onConflictDoUpdate({ target: detectionProgress.name, set: values });
    });
  }

  async function step(lease: Lease, before: Progress, entries: readonly FollowedEntry[]): Promise<Progress> {
    const signIns = await signInsOf({ events, recent: recentSignIns }, entries.map(({ batch }) => batch), lease.signal);
    const received = Math.max(before.received, signIns.received);
    const outcomes: Outcome[] = [];
    if (signIns.attempts.length + signIns.succeeded.length > 0) for (const detector of running) outcomes.push(await detector.observe(signIns, received));
    const progress = { seq: entries.at(-1)?.seq ?? before.seq, received };
    await commit(lease, progress, outcomes);
    return progress;
  }

  async function tick(lease: Lease, progress: Progress): Promise<void> {
    const outcomes = running.map((detector) => detector.advance(clock.now()));
    if (outcomes.some(({ findings }) => findings.length > 0)) await commit(lease, progress, outcomes);
  }

  async function work(lease: Lease): Promise<void> {
    running = detectors();
    let progress = await restore();
    for (const detector of running) await detector.restore(progress.received);
    log.debug({ seq: progress.seq }, 'detection follows the journal');
    const batches = journal.follow(progress.seq, lease.signal)[Symbol.asyncIterator]();
    try {
      let next = batches.next();
      let quiet = tickAfter(lease.signal);
      while (!lease.signal.aborted) {
        const arrived = await Promise.race([next, quiet]);
        if (arrived === 'tick') {
          await tick(lease, progress);
          quiet = tickAfter(lease.signal);
          continue;
        }
        if (arrived.done) return;
        for (const entries of together(arrived.value)) progress = await step(lease, progress, entries);
        next = batches.next();
      }
    } finally {
      running = [];
      await batches.return?.();
    }
  }

  const progressRow = async () => (await db.select().from(detectionProgress).where(eq(detectionProgress.name, NAME)))[0];

  /** Where the last holder stopped. What an older release remembered in another shape is dropped: the watch begins anew from there. */
  async function restore(): Promise<Progress> {
    const row = await progressRow();
    if (row && row.version !== STATE_VERSION) {
      log.warn({ found: row.version, expected: STATE_VERSION }, 'what detection remembered is of another version; it begins without');
      await db.delete(detectionState);
    }
    return { seq: row?.seq ?? 0, received: row?.received ?? 0 };
  }

  const tickAfter = (signal: AbortSignal) => clock.sleep(TICK_MS, signal).then(() => 'tick' as const);

  return {
    /** Runs on this server while it holds the lease; returns what stops it. */
    start: () => holdLease({ db, clock, log }, { name: NAME, holder: serverId, work }),
    /** How many batches detection is behind, whichever server runs it. */
    async lag(): Promise<number> {
      const row = await progressRow();
      return Math.max(0, (await journal.position()) - (row?.seq ?? 0));
    },
    /** Whether some server runs the detectors now. */
    isWatched: () => isLeased({ db }, NAME),
    /** Figures of the detectors, where they run here. */
    figures: (): Record<string, number> => Object.assign({}, ...running.map((detector) => detector.figures())),
  };
}

/** Neighbouring entries in parts of at most BATCHES, and of about LINES lines. */
function* together(entries: readonly FollowedEntry[]): Generator<FollowedEntry[]> {
  let part: FollowedEntry[] = [];
  let lines = 0;
  for (const entry of entries) {
    if (part.length > 0 && (lines + entry.lines > LINES || part.length === BATCHES)) {
      yield part;
      part = [];
      lines = 0;
    }
    part.push(entry);
    lines += entry.lines;
  }
  if (part.length > 0) yield part;
}
