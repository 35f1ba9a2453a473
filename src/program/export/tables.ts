import { index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { Envelope } from '../decision/dsse.ts';

/** Who signed a statement, kept with it: a key that is believed no longer still shows what it signed while it was. */
export type StatementSigner = { keyid: string; name: string; publicKey: string };

/** Statements of facts from outside as they came, by the digest of what was signed. */
export const statements = pgTable('program_statements', {
  digest: text().primaryKey(),
  envelope: jsonb().$type<Envelope>().notNull(),
  signers: jsonb().$type<StatementSigner[]>().notNull(),
  /** Who handed it in. */
  by: text().notNull(),
  receivedAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
}, (table) => [index('program_statements_received').on(table.receivedAt, table.digest)]);
