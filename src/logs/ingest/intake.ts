import { statfs } from 'node:fs/promises';
import type { Kernel } from '../../kernel/kernel.ts';
import { errors, reasonOf } from '../../kernel/errors.ts';
import { lineCount, type Accepted, type Delivery } from './delivery.ts';
import { writeFrame } from './frame.ts';
import { PARCEL_BYTES, PARCEL_LINES, parcelsOf, type Parcel, type ParcelHead } from './parcel.ts';
import type { Spool } from './spool.ts';

export type IntakeLimits = {
  /** Bytes that may wait in the spool. */
  spoolBytes: number;
  /** Bytes that may wait in memory for the disk. */
  pendingBytes: number;
  /** Bytes of the disk that intake leaves to others. */
  freeBytes: number;
};

export const INTAKE_LIMITS = { pendingBytes: 64 * 1024 ** 2, freeBytes: 256 * 1024 ** 2 } as const;

/** How often the free space of the disk is looked at. */
const FREE_SPACE_EVERY_MS = 1_000;

/** Codes of a file system that has no room; anything else is a fault. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

type Waiting = { parcels: Parcel[]; bytes: number; release: (() => void) | undefined; done: (outcome: Promise<Accepted>) => void };

export type Intake = ReturnType<typeof createIntake>;

/**
 * Takes deliveries in: what waits while the disk is busy is written together and synced once, and a delivery is
 * acknowledged when it is on disk, not before.
 */
export function createIntake(
  { clock, random, log }: Pick<Kernel, 'clock' | 'random' | 'log'>,
  {
    spool,
    limits,
    spooled,
    duplicates,
    freeSpace = freeBytesOf,
  }: {
    spool: Spool;
    limits: IntakeLimits;
    /** Hears what was put on disk, in order. */
    spooled: (heads: readonly ParcelHead[]) => void;
    /** Which of these were stored before, as far as can be said now: the claim decides later. Never fails. */
    duplicates: (heads: readonly ParcelHead[]) => Promise<ReadonlySet<ParcelHead>>;
    freeSpace?: (directory: string) => Promise<number>;
  },
) {
  let waiting: Waiting[] = [];
  let pendingBytes = 0;
  let writing: Promise<void> | undefined;
  let closed = false;
  const room = { checkedAt: -Infinity, enough: true };

  const refuse = (bytes: number) => {
    if (closed) throw errors.unavailable({ what: 'The server is stopping.', retryAfter: 5 });
    if (pendingBytes > 0 && pendingBytes + bytes > limits.pendingBytes) throw errors.spoolFull({ retryAfter: 1 });
    if (spool.bytes() + pendingBytes + bytes > limits.spoolBytes) throw errors.spoolFull({ retryAfter: 5 });
    if (!room.enough) throw errors.spoolFull({ retryAfter: 10 });
  };

  const lookAtRoom = async (): Promise<void> => {
    if (clock.now() - room.checkedAt < FREE_SPACE_EVERY_MS) return;
    room.checkedAt = clock.now();
    try {
      const enough = (await freeSpace(spool.directory)) >= limits.freeBytes;
      if (room.enough && !enough) log.error({ directory: spool.directory }, 'the disk has little room left: no lines are accepted');
      room.enough = enough;
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, 'the free space of the disk is not known');
    }
  };

  const write = async (group: readonly Waiting[]): Promise<void> => {
    const parcels = group.flatMap((delivery) => delivery.parcels);
    const heads = parcels.map((parcel) => parcel.head);
    const known = duplicates(heads);
    await spool.append(framesOf(parcels).flatMap((frame) => writeFrame(frame).pieces), () => spooled(heads));
    for (const delivery of group) {
      delivery.release?.();
      delivery.done(known.then((set) => answer(delivery.parcels, set)));
    }
  };

  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await write(group);
      } catch (error) {
        const refusal = refusalOf(error);
        log.error({ reason: reasonOf(error), deliveries: group.length }, 'lines could not be spooled; their senders were told');
        for (const delivery of group) delivery.done(Promise.reject(refusal));
      }
      for (const delivery of group) pendingBytes -= delivery.bytes;
    }
    writing = undefined;
  };

  return {
    /**
     * Resolves when the lines are on disk. A receiver that cannot refuse (a stream) waits for it before it reads on.
     * @throws {GlacisError} `spool_full` (429) where memory, spool or disk are at their bounds, `unavailable` (503) where
     * the disk fails; then nothing of the delivery is kept.
     */
    accept(delivery: Delivery): Promise<Accepted> {
      const lines = lineCount(delivery.lines);
      if (lines === 0) return Promise.resolve({ received: 0, stored: 0, duplicate: 0 });
      const bytes = (delivery.lines.offsets.at(-1) ?? 0) - (delivery.lines.offsets[0] ?? 0) + 8 * lines;
      void lookAtRoom();
      return new Promise((resolve) => {
        refuse(bytes);
        waiting.push({ parcels: parcelsOf(delivery, random), bytes, release: delivery.lines.release, done: resolve });
        pendingBytes += bytes;
        writing ??= Promise.resolve().then(writeAll);
      });
    },

    /** Refuses what comes from now on, and waits until what was accepted is on disk. */
    async close(): Promise<void> {
      closed = true;
      await writing;
    },
  };
}

function answer(parcels: readonly Parcel[], known: ReadonlySet<ParcelHead>): Accepted {
  const accepted = { received: 0, stored: 0, duplicate: 0 };
  for (const { head } of parcels) {
    accepted.received += head.lines;
    accepted[known.has(head) ? 'duplicate' : 'stored'] += head.lines;
  }
  return accepted;
}

/** Divides parcels among frames of the size of the largest parcel, so that batches can be cut anywhere. */
function framesOf(parcels: readonly Parcel[]): Parcel[][] {
  const frames: Parcel[][] = [];
  let lines = Infinity;
  let bytes = 0;
  for (const parcel of parcels) {
    lines += parcel.head.lines;
    bytes += parcel.head.bytes;
    if (lines > PARCEL_LINES || bytes > PARCEL_BYTES) {
      frames.push([]);
      lines = parcel.head.lines;
      bytes = parcel.head.bytes;
    }
    frames.at(-1)?.push(parcel);
  }
  return frames;
}

function refusalOf(error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (NO_ROOM.has(code)) return errors.spoolFull({ retryAfter: 10 });
  return errors.unavailable({ what: `The spool cannot be written (${code || reasonOf(error)}).`, retryAfter: 10 });
}

async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
