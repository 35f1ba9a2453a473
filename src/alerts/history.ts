import { asc, eq } from 'drizzle-orm';
import type { Queryable } from '../kernel/database/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { AlertDetail } from './contract.ts';
import { alertHistory } from './tables.ts';

const MOST = 500;

/** Adds a line to an alert's history. */
export async function noteHistory(
  at: Queryable,
  { clock }: Pick<Kernel, 'clock'>,
  alertId: string,
  entry: { what: string; by: string; note: string },
): Promise<void> {
  await at.insert(alertHistory).values({ alertId, at: new Date(clock.now()), ...entry });
}

/** An alert's history, oldest first. */
export async function readHistory(at: Queryable, alertId: string): Promise<AlertDetail['history']> {
  const rows = await at.select().from(alertHistory).where(eq(alertHistory.alertId, alertId)).orderBy(asc(alertHistory.seq)).limit(MOST);
  return rows.map(({ at: when, what, by, note }) => ({ at: when.toISOString(), what, by, note }));
}
