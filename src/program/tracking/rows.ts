import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Queryable } from '../../kernel/database/index.ts';
import { trackingIssues } from './tables.ts';

const Block = z.object({ shape: z.string(), boxes: z.record(z.string(), z.boolean()) });
/** What Glacis wrote to the issue, and what it has taken note of there: everything else is people's. */
export const Written = z.object({
  title: z.string(),
  labels: z.array(z.string()),
  written: Block,
  pending: Block.nullable(),
  /** The closing by hand that was noted. */
  closedSeen: z.string().nullable(),
  /** Other issues with the same mark that were noted. */
  others: z.array(z.number()),
});
export type Written = z.infer<typeof Written>;
export type TrackingRow = Omit<typeof trackingIssues.$inferSelect, 'written'> & { written: Written | undefined };

export const placeOf = ({ api, repository }: { api: string; repository: string }): string => `${api} ${repository.toLowerCase()}`;

/** The tracking issue of a place; undefined where none was ever wanted. */
export async function trackingRow(at: Queryable, place: string): Promise<TrackingRow | undefined> {
  const [row] = await at.select().from(trackingIssues).where(eq(trackingIssues.place, place));
  return row && { ...row, written: Written.safeParse(row.written).data };
}

/** Wants an issue: the wish is there before anything is made. One that is there stays as it is. */
export async function wantTracking(at: Queryable, place: string, now: Date): Promise<TrackingRow> {
  await at.insert(trackingIssues).values({ place, wantedAt: now, state: 'wanted' }).onConflictDoNothing();
  const row = await trackingRow(at, place);
  if (row === undefined) throw new Error('the wish for a tracking issue is not there');
  return row;
}

export const changeTracking = (at: Queryable, place: string, change: Partial<Omit<TrackingRow, 'place' | 'written'>> & { written?: Written | null }): Promise<unknown> => at.update(trackingIssues).set(change).where(eq(trackingIssues.place, place));
