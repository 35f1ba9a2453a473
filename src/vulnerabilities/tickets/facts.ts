import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Queryable } from '../../kernel/database/index.ts';
import { decisions, issues } from '../tables.ts';

/** A ticket names this many places; the rest is counted. */
const PLACES = 10;

/** All that a ticket tells of an issue. */
export type Facts = Awaited<ReturnType<typeof issueFacts>>[number];

/** The facts of issues that are there, in no order. */
export async function issueFacts(at: Queryable, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const rows = await at
    .select({
      id: issues.id, vulnerability: issues.vulnerability, aliases: issues.aliases, summary: issues.summary, packageName: issues.packageName, packageType: issues.packageType,
      ecosystem: issues.ecosystem, fixIs: issues.fixIs, fixVersions: issues.fixVersions, severity: issues.severity, score: issues.score, kev: issues.kev, epss: issues.epss,
      state: issues.state, owner: issues.owner, openedAt: issues.openedAt, resolvedAt: issues.resolvedAt, clockWhat: issues.clockWhat, due: issues.due, plan: issues.plan,
      proposed: issues.proposed, openPlaces: issues.openPlaces, openAssets: issues.openAssets,
    })
    .from(issues).where(inArray(issues.id, [...ids]));
  const active = await at
    .selectDistinctOn([decisions.issueId])
    .from(decisions).where(and(inArray(decisions.issueId, [...ids]), eq(decisions.state, 'active')))
    .orderBy(decisions.issueId, desc(decisions.at), desc(decisions.id));
  const found = await at.execute<{ issue: string; asset: string; kind: string; purl: string }>(sql`
    SELECT i.id AS issue, a.name AS asset, a.kind, c.purl
    FROM unnest(${sql.param([...ids])}::text[]) AS i(id)
    CROSS JOIN LATERAL (SELECT asset_id, component_id FROM places WHERE issue_id = i.id AND state = 'open' ORDER BY asset_id, component_id LIMIT ${PLACES}) p
    JOIN assets a ON a.id = p.asset_id JOIN components c ON c.id = p.component_id
    ORDER BY i.id, p.asset_id, p.component_id`);
  const decided = new Map(active.map((row) => [row.issueId, row]));
  const places = Map.groupBy(found.rows, ({ issue }) => issue);
  return rows.map((row) => ({ ...row, decision: decided.get(row.id), places: places.get(row.id) ?? [] }));
}
