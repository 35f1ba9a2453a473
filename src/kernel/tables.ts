import { sql } from 'drizzle-orm';
import { bigint, bigserial, index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** Who holds what by time: one row a lease. `token` grows with every new holder and fences the ones before. */
export const leases = pgTable('leases', {
  name: text().primaryKey(),
  holder: text().notNull(),
  token: bigint({ mode: 'number' }).notNull(),
  expiresAt: timestamp({ withTimezone: true }).notNull(),
});

/** Everything that anybody did to Glacis. Append-only: a trigger refuses the rest. */
export const auditLog = pgTable(
  'audit_log',
  {
    seq: bigserial({ mode: 'number' }).primaryKey(),
    at: timestamp({ withTimezone: true }).notNull(),
    action: text().notNull(),
    outcome: text({ enum: ['success', 'failure'] }).notNull(),
    actorKind: text().notNull(),
    actorId: text().notNull(),
    actorName: text().notNull(),
    ip: text(),
    targetType: text(),
    targetId: text(),
    detail: jsonb().$type<Record<string, unknown>>().notNull().default(sql`'{}'::jsonb`),
  },
  (table) => [index('audit_log_at').on(table.at)],
);

/** Audit entries that have not yet become events. */
export const auditUnshipped = pgTable('audit_unshipped', {
  seq: bigint({ mode: 'number' }).primaryKey(),
});

/** Small settings of the house, one JSON value a name; the domain that owns the name checks the value. */
export const settings = pgTable('settings', {
  name: text().primaryKey(),
  value: jsonb().$type<unknown>().notNull(),
  updatedAt: timestamp({ withTimezone: true }).notNull(),
});
