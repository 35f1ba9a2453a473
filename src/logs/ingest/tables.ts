import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, pgSequence, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const instant = () => timestamp({ withTimezone: true, precision: 3 });
const count = () => bigint({ mode: 'number' });

/** Numbers of batches. */
export const batchNumbers = pgSequence('ingest_batches');

/** One row a server: how far its spool is claimed, and what waits behind. */
export const spools = pgTable('ingest_spools', {
  server: text().primaryKey(),
  segment: count().notNull().default(0),
  offset: count().notNull().default(0),
  waiting: count().notNull().default(0),
  /** Receipt of the oldest waiting line. */
  waitingSince: instant(),
  seenAt: instant().notNull(),
  /** It was stopped with an empty spool: nothing is expected of it. */
  stopped: boolean().notNull().default(false),
});

/** Batches on their way into the event store. */
export const claims = pgTable(
  'ingest_claims',
  {
    batch: count().primaryKey(),
    server: text().notNull(),
    fromSegment: count().notNull(),
    fromOffset: count().notNull(),
    toSegment: count().notNull(),
    toOffset: count().notNull(),
    retention: integer().notNull(),
    day: integer().notNull(),
    /** Parcels left out, since they were stored before. */
    skip: integer().array().notNull(),
    lines: integer().notNull(),
    claimedAt: instant().notNull(),
  },
  (table) => [index('ingest_claims_server').on(table.server)],
);

/** Deliveries that a sender may repeat, until it no longer will. */
export const receipts = pgTable(
  'ingest_receipts',
  { id: uuid().primaryKey(), receivedAt: instant().notNull(), until: instant().notNull() },
  (table) => [index('ingest_receipts_until').on(table.until)],
);

/** The committed batches, in the order in which they became visible. */
export const journal = pgTable('journal', {
  seq: count().primaryKey(),
  batch: count().notNull().unique(),
  server: text().notNull(),
  retention: integer().notNull(),
  lines: integer().notNull(),
  sources: text().array().notNull(),
  /** Of the events. */
  timeFrom: instant().notNull(),
  timeTo: instant().notNull(),
  /** See EncodedBlock. */
  digest: text().notNull(),
  committedAt: instant().notNull(),
});

/** What became of every line of a source: received = stored + duplicate + rejected. */
export const ledgerTotals = pgTable('ledger_totals', {
  source: text().primaryKey(),
  received: count().notNull().default(0),
  stored: count().notNull().default(0),
  duplicate: count().notNull().default(0),
  unparsed: count().notNull().default(0),
  lastSeen: instant(),
  lagMs: count(),
  lastPeer: text(),
});

export const ledgerRejections = pgTable(
  'ledger_rejections',
  { source: text().notNull(), reason: text().notNull(), lines: count().notNull() },
  (table) => [primaryKey({ columns: [table.source, table.reason] })],
);

/** Lines stored by hour of receipt, for the last days. */
export const ledgerHours = pgTable(
  'ledger_hours',
  { source: text().notNull(), hour: instant().notNull(), stored: count().notNull(), /** Bits of `LOG_KINDS`. */ kinds: integer().notNull().default(0) },
  (table) => [primaryKey({ columns: [table.source, table.hour] }), index('ledger_hours_hour').on(table.hour)],
);

/** Lines accepted by a server that wait in its spool, told every other second. */
export const ledgerWaiting = pgTable(
  'ledger_waiting',
  { server: text().notNull(), source: text().notNull(), lines: count().notNull(), lastSeen: instant().notNull() },
  (table) => [primaryKey({ columns: [table.server, table.source] })],
);

/** Held while a batch is committed, so that sequence numbers become visible in order. */
export const JOURNAL_LOCK = sql`pg_advisory_xact_lock(x'61c16'::int)`;
