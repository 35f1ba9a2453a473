import { reasonOf } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { eventBlock } from '../store/block.ts';
import { isOver } from '../store/retention.ts';
import { bell } from './bell.ts';
import { forgetBlock } from './block-files.ts';
import type { Claim, Claims } from './claims.ts';
import type { EncodedBatch } from './encode.ts';
import type { Encoder } from './encoder.ts';
import { insertOnce } from './insert.ts';
import type { recentSignIns } from './recent-sign-ins.ts';
import { isBefore, type Position, type Spool } from './spool.ts';
import type { WaitingLines } from './waiting.ts';
import type { Window } from './window.ts';

/** How long lines may wait for others to share a batch with: fewer inserts, and an alert still has its two seconds. */
const LINGER_MS = 250;
/** Batches on their way at once: one being encoded, two being inserted. */
const IN_FLIGHT = 3;
/** Failures of the encoder's thread on a batch, after which its lines are read as plain text. */
const PLAIN_AFTER = 2;
const IDLE_MS = 1_000;
const BACK_OFF_MS = { first: 100, most: 5_000 };

export type Drain = ReturnType<typeof createDrain>;

/**
 * Carries what is spooled into the event store and the journal, exactly once: claim, insert, commit (docs/design/ingest.md).
 * Whatever fails, it starts over from what the database says, after a pause.
 */
export function createDrain(
  { clock, log, events }: Pick<Kernel, 'clock' | 'log' | 'events'>,
  { spool, encoder, claims, waiting, recent }: { spool: Spool; encoder: Encoder; claims: Claims; waiting: WaitingLines; recent: Pick<ReturnType<typeof recentSignIns>, 'keep'> },
) {
  const stop = new AbortController();
  const news = bell(clock);
  const columns = eventBlock().names;
  /** Segments with frames that could not be read. */
  const damaged = new Set<number>();
  const encoderFailures = new Map<number, number>();
  /** The counts of waiting lines are off: nobody counted yet, or the outcome of a transaction is not known. */
  let miscounted = true;
  /** Blocks cannot be written as files: told once, until they can. */
  let isSlow = false;
  let running: Promise<void> | undefined;

  const encode = async (claim: Claim): Promise<EncodedBatch> => {
    const failures = encoderFailures.get(claim.batch) ?? 0;
    try {
      const batch = await encoder.encode(claim, failures >= PLAIN_AFTER);
      encoderFailures.delete(claim.batch);
      return batch;
    } catch (error) {
      encoderFailures.set(claim.batch, failures + 1);
      throw error;
    }
  };

  /** A transaction on the database, whose outcome is not known when it fails. */
  const counting = async <T>(transaction: Promise<T>): Promise<T> => {
    try {
      return await transaction;
    } catch (error) {
      miscounted = true;
      throw error;
    }
  };

  const store = async (claim: Claim, { again }: { again: boolean }): Promise<void> => {
    const batch = await encode(claim);
    const { encoded, sums, signIns } = batch;
    if (encoded?.rows !== claim.lines) log.error({ batch: claim.batch, lines: claim.lines, left: encoded?.rows ?? 0 }, 'lines of a batch were lost: its frames in the spool are damaged');
    if (encoded?.unwritten !== undefined && !isSlow) log.warn({ reason: encoded.unwritten }, 'blocks cannot be left to the event store as files, and go through memory: ingest is slower');
    isSlow = encoded?.unwritten !== undefined;
    // What waited for longer than its retention would be gone as soon as it was there.
    if (encoded) {
      try {
        if (!isOver(claim.partition, clock.now())) {
          await insertOnce(events, { claim, encoded, columns, again });
          // What an earlier attempt stored may have been read by another release.
          if (signIns && !again) recent.keep(claim.batch, signIns);
        }
      } finally {
        await forgetBlock(encoded);
      }
    }
    await counting(claims.commit(claim.batch, batch));
    for (const sum of sums) waiting.remove(sum.source, sum.lines);
  };

  const claimNext = async (window: Window): Promise<Claim[]> => {
    for (const damage of window.damage) {
      damaged.add(damage.segment);
      log.error({ ...damage }, 'accepted lines were lost: frames of the spool are damaged, and their segment is set aside');
    }
    const { batches, duplicates } = await counting(claims.claim(window));
    for (const { source, lines } of duplicates) waiting.remove(source, lines);
    return batches;
  };

  /** Serves until something fails or it is told to stop, and waits for what is on its way. */
  const serve = async (works: () => void): Promise<void> => {
    await events.ping();
    const loaded = await claims.load();
    let position = loaded.cursor;
    if (miscounted) await waiting.recount(() => encoder.survey(loaded.open, position, spool.end()), clock.now());
    miscounted = false;
    for (const claim of loaded.open) await store(claim, { again: true });
    works();

    const failed = new AbortController();
    const signal = AbortSignal.any([stop.signal, failed.signal]);
    const open = new Set<Claim>();
    const flights = new Set<Promise<void>>();
    const launch = (claim: Claim) => {
      const flight = store(claim, { again: false })
        .then(() => open.delete(claim))
        .then(() => spool.release(lowest(open, position), damaged))
        .catch((error: unknown) => failed.abort(error))
        .finally(() => flights.delete(flight));
      flights.add(flight);
    };
    let ahead: Promise<Window | undefined> | undefined;
    try {
      while (!signal.aborted) {
        const seen = await ahead;
        ahead = undefined;
        const window = seen?.full === true ? seen : await encoder.window(position, spool.end());
        if (!window) {
          await news.wait(IDLE_MS, signal);
          continue;
        }
        const age = clock.now() - window.since;
        // Lines from the future were received before the clock was set back.
        if (!window.full && age >= 0 && age < LINGER_MS) {
          await clock.sleep(LINGER_MS - age, signal);
          continue;
        }
        const batches = await claimNext(window);
        for (const claim of batches) open.add(claim);
        position = window.range.to;
        waiting.noneBefore(window.since);
        // Asked before the batches are encoded, so that the next ones are claimed meanwhile and the encoder never waits for the database.
        ahead = encoder.window(position, spool.end()).catch(() => undefined);
        for (const claim of batches) {
          while (flights.size >= IN_FLIGHT) await Promise.race(flights);
          if (!signal.aborted) launch(claim);
        }
      }
    } finally {
      await Promise.all(flights);
    }
    if (failed.signal.aborted) throw failed.signal.reason;
  };

  const run = async (): Promise<void> => {
    let pause = BACK_OFF_MS.first;
    while (!stop.signal.aborted) {
      try {
        await serve(() => (pause = BACK_OFF_MS.first));
      } catch (error) {
        log.warn({ reason: reasonOf(error), waiting: waiting.total(), pause }, 'lines wait in the spool: storing them failed and is tried again');
        await clock.sleep(pause, stop.signal);
        pause = Math.min(pause * 2, BACK_OFF_MS.most);
      }
    }
  };

  return {
    start(): void {
      running ??= run();
    },

    /** Says that there is something new in the spool. */
    wake: news.ring,

    /** Ends after the batches that are on their way; what waits behind them waits for the next start. */
    async stop(): Promise<void> {
      stop.abort();
      await running;
    },
  };
}

/** Where the first of them, or the unclaimed rest, begins. */
function lowest(claims: Iterable<Claim>, rest: Position): Position {
  let first = rest;
  for (const { range } of claims) if (isBefore(range.from, first)) first = range.from;
  return first;
}
