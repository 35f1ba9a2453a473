import { sql } from 'drizzle-orm';
import type { Db } from '../kernel/database/index.ts';

/** An issue on a service of a node that other machines reach. */
export type Reachable = {
  node: string;
  /** The asset that it is in: the node, or an image that runs there. */
  asset: string;
  issue: string; vulnerability: string; package: string; severity: string; isKnownExploited: boolean; priority: number; openedAt: string;
  socket: string;
  /** Name of the image; null for the node's own packages. */
  via: string | null;
};

/** Of each image that runs on a node only the worst few count. */
const OF_AN_IMAGE = 5;
const MOST = 5_000;

/**
 * Issues that policy requires and nobody has decided, critical, high or known to be exploited, on services within reach, the worst
 * first: of a node's packages those that a program with an open socket belongs to, of an image those whose container has a port published.
 */
export async function reachable(db: Db): Promise<Reachable[]> {
  const isStrong = sql`p.state = 'open' AND i.required AND i.state IN ('open', 'triaged') AND (i.severity_rank >= 4 OR i.kev IS NOT NULL)`;
  const { rows } = await db.execute<Reachable>(sql`
    WITH own AS (
      SELECT DISTINCT ON (s.node_id, i.id) s.node_id AS node, s.node_id AS asset, i.id AS issue, s.address || ':' || s.port AS socket, NULL::text AS via
      FROM services s JOIN components c ON c.purl = s.package JOIN places p ON p.component_id = c.id AND p.asset_id = s.node_id JOIN issues i ON i.id = p.issue_id
      WHERE s.exposed AND ${isStrong}
      ORDER BY s.node_id, i.id, s.port
    ), running AS (
      SELECT DISTINCT ON (pl.node_id, pl.asset_id) pl.node_id, pl.asset_id, pl.ports->>0 AS socket, a.name
      FROM placements pl JOIN assets a ON a.id = pl.asset_id
      WHERE pl.node_id IS NOT NULL AND a.exposed AND jsonb_array_length(pl.ports) > 0
      ORDER BY pl.node_id, pl.asset_id, pl.workload
    ), inside AS (
      SELECT r.node_id AS node, r.asset_id AS asset, w.issue, r.socket, r.name AS via
      FROM running r CROSS JOIN LATERAL (
        SELECT DISTINCT p.priority, i.id AS issue FROM places p JOIN issues i ON i.id = p.issue_id
        WHERE p.asset_id = r.asset_id AND ${isStrong} ORDER BY p.priority DESC, i.id LIMIT ${OF_AN_IMAGE}
      ) w
    )
    SELECT f.node, f.asset, f.issue, i.vulnerability, i.package_name AS package, i.severity, i.kev IS NOT NULL AS "isKnownExploited", i.priority,
      to_char(i.opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "openedAt", f.socket, f.via
    FROM (SELECT * FROM own UNION ALL SELECT * FROM inside) f JOIN issues i ON i.id = f.issue
    ORDER BY i.kev IS NOT NULL DESC, i.severity_rank DESC, i.priority DESC, i.id LIMIT ${MOST}`);
  return rows;
}
