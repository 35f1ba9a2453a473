import { sql } from 'drizzle-orm';
import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { DecisionKind, Issue, Justification, Severity } from '../contract.ts';
import { assetPurl } from './purls.ts';

/** Which decisions: of an image by its repository (lineage), of a team, of certain kinds. */
export type Wanted = { image?: string | undefined; owner?: string | undefined; kinds?: readonly DecisionKind[] };

/** A decision that holds, with the open places that it covers. */
export type Decided = {
  id: string; kind: DecisionKind; issue: string; vulnerability: string; aliases: string[]; severity: Severity; package: string; ecosystem: string; fix: Issue['fix'];
  reason: string | null; control: string | null; justification: Justification | null; until: string | null; due: string | null; change: string | null;
  approvedBy: string | null; approvedAt: Date;
  products: { purl: string; name: string; packages: string[] }[];
};

/** More places than this make no document that anybody reads. */
const MOST_PLACES = 50_000;

type Row = Omit<Decided, 'products' | 'fix' | 'approvedAt'> & { fixIs: Issue['fix']['is']; fixVersions: string[]; approvedAt: string | Date; assetKind: string; assetName: string; assetKey: string; lineage: string; packages: string[]; places: number };

/** What was decided and holds, by vulnerability. @throws {GlacisError} `invalid` where it is in more places than a document holds. */
export async function decided({ db }: Pick<Kernel, 'db'>, { image, owner, kinds = ['plan', 'accept', 'not-affected'] }: Wanted): Promise<Decided[]> {
  const { rows } = await db.execute<Row>(sql`
    SELECT d.id, d.kind, i.id AS issue, i.vulnerability, i.aliases, i.severity, i.package_name AS package, i.ecosystem, i.fix_is AS "fixIs", i.fix_versions AS "fixVersions",
      d.reason, d.control, d.justification, d.until::text, d.due::text, d.change, d.approved_by AS "approvedBy", d.approved_at AS "approvedAt",
      a.kind AS "assetKind", a.name AS "assetName", a.key AS "assetKey", a.lineage, p.purls AS packages
    FROM decisions d JOIN issues i ON i.id = d.issue_id
    JOIN LATERAL (
      SELECT p.asset_id, array_agg(DISTINCT c.purl ORDER BY c.purl) AS purls FROM places p JOIN components c ON c.id = p.component_id
      WHERE p.issue_id = d.issue_id AND p.decision_id = d.id AND p.state = 'open' GROUP BY p.asset_id
    ) p ON true
    JOIN assets a ON a.id = p.asset_id
    WHERE d.state = 'active' AND d.kind = ANY(${sql.param(kinds)}::text[])
      ${image === undefined ? sql`` : sql`AND a.kind = 'image' AND a.lineage = ${image}`} ${owner === undefined ? sql`` : sql`AND i.owner = ${owner}`}
    ORDER BY i.vulnerability, i.id, d.id, a.name, a.id LIMIT ${MOST_PLACES + 1}`);
  if (rows.length > MOST_PLACES) throw errors.invalid({ what: `Decisions cover more than ${MOST_PLACES} images, nodes and repositories: ask for one image or owner.` });
  return [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { fixIs, fixVersions, approvedAt, assetKind: _kind, assetName: _name, assetKey: _key, lineage: _lineage, packages: _packages, ...row } = first;
    return [{
      ...row, fix: { is: fixIs, versions: fixVersions }, approvedAt: new Date(approvedAt),
      products: group.map(({ assetKind: kind, assetName: name, assetKey: key, lineage, packages }) => ({ purl: assetPurl({ kind, name, key, lineage }), name, packages })),
    }];
  });
}
