import { and, count, eq, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { assets, services } from '../../../inventory/tables.ts';
import { decodeCursor, encodeCursor } from '../../../kernel/http/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Place, PlacesQuery } from '../../contract.ts';
import { assetComponents, components, decisions, issues, places } from '../../tables.ts';
import { rounded } from './present.ts';

const COUNT_TO = 10_000;

/** A page of findings: where issues occur, each place by itself. */
export async function placesPage({ db }: Pick<Kernel, 'db'>, { issue, asset, state, severity, sort, limit, cursor, count: wanted }: PlacesQuery) {
  const column: SQL = sort === 'priority' ? sql`${places.priority}` : sql`${places.openedAt}`;
  const type = sort === 'priority' ? sql`smallint` : sql`timestamptz`;
  const where = and(
    issue === undefined ? undefined : eq(places.issueId, issue),
    asset === undefined ? undefined : eq(places.assetId, asset),
    state === undefined ? undefined : eq(places.state, state),
    severity === undefined ? undefined : sql`EXISTS (SELECT FROM issues i WHERE i.id = ${places.issueId} AND i.severity = ${severity})`,
  );
  const from = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.literal(sort), z.union([z.string().max(40), z.number()]), z.string().max(64), z.string().max(64), z.number().int()]));
  const rows = await db
    .select({ place: places, issue: { id: issues.id, vulnerability: issues.vulnerability, severity: issues.severity, score: issues.score, priority: issues.priority, state: issues.state },
      asset: { id: assets.id, kind: assets.kind, name: assets.name, owner: assets.owner, environment: assets.environment },
      purl: components.purl, version: components.version, paths: assetComponents.paths, decision: decisions.kind,
      listening: sql<string[] | null>`(SELECT array_agg(s.address || ':' || s.port || '/' || s.protocol ORDER BY s.port) FROM ${services} s WHERE s.node_id = ${places.assetId} AND s.exposed AND s.package = ${components.purl})` })
    .from(places)
    .innerJoin(issues, eq(issues.id, places.issueId)).innerJoin(assets, eq(assets.id, places.assetId)).innerJoin(components, eq(components.id, places.componentId))
    .leftJoin(assetComponents, and(eq(assetComponents.assetId, places.assetId), eq(assetComponents.componentId, places.componentId)))
    .leftJoin(decisions, eq(decisions.id, places.decisionId))
    .where(and(where, from && sql`(${column}, ${places.issueId}, ${places.assetId}, ${places.componentId}) < (${from[1]}::${type}, ${from[2]}, ${from[3]}, ${from[4]})`))
    .orderBy(sql`${column} DESC, ${places.issueId} DESC, ${places.assetId} DESC, ${places.componentId} DESC`)
    .limit(limit + 1);
  const last = rows.slice(0, limit).at(-1)?.place;
  const counted = wanted === true ? await db.select({ n: count() }).from(db.select({ one: sql`1` }).from(places).where(where).limit(COUNT_TO).as('first')) : [];
  return {
    items: rows.slice(0, limit).map(shownPlace),
    next: rows.length > limit && last ? encodeCursor([sort, sort === 'priority' ? last.priority : last.openedAt.toISOString(), last.issueId, last.assetId, last.componentId]) : null,
    ...(counted[0] === undefined ? {} : { total: counted[0].n }),
  };
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
