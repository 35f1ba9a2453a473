import { sql } from 'drizzle-orm';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { listIssues } from '../../src/vulnerabilities/issues/lists/listed.ts';

export type Scale = { issues: number; places: number; images: number; nodes: number };

/**
 * A house of years: so many issues over so many places, made by the database itself, the same each time. As in real ones a few
 * issues are nearly everywhere and most in one or two places (Zipf), few packages have most of the issues, two thirds are
 * undecided or not required, and what is rare is rare: known to be exploited, exposed, proposed, changed by a policy.
 */
export async function fillWorld({ db, database }: Pick<Kernel, 'db' | 'database'>, scale: Scale): Promise<{ issues: number; places: number; assets: number }> {
  const client = await database.pool.connect();
  try {
    await client.query(PICK);
    // What is made here refers to what is made here: nobody looks that up a million times.
    await client.query('SET session_replication_role = replica');
    for (const statement of [assetsOf(scale), COMPONENTS, issuesOf(scale)]) await client.query(statement);
    const indexes = await client.query<{ name: string; definition: string }>(
      "SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index WHERE indrelid IN ('places'::regclass, 'asset_components'::regclass) AND NOT indisprimary");
    for (const { name } of indexes.rows) await client.query(`DROP INDEX ${name}`);
    for (const statement of [placesOf(scale), ...DECIDED, ...AROUND]) await client.query(statement);
    for (const { definition } of indexes.rows) await client.query(definition);
    await client.query('SET session_replication_role = DEFAULT');
    const { rows: ids } = await client.query<{ id: string }>('SELECT id FROM issues');
    await listIssues(db, ids.map(({ id }) => id));
    await client.query('VACUUM ANALYZE');
    const { rows: [counted] } = await client.query<{ issues: number; places: number; assets: number }>(
      'SELECT (SELECT count(*)::int FROM issues) AS issues, (SELECT count(*)::int FROM places) AS places, (SELECT count(*)::int FROM assets) AS assets');
    return counted ?? { issues: 0, places: 0, assets: 0 };
  } finally {
    client.release();
  }
}

/** How many rows a table has. */
export const rowsOf = async ({ db }: Pick<Kernel, 'db'>, table: string): Promise<number> =>
  (await db.execute<{ n: number }>(sql`SELECT count(*)::int AS n FROM ${sql.identifier(table)}`)).rows[0]?.n ?? 0;

/** `pick(n, salt)`: a number from 0 to 999 that looks like chance and is the same each time. */
const PICK = `
  CREATE FUNCTION pg_temp.pick(n bigint, salt int) RETURNS int IMMUTABLE LANGUAGE sql AS
    $$ SELECT (hashint8extended(n, salt) & 2147483647)::int % 1000 $$`;

/** Of ten versions of an image one repository; every fifth image runs somewhere. */
const assetsOf = ({ images, nodes }: Scale): string => `
  INSERT INTO assets (id, kind, name, key, lineage, owner, environment, internet_facing, exposed, running, first_seen_at, last_seen_at, scanned_at, scan_complete)
  SELECT md5('asset' || n), CASE WHEN is_node THEN 'node' ELSE 'image' END,
    CASE WHEN is_node THEN 'node-' || n ELSE 'registry.example/team-' || n / 10 % 24 || '/service-' || n / 10 || ':' || n % 10 END,
    md5('key' || n), CASE WHEN is_node THEN md5('key' || n) ELSE 'registry.example/team-' || n / 10 % 24 || '/service-' || n / 10 END,
    CASE WHEN pg_temp.pick(n, 1) < 900 THEN 'team-' || (n / 10 % 24) END,
    CASE WHEN pg_temp.pick(n, 2) < 300 THEN 'production' WHEN pg_temp.pick(n, 2) < 500 THEN 'staging' END,
    is_node AND pg_temp.pick(n, 3) < 100, is_node OR pg_temp.pick(n, 4) < 60, CASE WHEN NOT is_node AND pg_temp.pick(n, 5) < 200 THEN 2 ELSE 0 END,
    now() - interval '400 days', now(), now() - interval '1 hour', true
  FROM (SELECT n, n >= ${images} AS is_node FROM generate_series(0, ${images + nodes - 1}) AS n) a`;

/** Packages 0 to PACKAGES - 1, each in three versions. */
const PACKAGES = 8_000;
const ECOSYSTEM = `(ARRAY['Debian:12', 'Debian:12', 'Debian:12', 'Debian:11', 'Ubuntu:22.04:LTS', 'Alpine:v3.20', 'npm', 'npm', 'Maven', 'PyPI', 'Go', 'RubyGems'])`;
const COMPONENTS = `
  INSERT INTO components (id, key, purl, type, name, version, judged, matched_with)
  SELECT p * 3 + v + 1, md5('component' || p || '.' || v), 'pkg:generic/package-' || p || '@' || v + 1 || '.0', 'generic', 'package-' || p, v + 1 || '.0', '{}', 'bench'
  FROM generate_series(0, ${PACKAGES - 1}) AS p, generate_series(0, 2) AS v`;

/** Issue n is of a package by the square of chance: the first hundred have a tenth of all issues. */
const PACKAGE_OF = `(pg_temp.pick(n, 10)::float8 * 1000 + pg_temp.pick(n, 11)) ^ 2 / 1e12 * ${PACKAGES}`;

const issuesOf = ({ issues, images, nodes, places }: Scale): string => `
  INSERT INTO issues (id, vulnerability, aliases, summary, package_type, package_name, ecosystem, fix_is, fix_versions, severity, severity_rank, score, ratings, "references", kev, epss, epss_percentile,
    priority, factors, state, required, owner, opened_at, triaged_at, planned_at, appeared, resolved_at, clock_what, due, clocks, plan, proposed,
    open_places, open_assets, undecided_places, exposed, running, environments, told_at)
  SELECT md5('issue' || n), cve, CASE WHEN pg_temp.pick(n, 20) < 600 THEN ARRAY[cve, 'GHSA-' || substr(md5('g' || n), 1, 4) || '-' || substr(md5('g' || n), 5, 4) || '-' || substr(md5('g' || n), 9, 4)] ELSE ARRAY[cve] END,
    (ARRAY['Heap buffer overflow', 'Use after free', 'Denial of service by a crafted message', 'Path traversal', 'Improper certificate validation', 'Integer overflow', 'Out-of-bounds read', 'Regular expression that takes exponential time'])[1 + n % 8]
      || ' in the ' || (ARRAY['parser', 'decoder', 'client', 'server', 'kernel driver', 'session layer'])[1 + n / 8 % 6] || ' of package-' || package || ' allows ' || (ARRAY['remote code execution', 'information disclosure', 'a crash', 'privilege escalation'])[1 + n / 48 % 4],
    'generic', 'package-' || package, ${ECOSYSTEM}[1 + package % 12], CASE WHEN pg_temp.pick(n, 21) < 700 THEN 'fixed' WHEN pg_temp.pick(n, 21) < 950 THEN 'unfixed' ELSE 'wont-fix' END, ARRAY['9.' || n % 50],
    severity, array_position(ARRAY['unknown', 'negligible', 'low', 'medium', 'high', 'critical'], severity) - 1, score,
    jsonb_build_array(jsonb_build_object('severity', severity, 'source', 'NVD', 'vector', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'score', score), jsonb_build_object('severity', severity, 'source', 'vendor', 'vector', NULL, 'score', NULL)),
    ARRAY['https://nvd.nist.example/vuln/detail/' || cve, 'https://security-tracker.example/tracker/' || cve, 'https://lists.example/announce/2025/' || md5('r' || n), 'https://github.example/project/package-' || package || '/commit/' || md5('c' || n)],
    CASE WHEN pg_temp.pick(n, 22) < 5 THEN jsonb_build_object('added', '2026-01-01', 'due', NULL, 'ransomware', false) END, pg_temp.pick(n, 23) ^ 3 / 1e9, pg_temp.pick(n, 23) / 1000.0,
    least(100, coalesce(score, 5) * 4 + pg_temp.pick(n, 23) / 100 + CASE WHEN pg_temp.pick(n, 24) < 30 THEN 14 ELSE 0 END + CASE WHEN pg_temp.pick(n, 25) < 400 THEN 10 ELSE 0 END)::smallint,
    jsonb_build_array(jsonb_build_object('name', 'severity', 'points', 30, 'most', 40, 'because', 'CVSS 7.5'), jsonb_build_object('name', 'exploitation', 'points', 1.2, 'most', 30, 'because', 'EPSS 0.3 %'),
      jsonb_build_object('name', 'exposure', 'points', 0, 'most', 20, 'because', 'nothing that listens is known to run it'), jsonb_build_object('name', 'environment', 'points', 10, 'most', 10, 'because', 'runs in production')),
    state, required, CASE WHEN pg_temp.pick(n, 26) < 900 THEN 'team-' || (pg_temp.pick(n, 27)::float8 ^ 2 / 1e6 * 24)::int % 24 END,
    opened_at, CASE WHEN state IN ('triaged', 'planned') THEN opened_at + interval '1 day' END, CASE WHEN state = 'planned' THEN opened_at + interval '5 days' END,
    CASE WHEN pg_temp.pick(n, 28) < 500 THEN 'new-image' WHEN pg_temp.pick(n, 28) < 850 THEN 'new-advisory' WHEN pg_temp.pick(n, 28) < 940 THEN 'new-package' WHEN pg_temp.pick(n, 28) < 979 THEN 'new-node' WHEN pg_temp.pick(n, 28) < 999 THEN 'came-back' ELSE 'policy-change' END,
    CASE WHEN state = 'resolved' THEN least(now(), opened_at + make_interval(days => pg_temp.pick(n, 29) / 10)) END,
    CASE WHEN state = 'planned' THEN 'plan' WHEN state = 'accepted' THEN 'acceptance' WHEN NOT required OR state IN ('resolved', 'not-affected') THEN NULL WHEN state = 'triaged' THEN 'estimate' ELSE 'triage' END,
    CASE WHEN state IN ('planned', 'accepted') THEN current_date + pg_temp.pick(n, 30) / 6 - 10 WHEN NOT required OR state IN ('resolved', 'not-affected') THEN NULL ELSE opened_at::date + 10 END,
    jsonb_build_array(jsonb_build_object('what', 'triage', 'due', opened_at::date + 3), jsonb_build_object('what', 'remediate', 'due', opened_at::date + 14)),
    CASE WHEN state = 'planned' THEN jsonb_build_object('owner', 'team-1', 'due', current_date + 20, 'change', 'https://git.example/pr/' || n, 'slipped', 0) END,
    CASE WHEN pg_temp.pick(n, 31) < 3 AND state IN ('open', 'triaged') THEN 'accept' END,
    CASE WHEN state = 'resolved' THEN 0 ELSE k END, CASE WHEN state = 'resolved' THEN 0 ELSE k END, CASE WHEN state IN ('open', 'triaged') THEN k ELSE 0 END,
    pg_temp.pick(n, 24) < 30, pg_temp.pick(n, 25) < 400,
    CASE WHEN pg_temp.pick(n, 32) < 250 THEN ARRAY['production'] WHEN pg_temp.pick(n, 32) < 400 THEN ARRAY['production', 'staging'] WHEN pg_temp.pick(n, 32) < 550 THEN ARRAY['staging'] WHEN pg_temp.pick(n, 32) < 552 THEN ARRAY['lab'] ELSE '{}' END,
    opened_at
  FROM (
    SELECT *, CASE severity WHEN 'critical' THEN 9.1 + n % 9 / 10.0 WHEN 'high' THEN 7 + n % 20 / 10.0 WHEN 'medium' THEN 4 + n % 30 / 10.0 WHEN 'low' THEN 1 + n % 30 / 10.0 END AS score,
      severity IN ('critical', 'high', 'medium', 'unknown') AS required
    FROM (
      SELECT n, 'CVE-' || 2015 + n % 12 || '-' || 10000 + n AS cve, least(${PACKAGES - 1}, floor(${PACKAGE_OF}))::int AS package, ${placesOfIssue(issues, places, images + nodes)} AS k,
        CASE WHEN pg_temp.pick(n, 33) < 40 THEN 'critical' WHEN pg_temp.pick(n, 33) < 320 THEN 'high' WHEN pg_temp.pick(n, 33) < 800 THEN 'medium' WHEN pg_temp.pick(n, 33) < 950 THEN 'low' WHEN pg_temp.pick(n, 33) < 980 THEN 'negligible' ELSE 'unknown' END AS severity,
        CASE WHEN pg_temp.pick(n, 34) < 620 THEN 'open' WHEN pg_temp.pick(n, 34) < 670 THEN 'triaged' WHEN pg_temp.pick(n, 34) < 770 THEN 'planned' WHEN pg_temp.pick(n, 34) < 800 THEN 'accepted' WHEN pg_temp.pick(n, 34) < 850 THEN 'not-affected' ELSE 'resolved' END AS state,
        date_trunc('milliseconds', now() - make_interval(secs => (pg_temp.pick(n, 35)::float8 ^ 2 / 1e6 * 700 * 86400 + n % 86400))) AS opened_at
      FROM generate_series(1, ${issues}) AS n
    ) one
  ) rated`;

/** How many places the issue `n` has: by its rank, shuffled, c/rank; so that all together are `places`. */
function placesOfIssue(issues: number, places: number, assets: number, n = 'n'): string {
  let share = places / 10;
  for (let round = 0; round < 50; round += 1) {
    let sum = 0;
    for (let rank = 1; rank <= issues; rank += 1) sum += Math.max(1, Math.min(assets, Math.floor(share / rank)));
    share *= places / sum;
  }
  return `greatest(1, least(${assets}, floor(${share} / (1 + ${n} * 48271::bigint % ${issues})))::int)`;
}

const placesOf = ({ issues, places, images, nodes }: Scale): string => {
  const assets = images + nodes;
  return `
  INSERT INTO places (issue_id, asset_id, component_id, state, appeared, opened_at, resolved_at, counted, decision_id)
  SELECT i.id, md5('asset' || (i.n * 7919 + j * ${strideOf(assets)}::bigint) % ${assets}), substr(i.package_name, 9)::bigint * 3 + j % 3 + 1, CASE WHEN i.state = 'resolved' THEN 'resolved' ELSE 'open' END, i.appeared,
    CASE WHEN i.appeared = 'new-advisory' THEN date_trunc('hour', i.opened_at) ELSE i.opened_at + make_interval(secs => j) END, i.resolved_at,
    CASE WHEN i.state = 'resolved' THEN 0 ELSE 1 + 2 * i.severity_rank + (i.required AND i.undecided_places > 0)::int END, CASE WHEN i.state IN ('planned', 'accepted', 'not-affected') THEN 'd' || substr(i.id, 2) END
  FROM (SELECT *, substr(vulnerability, 10)::bigint - 10000 AS n FROM issues) i
  JOIN LATERAL generate_series(0, ${placesOfIssue(issues, places, assets, 'i.n')} - 1) AS j ON true
  ORDER BY i.id`;
};

/** A step through all assets that meets each once. */
function strideOf(assets: number): number {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  let stride = Math.floor(assets * 0.618);
  while (gcd(stride, assets) !== 1) stride += 1;
  return stride;
}

/** What was decided of those that are. */
const DECIDED = [
  `INSERT INTO decisions (id, issue_id, kind, state, scope, by, by_id, at, approved_by, approved_at, owner, due, change, reason, until, justification)
   SELECT 'd' || substr(id, 2), id, CASE state WHEN 'planned' THEN 'plan' WHEN 'accepted' THEN 'accept' ELSE 'not-affected' END, 'active', '{"is":"everywhere"}', 'anna', 'anna', opened_at, 'anna', opened_at,
     CASE WHEN state = 'planned' THEN owner END, CASE WHEN state = 'planned' THEN due END, CASE WHEN state = 'planned' THEN plan ->> 'change' END, 'because', CASE WHEN state = 'accepted' THEN due END, CASE WHEN state = 'not-affected' THEN 'component_not_present' END
   FROM issues WHERE state IN ('planned', 'accepted', 'not-affected')`,
  `INSERT INTO issue_history (issue_id, at, what, by, note) SELECT id, opened_at, 'opened', 'scan', appeared FROM issues`,
];

/** What is in assets and what they count, what listens and runs, and a year of days. */
const AROUND = [
  `INSERT INTO component_findings (component_id, vulnerability, issue_id) SELECT c.id, i.vulnerability, i.id FROM issues i JOIN components c ON c.name = i.package_name`,
  `UPDATE assets a SET weight = c.undecided, issues = jsonb_build_object('critical', c.critical, 'high', c.high, 'medium', c.medium, 'low', c.low, 'other', c.other, 'undecided', c.undecided)
   FROM (SELECT asset_id, count(*) FILTER (WHERE counted > 10) AS critical, count(*) FILTER (WHERE counted IN (9, 10)) AS high, count(*) FILTER (WHERE counted IN (7, 8)) AS medium, count(*) FILTER (WHERE counted IN (5, 6)) AS low,
     count(*) FILTER (WHERE counted < 5) AS other, count(*) FILTER (WHERE counted % 2 = 0) AS undecided FROM places WHERE counted > 0 GROUP BY asset_id) c WHERE c.asset_id = a.id`,
  `INSERT INTO asset_components (asset_id, component_id, paths) SELECT asset_id, component_id, ARRAY['var/lib/dpkg/status'] FROM places GROUP BY 1, 2`,
  `INSERT INTO services (node_id, protocol, address, port, exposed, process, package)
   SELECT s.asset_id, 'tcp', '0.0.0.0', 1000 + s.nth, s.nth <> 3, 'daemon', c.purl
   FROM (SELECT ac.asset_id, ac.component_id, row_number() OVER (PARTITION BY ac.asset_id ORDER BY ac.component_id) AS nth FROM asset_components ac JOIN assets a ON a.id = ac.asset_id AND a.kind = 'node') s
   JOIN components c ON c.id = s.component_id WHERE s.nth <= 6`,
  `INSERT INTO placements (reporter, host, runtime, workload, asset_id, node_id, ports, since, last_seen_at)
   SELECT 'node:' || n.id, n.name, 'containerd', 'work-' || i.nth, i.id, n.id, CASE WHEN i.exposed THEN '["0.0.0.0:443->8443/tcp"]'::jsonb ELSE '[]'::jsonb END, now(), now()
   FROM (SELECT id, exposed, row_number() OVER (ORDER BY id) AS nth FROM assets WHERE kind = 'image' AND running > 0) i
   JOIN (SELECT id, name, row_number() OVER (ORDER BY id) AS nth, count(*) OVER () AS many FROM assets WHERE kind = 'node') n ON (i.nth * 3 + 1) % n.many + 1 = n.nth OR (i.nth * 7) % n.many + 1 = n.nth`,
  `INSERT INTO issue_days (day, owner, open, required, undecided, overdue, opened, resolved)
   SELECT current_date - d, CASE o WHEN 24 THEN '' ELSE 'team-' || o END, 1000, 600, 400, 100, 10, 10 FROM generate_series(1, 365) AS d, generate_series(0, 24) AS o`,
];
