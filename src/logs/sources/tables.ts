import { doublePrecision, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { LogKind, Sender } from '../contract.ts';
import type { Episode, Sample } from './health.ts';

const instant = () => timestamp({ withTimezone: true });

/** The registered streams of lines. */
export const sources = pgTable('sources', {
  name: text().primaryKey(),
  createdAt: instant().notNull(),
  description: text().notNull(),
  format: text(),
  timeZone: text().notNull(),
  retentionDays: integer().notNull(),
  silentAfterMinutes: integer(),
  unparsedShare: doublePrecision(),
  senders: jsonb().$type<Sender[]>().notNull(),
  kinds: text().array().$type<LogKind[]>(),
  /** Since when it is deleted in all but its events, which stay until their retention ends. */
  hiddenAt: instant(),
});
export type SourceRow = typeof sources.$inferSelect;

/** What the watch knows of a source: written each minute, so kept apart from what people write. */
export const sourceHealth = pgTable('source_health', {
  source: text().primaryKey().references(() => sources.name, { onDelete: 'cascade' }),
  /** The trouble that it is in, or null. */
  trouble: jsonb().$type<Episode>(),
  /** Sums of its ledger at the last looks. */
  samples: jsonb().$type<Sample[]>().notNull(),
  /** The last look, and since when there was one each minute: silence while nobody could listen is none. */
  lookedAt: instant().notNull(),
  watchedSince: instant().notNull(),
});
