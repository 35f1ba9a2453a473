import { and, count, eq, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { assets, services } from '../../../inventory/tables.ts';
import { decodeCursor, encodeCursor } from '../../../kernel/http/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Place, PlacesQuery } from '../../contract.ts';
import { assetComponents, components, decisions, issues, listedIssues, places } from '../../tables.ts';
import { rounded } from './present.ts';
import { RANKS } from './ranks.ts';

const COUNT_TO = 10_000;

/** What a page of findings goes on after: the key of the sort, and the place. */
const Cursor = z.tuple([z.enum(['newest', 'priority']), z.union([z.string().max(40), z.number()]), z.string().max(64), z.string().max(64), z.number().int()]);
type From = z.infer<typeof Cursor> | undefined;
type Key = { issueId: string; assetId: string; componentId: number };
type Sorted = Key & { by: number | string };
type Filter = Pick<PlacesQuery, 'issue' | 'asset' | 'state' | 'severity'>;

/** A page of findings: where issues occur, each place by itself; of one priority those of an issue together. */
export async function placesPage({ db }: Pick<Kernel, 'db'>, { sort, limit, cursor, count: wanted, ...filter }: PlacesQuery) {
  const from = cursor === undefined ? undefined : decodeCursor(cursor, Cursor.refine(([of]) => of === sort));
  const keys = await (sort === 'priority' ? byPriority : byTime)(db, filter, from, limit + 1);
  const page = keys.slice(0, limit);
  const last = page.at(-1);
  const counted = wanted === true ? await db.select({ n: count() }).from(db.select({ one: sql`1` }).from(places).where(and(within(filter), ofSeverity(filter))).limit(COUNT_TO).as('counted')) : [];
  return {
    items: await shown(db, page),
    next: keys.length > limit && last ? encodeCursor([sort, last.by, last.issueId, last.assetId, last.componentId]) : null,
    ...(counted[0] === undefined ? {} : { total: counted[0].n }),
  };
}

const KEY = { issueId: places.issueId, assetId: places.assetId, componentId: places.componentId };

const within = ({ issue, asset, state }: Filter): SQL | undefined => and(
  issue === undefined ? undefined : eq(places.issueId, issue),
  asset === undefined ? undefined : eq(places.assetId, asset),
  state === undefined ? undefined : eq(places.state, state),
);
const ofSeverity = ({ severity }: Filter): SQL | undefined =>
  severity === undefined ? undefined : sql`EXISTS (SELECT FROM listed_issues l WHERE l.id = ${places.issueId} AND l.severity_rank = ${RANKS[severity]})`;

/** Through the issues in their order, the places of each by its key: nothing is sorted but the places of one issue. */
async function byPriority(db: Kernel['db'], filter: Filter, from: From, limit: number): Promise<Sorted[]> {
  const { priority } = listedIssues;
  const after = from && sql`${priority} <= ${from[1]}::smallint AND (${priority}, ${listedIssues.id}, ${places.assetId}, ${places.componentId}) < (${from[1]}::smallint, ${from[2]}, ${from[3]}, ${from[4]})`;
  return db.select({ ...KEY, by: priority }).from(places).innerJoin(listedIssues, eq(listedIssues.id, places.issueId))
    .where(and(within(filter), filter.severity === undefined ? undefined : eq(listedIssues.severityRank, RANKS[filter.severity]), after))
    .orderBy(sql`${priority} DESC, ${listedIssues.id} DESC, ${places.assetId} DESC, ${places.componentId} DESC`).limit(limit);
}

/** By time those of one state are the order of an index; both together are not, and are merged here. */
async function byTime(db: Kernel['db'], filter: Filter, from: From, limit: number): Promise<Sorted[]> {
  const isOfOne = filter.issue !== undefined || filter.asset !== undefined;
  // Those of one issue or asset are few enough to be sorted. Sorted by what is no index's order: else the planner, which thinks
  // that they lie all through that index, looks for them there.
  const openedAt = isOfOne ? sql`(${places.openedAt} + interval '0')` : sql`${places.openedAt}`;
  const after = from && sql`(${openedAt}, ${places.issueId}, ${places.assetId}, ${places.componentId}) < (${from[1]}::timestamptz, ${from[2]}, ${from[3]}, ${from[4]})`;
  const ofState = async (state: Filter['state']) => db.select({ ...KEY, at: places.openedAt }).from(places).where(and(within({ ...filter, state }), ofSeverity(filter), after))
    .orderBy(sql`${openedAt} DESC, ${places.issueId} DESC, ${places.assetId} DESC, ${places.componentId} DESC`).limit(limit);
  const found = filter.state !== undefined || isOfOne ? await ofState(filter.state) : [...(await ofState('open')), ...(await ofState('resolved'))];
  return newestFirst(found.map(({ at, ...key }) => ({ ...key, by: at.toISOString() }))).slice(0, limit);
}

/** As the database orders: by bytes. */
function newestFirst(some: readonly (Key & { by: string })[]): Sorted[] {
  const descending = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0);
  return some.toSorted((a, b) => descending(a.by, b.by) || descending(a.issueId, b.issueId) || descending(a.assetId, b.assetId) || b.componentId - a.componentId);
}

/** Places with what belongs to them, in the order of their keys. */
async function shown(db: Kernel['db'], keys: readonly Key[]): Promise<Place[]> {
  if (keys.length === 0) return [];
  const rows = await db
    .select({ place: places, issue: { id: issues.id, vulnerability: issues.vulnerability, severity: issues.severity, score: issues.score, priority: issues.priority, state: issues.state },
      asset: { id: assets.id, kind: assets.kind, name: assets.name, owner: assets.owner, environment: assets.environment },
      purl: components.purl, version: components.version, paths: assetComponents.paths, decision: decisions.kind,
      listening: sql<string[] | null>`(SELECT array_agg(s.address || ':' || s.port || '/' || s.protocol ORDER BY s.port) FROM ${services} s WHERE s.node_id = ${places.assetId} AND s.exposed AND s.package = ${components.purl})` })
    .from(sql`unnest(${sql.param(keys.map(({ issueId }) => issueId))}::text[], ${sql.param(keys.map(({ assetId }) => assetId))}::text[], ${sql.param(keys.map(({ componentId }) => componentId))}::bigint[]) WITH ORDINALITY AS k(issue_id, asset_id, component_id, nth)`)
    .innerJoin(places, sql`${places.issueId} = k.issue_id AND ${places.assetId} = k.asset_id AND ${places.componentId} = k.component_id`)
    .innerJoin(issues, eq(issues.id, places.issueId)).innerJoin(assets, eq(assets.id, places.assetId)).innerJoin(components, eq(components.id, places.componentId))
    .leftJoin(assetComponents, and(eq(assetComponents.assetId, places.assetId), eq(assetComponents.componentId, places.componentId)))
    .leftJoin(decisions, eq(decisions.id, places.decisionId))
    .orderBy(sql`k.nth`);
  return rows.map(shownPlace);
}

type Row = {
  place: typeof places.$inferSelect; issue: Place['issue']; asset: Place['asset']; purl: string; version: string;
  paths: string[] | null; decision: Place['decision']; listening: string[] | null;
};

const shownPlace = ({ place, issue, asset, purl, version, paths, decision, listening }: Row): Place => ({
  issue: { ...issue, score: rounded(issue.score, 1) },
  asset, purl, version,
  paths: paths ?? [],
  state: place.state,
  appeared: place.appeared,
  openedAt: place.openedAt.toISOString(),
  resolvedAt: place.resolvedAt?.toISOString() ?? null,
  decision: place.state === 'open' ? decision : null,
  listening: listening ?? [],
});
