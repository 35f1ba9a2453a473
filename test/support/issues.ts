import type { Db } from '../../src/kernel/database/index.ts';
import { assets } from '../../src/inventory/tables.ts';
import { listIssues } from '../../src/vulnerabilities/issues/lists/listed.ts';
import { components, issues, places } from '../../src/vulnerabilities/tables.ts';

type IssueRow = typeof issues.$inferInsert;
type AssetRow = typeof assets.$inferInsert;

const NOON = new Date('2026-06-01T12:00:00Z');

/** Writes an asset as the inventory would. */
export async function putAsset(db: Db, { id, kind = 'node', name = id, ...more }: Partial<AssetRow> & { id: string }): Promise<void> {
  await db.insert(assets).values({ id, kind, name, key: id, lineage: id, firstSeenAt: NOON, lastSeenAt: NOON, ...more }).onConflictDoNothing();
}

/** Writes an issue as matching and settling would leave it, open in one place of an asset. */
export async function putIssue(db: Db, { id, in: asset = 'web-1', purl = 'pkg:deb/debian/openssl@3.0.14', ...more }: Partial<IssueRow> & { id: string; in?: string; purl?: string }): Promise<void> {
  await putAsset(db, { id: asset });
  const row: IssueRow = {
    id, vulnerability: `CVE-2026-${id.replace(/\D/g, '') || '1'}`, aliases: [`CVE-2026-${id.replace(/\D/g, '') || '1'}`], summary: 'Anybody can come in', packageType: 'deb', packageName: 'openssl',
    ecosystem: 'Debian:12', fixIs: 'fixed', fixVersions: ['3.0.15-1'], severity: 'critical', severityRank: 5, score: 9.8, ratings: [], references: [], state: 'open', required: true,
    openedAt: NOON, appeared: 'new-advisory', openPlaces: 1, openAssets: 1, undecidedPlaces: 1, ...more,
  };
  await db.insert(issues).values(row);
  await listIssues(db, [id]);
  const [component] = await db.insert(components)
    .values({ key: purl, purl, type: 'deb', name: 'openssl', version: '3.0.14', judged: {} })
    .onConflictDoUpdate({ target: components.key, set: { purl } }).returning({ id: components.id });
  await db.insert(places).values({ issueId: id, assetId: asset, componentId: component?.id ?? 0, state: 'open', appeared: 'new-advisory', openedAt: row.openedAt });
}
