import { bigint, index, pgTable, primaryKey, text, timestamp, unique } from 'drizzle-orm/pg-core';
import type { Role, TokenScope } from './contract.ts';

const instant = () => timestamp({ withTimezone: true });
const personId = () => text().notNull().references(() => people.id, { onDelete: 'cascade' });

export const people = pgTable(
  'people',
  {
    id: text().primaryKey(),
    /** In lower case, so that an address is one account however it is typed. */
    email: text().notNull().unique('people_email'),
    name: text().notNull(),
    role: text().$type<Role>().notNull(),
    /** argon2id in PHC form; null for who was invited only, or signs in through the provider. */
    passwordHash: text(),
    /** The seed of the second factor, sealed. `totpStep` is the last time step that was used: none is used twice. */
    totpSeed: text(),
    totpStep: bigint({ mode: 'number' }),
    /** A seed that was shown but not yet confirmed by a code. */
    totpDraft: text(),
    /** Who this is at the provider of single sign-on. */
    ssoIssuer: text(),
    ssoSubject: text(),
    disabledAt: instant(),
    lastSeenAt: instant(),
    createdAt: instant().notNull(),
  },
  (table) => [unique('people_sso').on(table.ssoIssuer, table.ssoSubject)],
);
export type PersonRow = typeof people.$inferSelect;

export const sessions = pgTable(
  'sessions',
  {
    /** Names the session in lists; what proves it is the token, stored hashed. */
    id: text().primaryKey(),
    tokenHash: text().notNull().unique('sessions_token'),
    personId: personId(),
    means: text().$type<'password' | 'sso' | 'setup'>().notNull(),
    ip: text().notNull(),
    userAgent: text().notNull(),
    createdAt: instant().notNull(),
    lastSeenAt: instant().notNull(),
  },
  (table) => [index('sessions_person').on(table.personId), index('sessions_seen').on(table.lastSeenAt)],
);

/** Each is deleted when it is used. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  { personId: personId(), codeHash: text().notNull() },
  (table) => [primaryKey({ columns: [table.personId, table.codeHash] })],
);

/** At most one a person: a new one replaces the old. */
export const invitations = pgTable('invitations', {
  personId: personId().primaryKey(),
  tokenHash: text().notNull().unique('invitations_token'),
  expiresAt: instant().notNull(),
});

/** Links that make the first owner; all go when one was used. */
export const setupLinks = pgTable('setup_links', { tokenHash: text().primaryKey(), createdAt: instant().notNull() });

/** Networks from which somebody signed in: failures of strangers elsewhere do not hold them up there. */
export const knownNetworks = pgTable(
  'known_networks',
  { personId: personId(), network: text().notNull(), seenAt: instant().notNull() },
  (table) => [primaryKey({ columns: [table.personId, table.network] })],
);

/** Tries to sign in, one row a bucket (docs/security/sign-in.md). A row whose time has come means nothing and is swept. */
export const signInTries = pgTable(
  'sign_in_tries',
  {
    /** Hash of what is counted: an account at a network, a network, an account's codes. */
    bucket: text().primaryKey(),
    /** When the bucket is empty again. */
    emptyAt: instant().notNull(),
  },
  (table) => [index('sign_in_tries_empty').on(table.emptyAt)],
);

export const tokens = pgTable('tokens', {
  id: text().primaryKey(),
  name: text().notNull(),
  tokenHash: text().notNull().unique('tokens_token'),
  scopes: text().array().$type<TokenScope[]>().notNull(),
  /** The one source that an ingest token writes. */
  source: text(),
  /** The one node that an agent's token reports. */
  node: text(),
  createdBy: text().notNull(),
  createdAt: instant().notNull(),
  expiresAt: instant(),
  lastUsedAt: instant(),
});
export type TokenRow = typeof tokens.$inferSelect;
