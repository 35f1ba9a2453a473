import { date, doublePrecision, index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { CalendarEvent } from './absences.ts';
import type { ArrivalKind } from './contract.ts';

const instant = () => timestamp({ withTimezone: true, precision: 3 });

/** Work that came in unplanned: one row a cause. */
export const arrivals = pgTable('program_arrivals', {
  id: text().primaryKey(),
  key: text().notNull().unique(),
  kind: text().$type<ArrivalKind>().notNull(),
  title: text().notNull(),
  url: text(),
  hours: doublePrecision(),
  spent: doublePrecision().notNull().default(0),
  arrivedAt: instant().notNull(),
  endedAt: instant(),
  by: text().notNull(),
}, (table) => [index('program_arrivals_arrived').on(table.arrivedAt, table.id), index('program_arrivals_ended').on(table.endedAt)]);

/** Calendars as they were sent: all-day events of the time that was looked at. */
export const calendars = pgTable('program_calendars', {
  name: text().primaryKey(),
  events: jsonb().$type<Omit<CalendarEvent, 'calendar'>[]>().notNull(),
  sentBy: text().notNull(),
  sentAt: instant().notNull(),
  /** The last day that was looked at: repetitions after it are not there. */
  until: date({ mode: 'string' }).notNull(),
});
