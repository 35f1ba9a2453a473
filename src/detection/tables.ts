import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import type { Identity, SignIn } from './contract.ts';

const instant = () => timestamp({ withTimezone: true, precision: 3 });
const count = () => bigint({ mode: 'number' });

/** How far the journal was followed; everything below was written in the transaction that moved it. One row. */
export const detectionProgress = pgTable('detection_progress', {
  name: text().primaryKey(),
  seq: count().notNull(),
  /** Receipt of the newest sign-in seen, in ms since the epoch. */
  received: count().notNull(),
  /** Version of the shapes in detection_state. */
  version: integer().notNull(),
});

/** What a detector remembers, by a key of its own: rows are written only when what they hold changed. */
export const detectionState = pgTable(
  'detection_state',
  { detector: text().notNull(), key: text().notNull(), value: jsonb().$type<unknown>().notNull() },
  (table) => [primaryKey({ columns: [table.detector, table.key] })],
);

/** The most failures of an account in 15 minutes, by hour: what baselines are made of, longer than logs are kept. */
export const failurePeaks = pgTable(
  'signin_failure_peaks',
  {
    account: text().notNull(),
    hour: instant().notNull(),
    peak: count().notNull(),
    /** When it was last raised; rows go eight weeks after. */
    seenAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.account, table.hour] }), index('signin_failure_peaks_seen').on(table.seenAt)],
);

/** People and service accounts that sign in at the company's products. */
export const identities = pgTable(
  'identities',
  {
    id: text().primaryKey(),
    kind: text().$type<Identity['kind']>().notNull(),
    name: text().notNull(),
    departedAt: instant(),
    hours: jsonb().$type<NonNullable<Identity['hours']>>(),
    origin: text().$type<Identity['origin']>().notNull(),
    /** Networks given beforehand, as they were written. */
    networks: text().array().notNull(),
    /** Event time of its first sign-in, where learning of networks begins. */
    firstSignInAt: instant(),
    createdAt: instant().notNull(),
  },
  (table) => [index('identities_name').on(table.name, table.id)],
);
export type IdentityRow = typeof identities.$inferSelect;

const identityId = () => text().notNull().references(() => identities.id, { onDelete: 'cascade' });

/** An account belongs to one identity at most. */
export const identityAccounts = pgTable(
  'identity_accounts',
  {
    /** As `accountKey` writes it. */
    key: text().primaryKey(),
    identityId: identityId(),
    /** As it was given, and its place in the list. */
    account: text().notNull(),
    position: integer().notNull(),
  },
  (table) => [index('identity_accounts_identity').on(table.identityId)],
);

/** Networks and countries that an identity is known to sign in from: learned in its first weeks, or confirmed by somebody. */
export const identityPlaces = pgTable(
  'identity_places',
  {
    identityId: identityId(),
    kind: text().$type<'network' | 'country'>().notNull(),
    place: text().notNull(),
    how: text().$type<'learned' | 'confirmed'>().notNull(),
    since: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.identityId, table.kind, table.place] })],
);

/** Every successful sign-in, judged once. */
export const signIns = pgTable(
  'sign_ins',
  {
    /** Id of its event. */
    id: text().primaryKey(),
    at: instant().notNull(),
    receivedAt: instant().notNull(),
    account: text().notNull(),
    accountKey: text().notNull(),
    /** Who it was taken for when it was judged. */
    identityId: text(),
    identityName: text(),
    identityKind: text().$type<Identity['kind']>(),
    product: text().notNull(),
    source: text().notNull(),
    host: text().notNull(),
    ip: text().notNull(),
    network: text().notNull(),
    country: text().notNull(),
    means: text().notNull(),
    actor: text().notNull(),
    expected: boolean().notNull(),
    reasons: jsonb().$type<SignIn['reasons']>().notNull(),
    verdict: text().$type<'confirmed' | 'alerted'>(),
    reviewedBy: text(),
    reviewedAt: instant(),
    note: text(),
  },
  (table) => [
    index('sign_ins_at').on(table.at, table.id),
    index('sign_ins_account').on(table.accountKey, table.at),
    index('sign_ins_received').on(table.expected, table.receivedAt),
    index('sign_ins_open').on(table.at, table.id).where(sql`NOT expected AND verdict IS NULL`),
  ],
);
export type SignInRow = typeof signIns.$inferSelect;
