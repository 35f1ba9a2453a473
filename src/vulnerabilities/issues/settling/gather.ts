import { sql } from 'drizzle-orm';
import type { Tx } from '../../../kernel/database/index.ts';
import type { DecisionKind } from '../../contract.ts';
import type { Circumstances } from '../rules/priority.ts';
import type { Surroundings } from '../rules/judge.ts';

type Row = {
  issueId: string; open: number; assets: number; undecided: number; oldestUndecided: Date | string | null; covering: DecisionKind[] | null;
  owner: string | null; environments: string[] | null; exposure: number; runs: number;
};

const EXPOSURE: readonly Circumstances['exposure'][] = ['none', 'internet', 'service', 'service-on-internet'];
const RUNS: readonly Circumstances['runs'][] = ['nowhere', 'elsewhere', 'unnamed', 'production'];

/**
 * What the open places of each issue say of it. An image runs, is exposed and is in an environment as the nodes are that it
 * runs on; a node's package is exposed where a service that other machines reach belongs to it.
 */
export async function gather(tx: Tx, ids: readonly string[]): Promise<Map<string, Surroundings>> {
  const { rows } = await tx.execute<Row>(sql`
    WITH spots AS MATERIALIZED (
      SELECT p.issue_id, p.asset_id, count(*) AS places, count(*) FILTER (WHERE p.decision_id IS NULL) AS undecided,
        min(p.opened_at) FILTER (WHERE p.decision_id IS NULL) AS oldest,
        bool_or(s.package IS NOT NULL) AS serves,
        bool_or(d.kind = 'plan') AS plan, bool_or(d.kind = 'accept') AS accept, bool_or(d.kind = 'not-affected') AS unaffected
      FROM places p JOIN components c ON c.id = p.component_id
      LEFT JOIN (SELECT DISTINCT node_id, package FROM services WHERE exposed) s ON s.node_id = p.asset_id AND s.package = c.purl
      LEFT JOIN decisions d ON d.id = p.decision_id
      WHERE p.issue_id = ANY(${sql.param(ids)}::text[]) AND p.state = 'open'
      GROUP BY p.issue_id, p.asset_id
    ), here AS MATERIALIZED (
      SELECT a.id, a.kind, a.owner, a.exposed, a.internet_facing OR coalesce(on_nodes.internet, false) AS internet,
        CASE a.kind WHEN 'node' THEN a.retired_at IS NULL WHEN 'image' THEN a.running > 0 ELSE false END AS runs,
        array_remove(coalesce(on_nodes.environments, '{}') || a.environment, NULL) AS environments
      FROM assets a
      LEFT JOIN LATERAL (
        SELECT array_agg(DISTINCT n.environment) AS environments, bool_or(n.internet_facing) AS internet
        FROM placements pl JOIN assets n ON n.id = pl.node_id WHERE pl.asset_id = a.id AND a.kind = 'image'
      ) on_nodes ON true
      WHERE a.id IN (SELECT asset_id FROM spots)
    ), named AS (
      SELECT s.issue_id, array_agg(DISTINCT e.name ORDER BY e.name) AS environments
      FROM spots s JOIN here h ON h.id = s.asset_id, unnest(h.environments) AS e(name)
      GROUP BY s.issue_id
    )
    SELECT s.issue_id AS "issueId", sum(s.places)::int AS open, count(*)::int AS assets, sum(s.undecided)::int AS undecided, min(s.oldest) AS "oldestUndecided",
      array_remove(ARRAY[CASE WHEN bool_or(s.plan) THEN 'plan' END, CASE WHEN bool_or(s.accept) THEN 'accept' END, CASE WHEN bool_or(s.unaffected) THEN 'not-affected' END], NULL) AS covering,
      mode() WITHIN GROUP (ORDER BY h.owner) AS owner,
      min(n.environments) AS environments,
      max(CASE WHEN (s.serves OR (h.kind = 'image' AND h.exposed)) THEN CASE WHEN h.internet THEN 3 ELSE 2 END WHEN h.internet THEN 1 ELSE 0 END)::int AS exposure,
      max(CASE WHEN NOT h.runs THEN 0 WHEN EXISTS (SELECT FROM unnest(h.environments) AS e(name) WHERE e.name ~* '^(prod|live)') THEN 3 WHEN h.environments = '{}' THEN 2 ELSE 1 END)::int AS runs
    FROM spots s JOIN here h ON h.id = s.asset_id LEFT JOIN named n ON n.issue_id = s.issue_id
    GROUP BY s.issue_id`);
  return new Map(rows.map(({ issueId, oldestUndecided, covering, environments, exposure, runs, ...row }) => [issueId, {
    ...row,
    oldestUndecided: oldestUndecided === null ? null : new Date(oldestUndecided),
    covering: covering ?? [],
    environments: (environments ?? []).slice(0, MOST_ENVIRONMENTS),
    exposure: EXPOSURE[exposure] ?? 'none',
    runs: RUNS[runs] ?? 'nowhere',
  }]));
}

const MOST_ENVIRONMENTS = 50;
