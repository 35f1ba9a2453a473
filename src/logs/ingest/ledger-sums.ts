import { sql } from 'drizzle-orm';
import type { Tx } from '../../kernel/database/index.ts';
import type { Sum } from './encode.ts';
import { ledgerHours, ledgerRejections, ledgerTotals } from './tables.ts';
import type { Keyed } from './window.ts';

/*
 * The sums of the ledger, added to in the transaction that makes them true. Every one of these touches rows in the order
 * of source names, so that transactions never wait for each other in a circle.
 */

const bySource = (a: { source: string }, b: { source: string }): number => (a.source < b.source ? -1 : a.source > b.source ? 1 : 0);

/** Adds the lines of a batch that was stored. */
export async function addStored(tx: Tx, sums: readonly Sum[]): Promise<void> {
  const totals = new Map<string, typeof ledgerTotals.$inferInsert & { stored: number; unparsed: number }>();
  for (const sum of [...sums].sort((a, b) => a.lastReceivedAt - b.lastReceivedAt)) {
    const before = totals.get(sum.source);
    const stored = (before?.stored ?? 0) + sum.lines;
    totals.set(sum.source, {
      source: sum.source, received: stored, stored, unparsed: (before?.unparsed ?? 0) + sum.unparsed,
      lastSeen: new Date(sum.lastReceivedAt), lagMs: sum.lagMs, lastPeer: sum.peer ?? before?.lastPeer ?? null,
    });
  }
  await tx
    .insert(ledgerTotals)
    .values([...totals.values()].sort(bySource))
    .onConflictDoUpdate({
      target: ledgerTotals.source,
      set: {
        received: sql`${ledgerTotals.received} + excluded.received`,
        stored: sql`${ledgerTotals.stored} + excluded.stored`,
        unparsed: sql`${ledgerTotals.unparsed} + excluded.unparsed`,
        lastSeen: sql`greatest(${ledgerTotals.lastSeen}, excluded.last_seen)`,
        lagMs: sql`excluded.lag_ms`,
        lastPeer: sql`coalesce(excluded.last_peer, ${ledgerTotals.lastPeer})`,
      },
    });
  await tx
    .insert(ledgerHours)
    .values([...sums].sort(bySource).map((sum) => ({ source: sum.source, hour: new Date(sum.hour), stored: sum.lines, kinds: sum.kinds })))
    .onConflictDoUpdate({ target: [ledgerHours.source, ledgerHours.hour], set: { stored: sql`${ledgerHours.stored} + excluded.stored`, kinds: sql`${ledgerHours.kinds} | excluded.kinds` } });
}

/** Adds lines that were stored before. */
export async function addDuplicates(tx: Tx, parcels: readonly Keyed[]): Promise<void> {
  if (parcels.length === 0) return;
  const totals = new Map<string, { source: string; received: number; duplicate: number; lastSeen: Date }>();
  for (const { source, lines, receivedAt } of parcels) {
    const before = totals.get(source);
    const duplicate = (before?.duplicate ?? 0) + lines;
    totals.set(source, { source, received: duplicate, duplicate, lastSeen: new Date(Math.max(before?.lastSeen.getTime() ?? 0, receivedAt)) });
  }
  await tx
    .insert(ledgerTotals)
    .values([...totals.values()].sort(bySource))
    .onConflictDoUpdate({
      target: ledgerTotals.source,
      set: {
        received: sql`${ledgerTotals.received} + excluded.received`,
        duplicate: sql`${ledgerTotals.duplicate} + excluded.duplicate`,
        lastSeen: sql`greatest(${ledgerTotals.lastSeen}, excluded.last_seen)`,
      },
    });
}

export type Rejection = { source: string; reason: string; lines: number; lastSeen: number };

/** Adds lines that were refused, so that no one is missing in what was received. */
export async function addRejections(tx: Tx, rejections: readonly Rejection[]): Promise<void> {
  if (rejections.length === 0) return;
  const totals = new Map<string, { source: string; received: number; lastSeen: Date }>();
  for (const { source, lines, lastSeen } of rejections) {
    const before = totals.get(source);
    totals.set(source, { source, received: (before?.received ?? 0) + lines, lastSeen: new Date(Math.max(before?.lastSeen.getTime() ?? 0, lastSeen)) });
  }
  await tx
    .insert(ledgerTotals)
    .values([...totals.values()].sort(bySource))
    .onConflictDoUpdate({
      target: ledgerTotals.source,
      set: { received: sql`${ledgerTotals.received} + excluded.received`, lastSeen: sql`greatest(${ledgerTotals.lastSeen}, excluded.last_seen)` },
    });
  await tx
    .insert(ledgerRejections)
    .values(rejections.map(({ source, reason, lines }) => ({ source, reason, lines })).sort((a, b) => bySource(a, b) || (a.reason < b.reason ? -1 : 1)))
    .onConflictDoUpdate({ target: [ledgerRejections.source, ledgerRejections.reason], set: { lines: sql`${ledgerRejections.lines} + excluded.lines` } });
}
