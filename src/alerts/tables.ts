import { bigint, bigserial, index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { AlertState, Evidence, Severity } from './contract.ts';

const instant = () => timestamp({ withTimezone: true, precision: 3 });

/** One row a cause. */
export const alerts = pgTable(
  'alerts',
  {
    id: text().primaryKey(),
    detection: text().notNull(),
    title: text().notNull(),
    severity: text().$type<Severity>().notNull(),
    state: text().$type<AlertState>().notNull(),
    group: text('about').notNull(),
    firstAt: instant().notNull(),
    lastAt: instant().notNull(),
    raisedAt: instant().notNull(),
    acknowledgedBy: text(),
    resolvedBy: text(),
    /** What happened later than this was not known to who resolved it. */
    resolvedAt: instant(),
    note: text().notNull(),
    /** How much the newest finding counted: an older one that arrives late changes nothing. */
    count: bigint({ mode: 'number' }).notNull(),
    evidence: jsonb().$type<Evidence>(),
  },
  (table) => [index('alerts_raised').on(table.raisedAt, table.id), index('alerts_state').on(table.state, table.raisedAt)],
);

/** What happened to an alert, in order. */
export const alertHistory = pgTable(
  'alert_history',
  {
    seq: bigserial({ mode: 'number' }).primaryKey(),
    alertId: text().notNull().references(() => alerts.id, { onDelete: 'cascade' }),
    at: instant().notNull(),
    /** `raised`, `severity raised`, `acknowledged`, `resolved`, `reopened`, `recovered`. */
    what: text().notNull(),
    by: text().notNull(),
    note: text().notNull(),
  },
  (table) => [index('alert_history_alert').on(table.alertId, table.seq)],
);
