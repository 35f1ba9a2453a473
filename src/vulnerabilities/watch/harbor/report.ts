import { sql } from 'drizzle-orm';
import type { Queryable } from '../../../kernel/database/index.ts';
import { version } from '../../../kernel/version.ts';
import type { IssueDetail, Severity as OurSeverity } from '../../contract.ts';
import type { HarborReport, Severity, VulnerabilityItem } from './shapes.ts';

export const SCANNER = { name: 'Glacis', vendor: 'Glacis', version };

/** From the least. */
const ORDER: readonly Severity[] = ['Unknown', 'Negligible', 'Low', 'Medium', 'High', 'Critical'];
const OURS: Readonly<Record<OurSeverity, Severity>> = { unknown: 'Unknown', negligible: 'Negligible', low: 'Low', medium: 'Medium', high: 'High', critical: 'Critical' };
const MOST = 50_000;

type Row = { id: string; summary: string; severity: OurSeverity; ratings: IssueDetail['ratings']; references: string[]; fix: string[]; name: string; version: string };

/** What is known against an image now, as Harbor takes it. What was decided not to affect it is left out. */
export async function harborReport(db: Queryable, { assetId, at }: { assetId: string; at: Date }): Promise<HarborReport> {
  const { rows: [asset] } = await db.execute<{ key: string; name: string; lineage: string }>(sql`SELECT key, name, lineage FROM assets WHERE id = ${assetId}`);
  const { rows } = await db.execute<Row>(sql`
    SELECT i.vulnerability AS id, i.summary, i.severity, i.ratings, i.references, i.fix_versions AS fix, c.name, c.version
    FROM places p JOIN issues i ON i.id = p.issue_id JOIN components c ON c.id = p.component_id LEFT JOIN decisions d ON d.id = p.decision_id AND d.state = 'active'
    WHERE p.asset_id = ${assetId} AND p.state = 'open' AND d.kind IS DISTINCT FROM 'not-affected'
    ORDER BY i.severity_rank DESC, i.vulnerability, c.name, c.version LIMIT ${MOST}`);
  const vulnerabilities = rows.map(itemOf);
  const tag = asset?.name.startsWith(`${asset.lineage}:`) ? asset.name.slice(asset.lineage.length + 1) : undefined;
  return {
    generated_at: at.toISOString(),
    artifact: { repository: asset?.lineage.slice(asset.lineage.indexOf('/') + 1) ?? '', digest: asset?.key ?? '', ...(tag === undefined ? {} : { tag }) },
    scanner: SCANNER,
    severity: vulnerabilities.reduce<Severity>((worst, { severity }) => (ORDER.indexOf(severity) > ORDER.indexOf(worst) ? severity : worst), 'Unknown'),
    vulnerabilities,
  };
}

function itemOf({ id, summary, severity, ratings, references, fix, name, version: installed }: Row): VulnerabilityItem {
  const cvss = cvssOf(ratings);
  return {
    id, package: name, version: installed, fix_version: fix.join(', '), severity: OURS[severity], description: summary,
    links: references.filter((link) => /^https?:\/\//.test(link)).slice(0, 50),
    ...(cvss === undefined ? {} : { preferred_cvss: cvss }),
  };
}

/** The first rating of each generation of CVSS that Harbor knows. */
function cvssOf(ratings: IssueDetail['ratings']): VulnerabilityItem['preferred_cvss'] {
  const third = ratings.find(({ vector, score }) => vector?.startsWith('CVSS:3') && score !== null);
  const second = ratings.find(({ vector, score }) => vector?.startsWith('AV:') && score !== null);
  if (!third && !second) return undefined;
  return {
    ...(third ? { score_v3: third.score ?? 0, vector_v3: third.vector ?? '' } : {}),
    ...(second ? { score_v2: second.score ?? 0, vector_v2: second.vector ?? '' } : {}),
  };
}
