import { sql } from 'drizzle-orm';
import { bigserial, index, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { Envelope } from './decision/dsse.ts';
import type { Loosened } from './gate/loosened.ts';
import type { FactValue, Provenance } from './gate/fact.ts';
import type { GateState } from './contract.ts';

const instant = () => timestamp({ withTimezone: true, precision: 3 });

/** Every program that ever held; the newest holds. */
export const programVersions = pgTable('program_versions', {
  version: integer().primaryKey(),
  text: text().notNull(),
  digest: text().notNull(),
  changedBy: text().notNull(),
  changedAt: instant().notNull(),
  /** Who approved that it asks for less than the one before. */
  approvedBy: text(),
});

/** Programs by which a gate could open on less: each waits for a second person. */
export const programProposals = pgTable('program_proposals', {
  id: text().primaryKey(),
  /** The version that it would follow. */
  base: integer().notNull(),
  text: text().notNull(),
  digest: text().notNull(),
  loosened: jsonb().$type<readonly Loosened[]>().notNull(),
  by: text().notNull(),
  byId: text().notNull(),
  at: instant().notNull(),
  /** It was approved, taken back, or another version came first. */
  endedAt: instant(),
}, (table) => [index('program_proposals_at').on(table.at)]);

/** Observations of facts as they came, never changed. Measured ones are kept while a decision could rest on them. */
export const evidence = pgTable('program_evidence', {
  seq: bigserial({ mode: 'number' }).primaryKey(),
  fact: text().notNull(),
  value: jsonb().$type<FactValue | null>(),
  error: text(),
  at: instant().notNull(),
  subject: text().notNull(),
  provenance: jsonb().$type<Provenance>().notNull(),
  until: instant(),
  receivedAt: instant().notNull(),
}, (table) => [
  // What was measured is looked at by day only; what others said, at every look at the house.
  index('program_evidence_outside').on(table.fact, table.at).where(sql`${table.provenance}->>'is' <> 'measured'`),
  index('program_evidence_fact').on(table.fact, table.at), index('program_evidence_received').on(table.receivedAt),
]);
/** What others said, and Glacis did not measure. */
export const fromOutside = sql`${evidence.provenance}->>'is' <> 'measured'`;

/** Keys whose statements are believed; hashed by their id. */
export const evidenceKeys = pgTable('program_evidence_keys', {
  keyid: text().primaryKey(),
  name: text().notNull(),
  publicKey: text().notNull(),
  facts: text().array().notNull(),
  addedBy: text().notNull(),
  addedById: text().notNull().default(''),
  addedAt: instant().notNull(),
  /** Who says that it may be believed: a second person, where there is one. Null: nobody yet. */
  confirmedBy: text(),
});

/** What one person said and another one has to confirm. */
export const claims = pgTable('program_claims', {
  id: text().primaryKey(),
  fact: text().notNull(),
  value: jsonb().$type<FactValue>().notNull(),
  reason: text().notNull(),
  until: instant().notNull(),
  by: text().notNull(),
  byId: text().notNull(),
  at: instant().notNull(),
  confirmedBy: text(),
  confirmedAt: instant(),
}, (table) => [index('program_claims_at').on(table.at)]);

/** Exceptions that two people made. */
export const overrides = pgTable('program_overrides', {
  id: text().primaryKey(),
  gate: text().notNull(),
  requirements: text().array().notNull(),
  reason: text().notNull(),
  control: text().notNull(),
  by: text().notNull(),
  byId: text().notNull(),
  at: instant().notNull(),
  approvedBy: text(),
  approvedById: text(),
  approvedAt: instant(),
  until: instant().notNull(),
  /** Somebody took it back. */
  endedAt: instant(),
}, (table) => [index('program_overrides_gate').on(table.gate, table.until)]);

/** Since when a condition has held without a break, and when it was last judged. */
export const heldConditions = pgTable('program_held', {
  requirement: text().primaryKey(),
  /** The condition's text. */
  of: text().notNull().default(''),
  since: instant(),
  at: instant().notNull(),
});

/** What each gate is now. */
export const gateStates = pgTable('program_gates', {
  gate: text().primaryKey(),
  state: text().$type<GateState>().notNull(),
  since: instant().notNull(),
  /** When it stopped being open; null while it is, and for one that never was. */
  leftOpenAt: instant(),
  evaluatedAt: instant().notNull(),
});

/** Decisions of gates, signed, each naming the one before it: one whenever a gate's state or program changes, and one a day. */
export const gateDecisions = pgTable('program_decisions', {
  seq: bigserial({ mode: 'number' }).primaryKey(),
  gate: text().notNull(),
  at: instant().notNull(),
  state: text().$type<GateState>().notNull(),
  program: text().notNull(),
  digest: text().notNull(),
  envelope: jsonb().$type<Envelope>().notNull(),
}, (table) => [index('program_decisions_gate').on(table.gate, table.seq)]);

/** The keys that sign decisions, the newest last; private ones sealed. */
export const decisionKeys = pgTable('program_decision_keys', {
  seq: bigserial({ mode: 'number' }).primaryKey(),
  keyid: text().notNull().unique(),
  publicKey: text().notNull(),
  sealed: text().notNull(),
  /** The key before it says that this one is next; null for the first. */
  handover: jsonb().$type<Envelope>(),
  validFrom: instant().notNull(),
});
