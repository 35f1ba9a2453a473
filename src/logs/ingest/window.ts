import { readHeads, readParcels } from './frame.ts';
import type { Parcel, ParcelHead } from './parcel.ts';
import { readSpool } from './reader.ts';
import type { Position, Range } from './spool.ts';

/**
 * A batch has at most about this much, so that it is one block and one part of the events table. Smaller ones cost more to
 * insert and to merge (measured a row under load: 10,000 rows 2.5 times as much as 50,000, those half as much again as 100,000, those a fifth
 * more than 160,000), larger ones more memory. It is reached only where lines come faster than they are stored.
 */
export const BATCH_LINES = 160_000;
export const BATCH_BYTES = 48 * 1024 ** 2;

const DAY_MS = 86_400_000;

/** What a batch's rows share: a partition of the events table holds one retention class and one day of receipt. */
export type Partition = {
  retention: number;
  /** UTC, as days since the epoch. */
  day: number;
};

export const dayOf = (receivedAt: number): number => Math.floor(receivedAt / DAY_MS);

/** A parcel that may have been stored before. `at` names it: the number of its first line in the window. */
export type Keyed = { at: number; receipt: string; windowMs: number; receivedAt: number; source: string; lines: number };

/** What a window holds for one partition: a batch, once it is claimed. */
export type Share = { partition: Partition; lines: number; keyed: Keyed[] };

/** The next frames of the spool, as many as make a batch. */
export type Window = {
  range: Range;
  shares: Share[];
  /** Receipt of the oldest line in it. */
  since: number;
  /** Whether there is more behind it. */
  full: boolean;
  damage: Damage[];
};

/** Frames that were accepted and cannot be read any more. */
export type Damage = { segment: number; bytes: number; lines: number | undefined };

/** Looks at the frames from a position on; undefined where there are none. */
export function readWindow(directory: string, from: Position, end: Position): Window | undefined {
  const shares = new Map<string, Share>();
  const window: Window = { range: { from, to: from }, shares: [], since: Infinity, full: false, damage: [] };
  let lines = 0;
  let bytes = 0;
  for (const found of readSpool(directory, from, end)) {
    if (found.is === 'damage') {
      window.damage.push({ segment: found.next.segment, bytes: found.bytes, lines: found.lines });
      window.range.to = found.next;
      lines += found.lines ?? 0;
      continue;
    }
    const { header, content } = found;
    window.full = lines > 0 && (lines + header.lines > BATCH_LINES || bytes + header.bodyBytes > BATCH_BYTES);
    if (window.full) break;
    window.range.to = found.next;
    bytes += header.bodyBytes;
    for (const head of readHeads(content.subarray(0, header.headBytes))) {
      window.since = Math.min(window.since, head.receivedAt);
      addTo(shares, head, lines);
      lines += head.lines;
    }
  }
  window.shares.push(...shares.values());
  return window.shares.length > 0 || window.damage.length > 0 ? window : undefined;
}

function addTo(shares: Map<string, Share>, head: ParcelHead, at: number): void {
  const partition = { retention: head.retention, day: dayOf(head.receivedAt) };
  const name = `${partition.retention} ${partition.day}`;
  const share = shares.get(name) ?? { partition, lines: 0, keyed: [] };
  shares.set(name, share);
  share.lines += head.lines;
  if (!head.receipt) return;
  const { source, lines, receivedAt, receipt } = head;
  share.keyed.push({ at, receipt: receipt.id, windowMs: receipt.windowMs, receivedAt, source, lines });
}

/** A claimed batch: a partition's share of a range of the spool, without the parcels that were stored before. */
export type Batch = {
  batch: number;
  range: Range;
  partition: Partition;
  /** Names of the parcels left out (see Keyed). */
  skip: readonly number[];
};

/** The batch's parcels, in order. */
export function* parcelsIn(directory: string, { range, partition, skip }: Batch): Generator<Parcel, void, undefined> {
  const skipped = new Set(skip);
  let at = 0;
  for (const found of readSpool(directory, range.from, range.to)) {
    if (found.is === 'damage') {
      at += found.lines ?? 0;
      continue;
    }
    for (const parcel of readParcels(found.header, found.content)) {
      const { head } = parcel;
      if (head.retention === partition.retention && dayOf(head.receivedAt) === partition.day && !skipped.has(at)) yield parcel;
      at += head.lines;
    }
  }
}

/** Lines that wait, by source, and the receipt of the oldest. */
export type Survey = { waiting: Map<string, number>; since: number | undefined };

/** Counts what a server has waiting: the batches that it claimed and what lies between two positions. */
export function survey(directory: string, claimed: readonly Batch[], from: Position, end: Position): Survey {
  const waiting = new Map<string, number>();
  let since: number | undefined;
  const count = ({ source, lines, receivedAt }: ParcelHead) => {
    waiting.set(source, (waiting.get(source) ?? 0) + lines);
    since = Math.min(since ?? Infinity, receivedAt);
  };
  for (const batch of claimed) for (const { head } of parcelsIn(directory, batch)) count(head);
  for (const found of readSpool(directory, from, end)) {
    if (found.is === 'frame') readHeads(found.content.subarray(0, found.header.headBytes)).forEach(count);
  }
  return { waiting, since };
}
