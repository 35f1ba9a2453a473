import { bigserial, boolean, date, doublePrecision, index, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

const instant = () => timestamp({ withTimezone: true, precision: 3 });
const day = () => date({ mode: 'string' });

/** What each milestone of the program was when its history was last written. */
export const milestoneStates = pgTable('program_milestones', {
  milestone: text().primaryKey(),
  goal: text().notNull(),
  met: boolean().notNull(),
  /** When it became what it is. */
  since: instant().notNull(),
  /** How often it became another. */
  flips: integer().notNull().default(0),
  /** Since when it is not known of a milestone that was met. */
  doubtSince: instant(),
});

/**
 * What happened to milestones and releases, never changed: `added`, `removed`, `met`, `reopened`, and of targets `slipped`,
 * `advanced`, `set`, `changed`. A row of a release has no milestone; a row of a milestone names a release where it moved with it.
 */
export const milestoneHistory = pgTable('program_milestone_history', {
  seq: bigserial({ mode: 'number' }).primaryKey(),
  milestone: text(),
  goal: text(),
  release: text(),
  title: text().notNull(),
  what: text().$type<'added' | 'removed' | 'met' | 'reopened' | 'slipped' | 'advanced' | 'set' | 'changed'>().notNull(),
  at: instant().notNull(),
  version: integer().notNull(),
  /** Who saved the program; null where Glacis found it. */
  by: text(),
  because: text(),
  fromWords: text(),
  fromDay: day(),
  toWords: text(),
  toDay: day(),
}, (table) => [index('program_milestone_history_at').on(table.at), index('program_milestone_history_milestone').on(table.milestone, table.seq)]);

/** Numeric facts, one row a day: what was last known of the day, and how far it went. */
export const factDays = pgTable('program_fact_days', {
  fact: text().notNull(),
  day: day().notNull(),
  value: doublePrecision().notNull(),
  least: doublePrecision().notNull(),
  most: doublePrecision().notNull(),
  at: instant().notNull(),
}, (table) => [primaryKey({ columns: [table.fact, table.day] }), index('program_fact_days_day').on(table.day)]);
