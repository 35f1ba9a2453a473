import { sql } from 'drizzle-orm';
import type { AssetKind } from '../../src/inventory/contract.ts';
import { assetId } from '../../src/inventory/index.ts';
import { assets } from '../../src/inventory/tables.ts';
import { inTransaction } from '../../src/kernel/database/index.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import type { Settle } from '../../src/vulnerabilities/issues/settle.ts';
import { components, issues, places } from '../../src/vulnerabilities/tables.ts';

const RANKS = { critical: 5, high: 4, medium: 3, low: 2, negligible: 1, unknown: 0 } as const;

/** Puts assets, issues and places into the database as storing scans and matching do, and settles them. */
export function issueWorld({ db, clock }: Pick<Kernel, 'db' | 'clock'>, settle: Settle) {
  const now = () => new Date(clock.now());

  async function settled(ids: readonly string[]): Promise<void> {
    await inTransaction(db, async (tx) => void (await settle(tx, ids, { at: now(), by: 'scan' })));
  }

  return {
    settled,

    /** An image is named by its repository and digest, another asset by its key. */
    async asset(kind: AssetKind, key: string, more: Partial<typeof assets.$inferInsert> = {}): Promise<string> {
      const id = assetId(kind, key);
      const row = { id, kind, key, name: more.name ?? key, lineage: more.lineage ?? key, firstSeenAt: now(), lastSeenAt: now(), ...more };
      await db.insert(assets).values(row).onConflictDoUpdate({ target: assets.id, set: more.name === undefined ? { name: row.name } : more });
      return id;
    },

    /** Matching found it: rows with facts alone. */
    async issue(id: string, more: Partial<typeof issues.$inferInsert> = {}): Promise<string> {
      const severity = more.severity ?? 'high';
      const vulnerability = more.vulnerability ?? `CVE-2026-${id}`;
      await db.insert(issues).values({
        id, vulnerability, aliases: [vulnerability], summary: `What is wrong with ${id}`, packageType: 'deb', packageName: 'openssl', ecosystem: 'Debian:12',
        fixIs: 'fixed', fixVersions: ['3.0.15-1'], severity, severityRank: RANKS[severity], score: 7.5, ratings: [], references: [],
        state: 'open', openedAt: now(), appeared: 'new-image', ...more,
      });
      return id;
    },

    /** A scan found issues in an asset, all in one package of it. */
    async found(assetIdOf: string, issueIds: readonly string[], purl = 'pkg:deb/debian/openssl@3.0.14-1'): Promise<void> {
      const [component] = await db.insert(components).values({ key: purl, purl, type: 'deb', name: 'openssl', version: '3.0.14-1', judged: {} }).onConflictDoUpdate({ target: components.key, set: { purl } }).returning({ id: components.id });
      const componentId = component?.id ?? 0;
      for (const issueId of issueIds) {
        await db.insert(places).values({ issueId, assetId: assetIdOf, componentId, state: 'open', appeared: 'new-image', openedAt: now() })
          .onConflictDoUpdate({ target: [places.issueId, places.assetId, places.componentId], set: { state: 'open', openedAt: now(), resolvedAt: null, decisionId: null } });
      }
      await settled(issueIds);
    },

    /** A complete scan no longer finds it there. */
    async gone(assetIdOf: string, issueIds: readonly string[]): Promise<void> {
      await db.execute(sql`UPDATE places SET state = 'resolved', resolved_at = ${now().toISOString()}::timestamptz, resolved_by = 'scan' WHERE asset_id = ${assetIdOf} AND issue_id = ANY(${sql.param(issueIds)}::text[])`);
      await settled(issueIds);
    },
  };
}
