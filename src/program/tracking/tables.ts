import { bigint, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

const instant = () => timestamp({ withTimezone: true, precision: 3 });

/** The tracking issue of each repository that ever had one. The row is there before the issue is made. */
export const trackingIssues = pgTable('program_tracking', {
  /** Address of the API and repository. */
  place: text().primaryKey(),
  wantedAt: instant().notNull(),
  /** Null: it is to be made. */
  number: integer(),
  url: text(),
  state: text({ enum: ['wanted', 'open', 'closed', 'gone'] }).notNull(),
  /** What stands there as far as Glacis wrote it, and what it is about to write. */
  written: jsonb().$type<unknown>(),
  syncedAt: instant(),
  problem: text(),
});

/** Milestones that somebody ticked on the tracking issue. */
export const handClaims = pgTable('program_hand_claims', { milestone: text().primaryKey(), by: text().notNull(), at: instant().notNull() });

/** Commits whose status at GitHub follows a gate: the newest few of each gate and repository. */
export const commitStatuses = pgTable('program_commit_statuses', {
  gate: text().notNull(),
  repository: text().notNull(),
  sha: text().notNull(),
  reportedAt: instant().notNull(),
  /** State and sentence as they stand at GitHub; null where that is not known. */
  written: text(),
  state: text(),
  writtenAt: instant(),
  problem: text(),
  /** When GitHub was last asked to take it; null: never, so that nothing stands there. */
  triedAt: instant(),
  /** Since when newer ones have taken its place: it is written as an error, and then goes. */
  leavingSince: instant(),
}, (table) => [primaryKey({ columns: [table.gate, table.repository, table.sha] })]);

/** Deployments that asked, one a delivery; what was delivered before is not looked at again. */
export const deploymentRequests = pgTable('program_deployments', {
  delivery: text().primaryKey(),
  /** sha256 of the body that was signed: a second delivery of the same is the same. */
  digest: text().notNull().unique(),
  receivedAt: instant().notNull(),
  repository: text().notNull(),
  environment: text().notNull(),
  run: bigint({ mode: 'number' }).notNull(),
  installation: bigint({ mode: 'number' }),
  gate: text(),
  state: text({ enum: ['waiting', 'approved', 'rejected'] }).notNull(),
  comment: text(),
  answeredAt: instant(),
  problem: text(),
}, (table) => [index('program_deployments_received').on(table.receivedAt)]);
