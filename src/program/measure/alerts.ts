import { and, eq, inArray, lt, ne, sql } from 'drizzle-orm';
import { alerts } from '../../alerts/tables.ts';
import { channels } from '../../delivery/tables.ts';
import type { Measured, MeasureNeeds } from './needs.ts';

const DAY_MS = 86_400_000;

/** Whether somebody hears of what is found, and does something about it. */
export async function measureAlerts({ db, clock }: MeasureNeeds): Promise<Measured> {
  // A channel counts when something has arrived by it and nothing has failed since.
  const arrives = sql`(SELECT d.state FROM deliveries d WHERE d.channel_id = ${channels.id} AND d.state <> 'waiting' ORDER BY d.at DESC, d.id DESC LIMIT 1) = 'sent'`;
  const working = await db.$count(channels, and(channels.enabled, arrives));
  // A gate that is closed is not kept so by the alert that says it.
  const left = await db.$count(alerts, and(eq(alerts.state, 'open'), ne(alerts.detection, 'gate.closed'), inArray(alerts.severity, ['high', 'critical']), lt(alerts.raisedAt, new Date(clock.now() - DAY_MS))));
  return { 'alerts.channels': working, 'alerts.unacknowledged': left };
}
