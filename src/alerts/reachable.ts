import { sql } from 'drizzle-orm';
import type { Db } from '../kernel/database/index.ts';

/** The worst issue on a service of a node that other machines reach. */
export type Reachable = {
  node: string;
  /** The asset that it is in: the node, or an image that runs there. */
  asset: string;
  issue: string; vulnerability: string; package: string; severity: string; isKnownExploited: boolean; openedAt: string;
  /** How many there are on the node, of those that are looked at. */
  count: number;
  socket: string;
  /** Name of the image; null for the node's own packages. */
  via: string | null;
};

/** Of each image only the few of the highest priority are looked at. */
const OF_AN_IMAGE = 5;

/**
 * Of each node the worst issue that policy requires and nobody has decided, critical, high or known to be exploited, on a service
 * within reach, the worst node first: of a node's packages those that a program with an open socket belongs to, of an image those whose container has a port published.
 */
export async function reachable(db: Db): Promise<Reachable[]> {
  const isStrong = sql`i.required AND i.state IN ('open', 'triaged') AND (i.severity_rank >= 4 OR i.kev)`;
  const { rows } = await db.execute<Reachable>(sql`
    WITH open_sockets AS MATERIALIZED (
      SELECT s.node_id AS node, c.id AS component, min(s.address || ':' || s.port) AS socket
      FROM services s JOIN components c ON c.purl = s.package WHERE s.exposed GROUP BY s.node_id, c.id
    ), own AS (
      SELECT o.node, o.node AS asset, p.issue_id AS issue, o.socket, NULL::text AS via
      FROM open_sockets o JOIN places p ON p.asset_id = o.node AND p.component_id = o.component JOIN listed_issues i ON i.id = p.issue_id
      WHERE p.state = 'open' AND ${isStrong}
    ), running AS MATERIALIZED (
      SELECT pl.node_id, pl.asset_id, min(pl.ports->>0) AS socket, a.name
      FROM placements pl JOIN assets a ON a.id = pl.asset_id
      WHERE pl.node_id IS NOT NULL AND a.exposed AND jsonb_array_length(pl.ports) > 0
      GROUP BY pl.node_id, pl.asset_id, a.name
    ), worst AS MATERIALIZED (
      SELECT m.asset_id, w.issue FROM (SELECT DISTINCT asset_id FROM running) m
      CROSS JOIN LATERAL (
        SELECT p.issue_id AS issue FROM places p JOIN listed_issues i ON i.id = p.issue_id
        WHERE p.asset_id = m.asset_id AND p.state = 'open' AND ${isStrong} ORDER BY i.priority DESC, i.id DESC LIMIT ${OF_AN_IMAGE}
      ) w
    ), inside AS (
      SELECT r.node_id AS node, r.asset_id AS asset, w.issue, r.socket, r.name AS via FROM worst w JOIN running r ON r.asset_id = w.asset_id
    ), found AS (
      SELECT f.node, f.asset, f.issue, i.vulnerability, i.package_name AS package, i.severity, i.kev IS NOT NULL AS "isKnownExploited", i.severity_rank, i.priority, i.opened_at, f.socket, f.via
      FROM (SELECT * FROM own UNION SELECT * FROM inside) f JOIN issues i ON i.id = f.issue
    ), ranked AS (
      SELECT *, row_number() OVER (PARTITION BY node ORDER BY "isKnownExploited" DESC, severity_rank DESC, priority DESC, issue, asset) AS nth,
        count(*) OVER (PARTITION BY node) AS count FROM found
    )
    SELECT node, asset, issue, vulnerability, package, severity, "isKnownExploited", count::int,
      to_char(opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "openedAt", socket, via
    FROM ranked WHERE nth = 1 ORDER BY "isKnownExploited" DESC, severity_rank DESC, priority DESC, issue, node`);
  return rows;
}
