import { jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { WeeklyAnswer } from './contract.ts';

/** Summaries as they were sent: one a week, whoever is first. */
export const weeklies = pgTable('program_weeklies', {
  week: text().primaryKey(),
  summary: jsonb().$type<WeeklyAnswer>().notNull(),
  sentAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
});
