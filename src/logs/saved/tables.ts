import { boolean, index, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** Searches that somebody kept, with the columns that show them best. */
export const savedSearches = pgTable(
  'saved_searches',
  {
    id: text().primaryKey(),
    /** Id of the person or token that keeps it. */
    owner: text().notNull(),
    name: text().notNull(),
    query: text().notNull(),
    range: text(),
    columns: text().array().notNull(),
    /** Everybody sees it; only its owner changes it. */
    shared: boolean().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index('saved_searches_owner').on(table.owner)],
);
