import { boolean, index, integer, jsonb, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import type { Importance } from './contract.ts';
import type { Message } from './message.ts';

/** Where messages go. A webhook has a url and a sealed signing secret, e-mail has recipients. */
export const channels = pgTable('channels', {
  id: uuid().primaryKey(),
  kind: text({ enum: ['webhook', 'email'] }).notNull(),
  name: text().notNull(),
  url: text(),
  recipients: jsonb().$type<string[]>(),
  minimum: text().$type<Importance>().notNull(),
  /** Takes only what is for this team; null: everything. */
  team: text(),
  enabled: boolean().notNull().default(true),
  sealedSecret: text(),
  createdAt: timestamp({ withTimezone: true }).notNull(),
});

/** One message to one channel: what is to be sent, how often it was tried, how it ended. */
export const deliveries = pgTable(
  'deliveries',
  {
    id: uuid().primaryKey(),
    channelId: uuid().notNull(),
    channelName: text().notNull(),
    /** The sender's idempotency key: the same message goes to a channel once. */
    key: text().notNull(),
    message: jsonb().$type<Message>().notNull(),
    state: text({ enum: ['waiting', 'sent', 'failed'] }).notNull(),
    attempts: integer().notNull().default(0),
    lastError: text(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [unique('deliveries_once').on(table.channelId, table.key), index('deliveries_at').on(table.at, table.id)],
);
