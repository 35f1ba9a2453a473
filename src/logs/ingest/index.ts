import { join } from 'node:path';
import type { Kernel } from '../../kernel/kernel.ts';
import { emptyBlocks } from './block-files.ts';
import { claimsOf } from './claims.ts';
import { createDrain } from './drain.ts';
import { encoderThread } from './encoder.ts';
import { createIntake, INTAKE_LIMITS } from './intake.ts';
import { openJournal } from './journal.ts';
import { forgetHours, ledgerReader } from './ledger.ts';
import { forgetReceipts } from './receipts.ts';
import { recentSignIns } from './recent-sign-ins.ts';
import { rejectionCounts } from './rejections.ts';
import { startReporter, type Reporter } from './reporter.ts';
import { retryMemory } from './retries.ts';
import { openSpool, SEGMENT_BYTES } from './spool.ts';
import { spoolsOf } from './status.ts';
import { waitingLines } from './waiting.ts';

export type { Accepted, Delivery, LineBlock, Place, SourceRef } from './delivery.ts';
export type { JournalEntry } from './journal.ts';
export type { SourceLedger } from './ledger.ts';
export type { RecentSignIns } from './recent-sign-ins.ts';
export type { SignInRow } from '../store/sign-ins.ts';
export type { SpoolStatus } from './status.ts';

type Needs = Pick<Kernel, 'config' | 'clock' | 'random' | 'log' | 'database' | 'db' | 'events' | 'jobs' | 'serverId'>;

export type Ingest = ReturnType<typeof createIngest>;

/**
 * The way of a line from a receiver to the journal: docs/design/ingest.md. Lines are accepted from the moment it is made
 * and stored once it is started; in between they wait in the spool.
 */
export function createIngest(kernel: Needs) {
  const { config, log, db, clock } = kernel;
  const directory = join(config.data, 'spool');
  const spool = openSpool({ directory, clock, log }, { segmentBytes: Math.min(SEGMENT_BYTES, Math.ceil(config.spoolBytes / 8)) });
  const { blocks } = kernel.events;
  const encoder = encoderThread({ directory, blocks });
  const claims = claimsOf(kernel);
  const waiting = waitingLines();
  const rejections = rejectionCounts(kernel);
  const retries = retryMemory(kernel);
  const recent = recentSignIns();
  const drain = createDrain(kernel, { spool, encoder, claims, waiting, recent });
  const journal = openJournal(kernel);
  const intake = createIntake(kernel, {
    spool,
    limits: { ...INTAKE_LIMITS, spoolBytes: config.spoolBytes },
    duplicates: retries.among,
    spooled(heads) {
      retries.accepted(heads);
      for (const { source, lines, receivedAt } of heads) waiting.add(source, lines, receivedAt);
      drain.wake();
    },
  });
  let reporter: Reporter | undefined;

  kernel.jobs.every('logs-forget', '23 * * * *', async () => {
    await forgetReceipts(db, clock.now());
    await forgetHours(db, clock.now());
  });

  return {
    /** Takes a delivery; resolves when it is on disk. See createIntake. */
    accept: intake.accept,

    /** Enters lines that were refused before they were accepted into the ledger, a second later at most. */
    reject: rejections.count,

    journal: { follow: journal.follow, position: journal.position },
    /** The sign-ins of batches that were just stored here. */
    recentSignIns: { take: recent.take },
    ledger: ledgerReader({ ...kernel, waiting }),

    /** All servers' spools, for doctor. */
    spools: () => spoolsOf(db),

    /** What waits in this server's spool. */
    waiting: () => ({ lines: waiting.total(), bytes: spool.bytes() }),

    start(): void {
      if (blocks !== undefined) emptyBlocks(blocks);
      drain.start();
      reporter ??= startReporter(kernel, { claims, waiting, rejections });
    },

    /** Accepts nothing more, puts what was accepted on disk and ends after the batches that are on their way. */
    async stop(): Promise<void> {
      await intake.close();
      await drain.stop();
      await reporter?.stop();
      await encoder.stop();
      await journal.close();
      await spool.close();
    },
  };
}
