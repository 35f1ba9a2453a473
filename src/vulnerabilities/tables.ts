import { sql } from 'drizzle-orm';
import { bigint, bigserial, boolean, date, index, integer, jsonb, pgTable, primaryKey, real, smallint, text, timestamp } from 'drizzle-orm/pg-core';
import { assets } from '../inventory/tables.ts';
import type { Appearance, Clock, Decision, DecisionKind, Factor, Issue, IssueDetail, IssueState, Policy, Registry, Scan, Scope, Severity } from './contract.ts';

const instant = () => timestamp({ withTimezone: true, precision: 3 });
const day = () => date({ mode: 'string' });

/**
 * One row a package as it is judged: the same package of the same release is one, however many assets hold it, so that it
 * is matched once. `key` digests all that a match looks at.
 */
export const components = pgTable('components', {
  id: bigserial({ mode: 'number' }).primaryKey(),
  key: text().notNull().unique(),
  purl: text().notNull(),
  type: text().notNull(),
  name: text().notNull(),
  version: text().notNull(),
  /** What matching takes of it (scanning's Package without its places), and the system that it is of. */
  judged: jsonb().$type<unknown>().notNull(),
  /** Digest of the advisories that it was last matched with; null where it is still to be matched, as far as anything holds it. */
  matchedWith: text(),
}, (table) => [index('components_purl').on(table.purl), index('components_unmatched').on(table.id).where(sql`${table.matchedWith} is null`)]);

/** The index by package: the names under which advisories speak of a component. */
export const componentNames = pgTable('component_names', {
  ecosystem: text().notNull(),
  name: text().notNull(),
  componentId: bigint({ mode: 'number' }).notNull().references(() => components.id, { onDelete: 'cascade' }),
}, (table) => [primaryKey({ columns: [table.ecosystem, table.name, table.componentId] }), index('component_names_component').on(table.componentId)]);

/** Of each name, what the advisories said when its components were last matched: where that changes, they are matched again. */
export const watchedNames = pgTable('watched_names', {
  ecosystem: text().notNull(),
  name: text().notNull(),
  fingerprint: text().notNull(),
}, (table) => [primaryKey({ columns: [table.ecosystem, table.name] })]);

/** One scan or SBOM that came in. */
export const scans = pgTable('scans', {
  id: text().primaryKey(),
  assetId: text().notNull().references(() => assets.id, { onDelete: 'cascade' }),
  origin: text().$type<Scan['origin']>().notNull(),
  state: text().$type<Scan['state']>().notNull(),
  at: instant().notNull(),
  receivedAt: instant().notNull(),
  complete: boolean().notNull(),
  problems: jsonb().$type<Scan['problems']>().notNull().default([]),
  reason: text(),
  /** Of what was sent: the same again changes nothing. */
  digest: text(),
  packages: integer().notNull().default(0),
  opened: integer().notNull().default(0),
  resolved: integer().notNull().default(0),
}, (table) => [index('scans_asset').on(table.assetId, table.receivedAt), index('scans_received').on(table.receivedAt, table.id)]);

/** What is in an asset: the components of its newest scan, and of incomplete ones those that it did not miss for sure. */
export const assetComponents = pgTable('asset_components', {
  assetId: text().notNull().references(() => assets.id, { onDelete: 'cascade' }),
  componentId: bigint({ mode: 'number' }).notNull().references(() => components.id),
  paths: text().array().notNull(),
  /** Why it is not judged here though it is there (a kernel that does not run). */
  setAside: text(),
}, (table) => [primaryKey({ columns: [table.assetId, table.componentId] }), index('asset_components_component').on(table.componentId)]);

/** One vulnerability × package × fix. Counts and state are written by `settle` alone. */
export const issues = pgTable('issues', {
  id: text().primaryKey(),
  vulnerability: text().notNull(),
  aliases: text().array().notNull(),
  summary: text().notNull(),
  packageType: text().notNull(),
  packageName: text().notNull(),
  ecosystem: text().notNull(),
  fixIs: text().$type<Issue['fix']['is']>().notNull(),
  fixVersions: text().array().notNull(),
  severity: text().$type<Severity>().notNull(),
  /** 5 critical … 1 negligible, 0 unknown. */
  severityRank: smallint().notNull(),
  score: real(),
  ratings: jsonb().$type<IssueDetail['ratings']>().notNull(),
  references: text().array().notNull(),
  kev: jsonb().$type<Issue['kev']>(),
  epss: real(),
  epssPercentile: real(),
  priority: smallint().notNull().default(0),
  factors: jsonb().$type<Factor[]>().notNull().default([]),
  state: text().$type<IssueState>().notNull(),
  required: boolean().notNull().default(false),
  /** By hand; the owner that counts is `owner`. */
  assignedTo: text(),
  owner: text(),
  openedAt: instant().notNull(),
  triagedAt: instant(),
  plannedAt: instant(),
  appeared: text().$type<Appearance>().notNull(),
  resolvedAt: instant(),
  clockWhat: text().$type<Clock['what']>(),
  due: day(),
  clocks: jsonb().$type<{ what: Clock['what']; due: string }[]>().notNull().default([]),
  plan: jsonb().$type<Issue['plan']>(),
  proposed: text().$type<DecisionKind>(),
  openPlaces: integer().notNull().default(0),
  openAssets: integer().notNull().default(0),
  undecidedPlaces: integer().notNull().default(0),
  exposed: boolean().notNull().default(false),
  running: boolean().notNull().default(false),
  environments: text().array().notNull().default([]),
  note: text().notNull().default(''),
  /** Told as new: by digest, or at once. Null: nobody was told yet. */
  toldAt: instant(),
}, (table) => [
  index('issues_package').on(table.packageName, table.ecosystem),
  index('issues_aliases').using('gin', table.aliases),
]);

/**
 * Of each issue what lists are narrowed and sorted by and nothing else, so that the hundred thousand of a large house are looked
 * through in a moment whatever is asked; written by `settle` (see `listIssues`). The order of the columns is the one in which
 * they are cheap to read.
 */
export const listedIssues = pgTable('listed_issues', {
  id: text().primaryKey().references(() => issues.id, { onDelete: 'cascade' }),
  openedAt: instant().notNull(),
  plannedAt: instant(),
  resolvedAt: instant(),
  due: day(),
  openPlaces: integer().notNull(),
  priority: smallint().notNull(),
  severityRank: smallint().notNull(),
  required: boolean().notNull(),
  kev: boolean().notNull(),
  exposed: boolean().notNull(),
  fixable: boolean().notNull(),
  state: text().$type<IssueState>().notNull(),
  appeared: text().$type<Appearance>().notNull(),
  ecosystem: text().notNull(),
  packageName: text().notNull(),
  vulnerability: text().notNull(),
  owner: text(),
  proposed: text().$type<DecisionKind>(),
  clockWhat: text().$type<Clock['what']>(),
  environments: text().array().notNull(),
  /** All ids, the package and the summary, in lower case. */
  words: text().notNull(),
}, (table) => [
  index('listed_issues_priority').on(table.priority, table.id),
  index('listed_issues_due').on(table.due, table.id),
  index('listed_issues_opened').on(table.openedAt, table.id),
  index('listed_issues_severity').on(table.severityRank, table.priority, table.id),
  index('listed_issues_places').on(table.openPlaces, table.id),
]);

/** What is known against a component, and which issue that belongs to. */
export const componentFindings = pgTable('component_findings', {
  componentId: bigint({ mode: 'number' }).notNull().references(() => components.id, { onDelete: 'cascade' }),
  vulnerability: text().notNull(),
  issueId: text().notNull().references(() => issues.id),
}, (table) => [primaryKey({ columns: [table.componentId, table.vulnerability] }), index('component_findings_issue').on(table.issueId)]);

/** What was decided about an issue. */
export const decisions = pgTable('decisions', {
  id: text().primaryKey(),
  issueId: text().notNull().references(() => issues.id, { onDelete: 'cascade' }),
  kind: text().$type<DecisionKind>().notNull(),
  state: text().$type<Decision['state']>().notNull(),
  scope: jsonb().$type<Scope>().notNull(),
  by: text().notNull(),
  byId: text().notNull(),
  at: instant().notNull(),
  approvedBy: text(),
  approvedAt: instant(),
  owner: text(),
  due: day(),
  change: text(),
  slips: jsonb().$type<Decision['slips']>().notNull().default([]),
  reason: text(),
  control: text(),
  justification: text().$type<NonNullable<Decision['justification']>>(),
  until: day(),
  because: text(),
  endedAt: instant(),
  /** The day of which its lateness was last told. */
  toldLate: day(),
}, (table) => [index('decisions_issue').on(table.issueId, table.at), index('decisions_due').on(table.state, table.due), index('decisions_until').on(table.state, table.until)]);

/** Where an issue occurs: a component of an asset. A place is closed by a complete scan, never deleted. */
export const places = pgTable('places', {
  issueId: text().notNull().references(() => issues.id, { onDelete: 'cascade' }),
  assetId: text().notNull().references(() => assets.id, { onDelete: 'cascade' }),
  componentId: bigint({ mode: 'number' }).notNull().references(() => components.id),
  state: text().$type<'open' | 'resolved'>().notNull(),
  appeared: text().$type<Appearance>().notNull(),
  openedAt: instant().notNull(),
  resolvedAt: instant(),
  resolvedBy: text(),
  /** The active decision that covers it. */
  decisionId: text().references(() => decisions.id, { onDelete: 'set null' }),
  /**
   * As what its asset counts it: 0 not at all, else 1 + 2 × the rank of its severity, + 1 where it is undecided. Of the places of an
   * issue in an asset one is counted; what an asset counts is the sum of its places. Written by `settle`, and for new
   * places by `alignPlaces`, whose counts its caller hands to `settle`.
   */
  counted: smallint().notNull().default(0),
}, (table) => [
  primaryKey({ columns: [table.issueId, table.assetId, table.componentId] }),
  index('places_asset').on(table.assetId, table.componentId),
  index('places_component').on(table.componentId),
  index('places_opened').on(table.state, table.openedAt),
]);

/** What happened to an issue, in order. */
export const issueHistory = pgTable('issue_history', {
  seq: bigserial({ mode: 'number' }).primaryKey(),
  issueId: text().notNull().references(() => issues.id, { onDelete: 'cascade' }),
  at: instant().notNull(),
  what: text().notNull(),
  by: text().notNull(),
  note: text().notNull(),
}, (table) => [index('issue_history_issue').on(table.issueId, table.seq), index('issue_history_at').on(table.at)]);

/** Every policy that ever held; the newest holds. */
export const policies = pgTable('policies', {
  version: integer().primaryKey(),
  policy: jsonb().$type<Policy>().notNull(),
  changedBy: text().notNull(),
  changedAt: instant().notNull(),
});

/** One row a day and owner (`` for all): what trends are drawn of. Written once a day and for today at each look. */
export const issueDays = pgTable('issue_days', {
  day: day().notNull(),
  owner: text().notNull(),
  open: integer().notNull(),
  required: integer().notNull(),
  undecided: integer().notNull(),
  overdue: integer().notNull(),
  opened: integer().notNull(),
  resolved: integer().notNull(),
}, (table) => [primaryKey({ columns: [table.day, table.owner] })]);

/** Registries whose tags are followed. */
export const registries = pgTable('registries', {
  id: text().primaryKey(),
  name: text().notNull().unique(),
  url: text().notNull(),
  repositories: text().array().notNull(),
  tags: text().array().notNull(),
  username: text(),
  /** Sealed. */
  password: text(),
  /** Of the token that its notifications carry; hashed. */
  notifyToken: text(),
  everyMinutes: integer().notNull(),
  state: text().$type<Registry['state']>().notNull(),
  problem: text(),
  polledAt: instant(),
  nextPollAt: instant(),
});

/** Kubernetes clusters whose pods are listed. */
export const clusters = pgTable('clusters', {
  id: text().primaryKey(),
  name: text().notNull().unique(),
  url: text().notNull(),
  ca: text(),
  /** Sealed. */
  token: text().notNull(),
  state: text().$type<Registry['state']>().notNull(),
  problem: text(),
  listedAt: instant(),
  nextListAt: instant(),
});

/** The ticket of an issue at a code host; written before it is made there, so that a crash between makes no second one. */
export const tickets = pgTable('tickets', {
  issueId: text().primaryKey().references(() => issues.id, { onDelete: 'cascade' }),
  repository: text().notNull(),
  number: integer(),
  url: text(),
  state: text().$type<'wanted' | 'open' | 'closed'>().notNull(),
  /** Of what was last written there: what people change beside it stays. */
  written: text(),
  changedAt: instant(),
  syncedAt: instant(),
  problem: text(),
}, (table) => [index('tickets_number').on(table.repository, table.number)]);
