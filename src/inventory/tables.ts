import { boolean, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core';
import type { AssetDetail, AssetKind, IssueCounts, OwnerRule, Service } from './contract.ts';

const instant = () => timestamp({ withTimezone: true, precision: 3 });

/** One row an asset, whatever its kind. `id` is a digest of kind and key: whoever tells of it first makes the same row. */
export const assets = pgTable(
  'assets',
  {
    id: text().primaryKey(),
    kind: text().$type<AssetKind>().notNull(),
    name: text().notNull(),
    key: text().notNull(),
    lineage: text().notNull(),
    owner: text(),
    environment: text(),
    internetFacing: boolean().notNull().default(false),
    /** The rule that named them; null: a person did, or nobody. */
    ownerRule: text(),
    /** What a person said: rules leave it. */
    byHand: text().array().$type<('owner' | 'environment' | 'internetFacing')[]>().notNull().default([]),
    exposed: boolean().notNull().default(false),
    running: integer().notNull().default(0),
    platform: text(),
    distribution: jsonb().$type<AssetDetail['distribution']>(),
    firstSeenAt: instant().notNull(),
    lastSeenAt: instant().notNull(),
    retiredAt: instant(),
    /** A person said so: being listed somewhere does not bring it back, running or being scanned again does. */
    isRetiredByHand: boolean().notNull().default(false),
    note: text().notNull().default(''),
    /** Of the newest scan that was stored, whoever made it. */
    scannedAt: instant(),
    scanComplete: boolean(),
    outdated: jsonb().$type<AssetDetail['outdated']>().notNull().default([]),
    reboot: jsonb().$type<AssetDetail['reboot']>(),
    /** Written by the vulnerability desk, so that lists of assets need no join. */
    issues: jsonb().$type<IssueCounts>().notNull().default({ critical: 0, high: 0, medium: 0, low: 0, other: 0, undecided: 0 }),
    /** `issues.undecided` weighed by severity: the order of the list. */
    weight: integer().notNull().default(0),
  },
  (table) => [
    index('assets_weight').on(table.weight, table.id),
    index('assets_name').on(table.name, table.id),
    index('assets_last_seen').on(table.lastSeenAt, table.id),
    index('assets_scanned').on(table.scannedAt.asc().nullsFirst(), table.id),
    index('assets_kind').on(table.kind, table.weight, table.id),
    index('assets_lineage').on(table.lineage),
    index('assets_key').on(table.key),
  ],
);

/** By which other digests an image is known: its configuration (the image id), an index that leads to it. */
export const imageDigests = pgTable('image_digests', {
  digest: text().notNull(),
  assetId: text().notNull().references(() => assets.id, { onDelete: 'cascade' }),
}, (table) => [primaryKey({ columns: [table.digest, table.assetId] }), index('image_digests_asset').on(table.assetId)]);

/** What each tag of a registry points to now. */
export const imageTags = pgTable('image_tags', {
  reference: text().primaryKey(),
  assetId: text().notNull().references(() => assets.id, { onDelete: 'cascade' }),
  movedAt: instant().notNull(),
  before: text(),
  /** When a registry last said so; tags that it no longer lists go. */
  seenAt: instant().notNull(),
}, (table) => [index('image_tags_asset').on(table.assetId)]);

/** Where images run. A reporter (`node:<id>`, `cluster:<id>`) tells all of its placements at once. */
export const placements = pgTable('placements', {
  reporter: text().notNull(),
  host: text().notNull(),
  runtime: text().notNull(),
  namespace: text().notNull().default(''),
  workload: text().notNull(),
  assetId: text().notNull().references(() => assets.id, { onDelete: 'cascade' }),
  nodeId: text().references(() => assets.id, { onDelete: 'set null' }),
  ports: jsonb().$type<string[]>().notNull().default([]),
  since: instant().notNull(),
  lastSeenAt: instant().notNull(),
}, (table) => [primaryKey({ columns: [table.reporter, table.host, table.runtime, table.namespace, table.workload, table.assetId] }), index('placements_asset').on(table.assetId), index('placements_node').on(table.nodeId)]);

/** Who listens on a node: the whole list of its newest report. */
export const services = pgTable('services', {
  nodeId: text().notNull().references(() => assets.id, { onDelete: 'cascade' }),
  protocol: text().$type<Service['protocol']>().notNull(),
  address: text().notNull(),
  port: integer().notNull(),
  exposed: boolean().notNull(),
  process: text(),
  package: text(),
}, (table) => [primaryKey({ columns: [table.nodeId, table.protocol, table.address, table.port] })]);

/** Who owns what, in order. */
export const ownerRules = pgTable('owner_rules', { position: integer().primaryKey(), rule: jsonb().$type<OwnerRule>().notNull() });

/** One-time tokens with which nodes enrol; hashed. */
export const enrolments = pgTable('enrolments', {
  tokenHash: text().primaryKey(),
  name: text(),
  owner: text(),
  environment: text(),
  createdBy: text().notNull(),
  createdAt: instant().notNull(),
  expiresAt: instant().notNull(),
  usedAt: instant(),
});

/** Nodes that report by themselves. */
export const agents = pgTable('agents', {
  id: text().primaryKey(),
  nodeId: text().notNull().references(() => assets.id, { onDelete: 'cascade' }),
  tokenId: text().notNull(),
  machine: text().notNull(),
  /** The one source of logs that it may write. */
  source: text().notNull(),
  version: text().notNull(),
  enrolledAt: instant().notNull(),
  enrolledBy: text().notNull(),
  lastReportAt: instant(),
  /** When its silence was told; null while it speaks. */
  silentSince: instant(),
}, (table) => [uniqueIndex('agents_node').on(table.nodeId), index('agents_source').on(table.source)]);

/** One row: since when somebody looks at the agents without a break. While the house was away, silence means nothing. */
export const agentWatch = pgTable('agent_watch', {
  id: integer().primaryKey(),
  lookedAt: instant().notNull(),
  watchedSince: instant().notNull(),
});
