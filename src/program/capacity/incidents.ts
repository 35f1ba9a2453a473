import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { alerts } from '../../alerts/tables.ts';
import { inTransaction } from '../../kernel/database/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { ArrivalDesk } from './arrivals.ts';
import { arrivals } from './tables.ts';

/** More critical alerts than anybody acknowledges at a time. */
const MOST = 500;
const keyOf = (alert: string): string => `alert:${alert}`;

/** Where a program says what an incident takes, a critical alert that somebody acknowledged is one, until it is resolved. */
export function incidentsOfAlerts({ db, clock }: Pick<Kernel, 'db' | 'clock'>, { arrivals: desk }: { arrivals: ArrivalDesk }) {
  return async (): Promise<void> =>
    inTransaction(db, async (tx) => {
      const known = tx.select({ key: arrivals.key }).from(arrivals);
      const critical = await tx.select({ id: alerts.id, title: alerts.title, raisedAt: alerts.raisedAt }).from(alerts)
        .where(and(eq(alerts.state, 'acknowledged'), eq(alerts.severity, 'critical'), sql`'alert:' || ${alerts.id} NOT IN (${known})`)).limit(MOST);
      for (const { id, title, raisedAt } of critical) await desk.take(tx, { key: keyOf(id), kind: 'incident', title, arrivedAt: raisedAt });
      const over = await tx.select({ id: alerts.id, resolvedAt: alerts.resolvedAt }).from(alerts)
        .innerJoin(arrivals, sql`${arrivals.key} = 'alert:' || ${alerts.id}`).where(and(eq(alerts.state, 'resolved'), isNull(arrivals.endedAt))).limit(MOST);
      const now = new Date(clock.now());
      for (const { id, resolvedAt } of over) await tx.update(arrivals).set({ endedAt: resolvedAt ?? now }).where(eq(arrivals.key, keyOf(id)));
      const again = await tx.select({ key: arrivals.key }).from(alerts)
        .innerJoin(arrivals, sql`${arrivals.key} = 'alert:' || ${alerts.id}`).where(and(eq(alerts.state, 'acknowledged'), sql`${arrivals.endedAt} IS NOT NULL`, sql`${alerts.resolvedAt} IS NULL`)).limit(MOST);
      if (again.length > 0) await tx.update(arrivals).set({ endedAt: null }).where(inArray(arrivals.key, again.map(({ key }) => key)));
    });
}
