import { sql } from 'drizzle-orm';
import type { Kernel } from '../../src/kernel/kernel.ts';
import type { Content } from '../../src/vulnerabilities/components/content.ts';
import { addComponents, watchNames, writeAssetComponents } from '../../src/vulnerabilities/components/stored.ts';
import { atDesk } from '../../src/vulnerabilities/components/desk-lock.ts';
import { alignPlaces } from '../../src/vulnerabilities/components/places.ts';
import type { Change } from '../../src/vulnerabilities/issues/settling/counts.ts';
import type { Settle } from '../../src/vulnerabilities/issues/settle.ts';
import { assetId } from '../../src/inventory/index.ts';

const AT_ONCE = 100;

/**
 * Puts many SBOMs into the tables as scans do, a hundred a transaction and not settled one by one: components wait for their
 * first match, which opens the places.
 */
export async function loadSboms(kernel: Pick<Kernel, 'db'>, count: number, contentOf: (nth: number) => Content): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, at) => contentOf(from + at));
    await atDesk(kernel.db, async (tx) => {
      const assets = some.map(({ target: { name, digest } }) => ({ id: assetId('image', digest), name, key: digest, lineage: name.replace(/:\d+$/, '') }));
      await tx.execute(sql`
        INSERT INTO assets (id, kind, name, key, lineage, first_seen_at, last_seen_at, scanned_at, scan_complete)
        SELECT n.id, 'image', n.name, n.key, n.lineage, now(), now(), now(), true FROM jsonb_to_recordset(${JSON.stringify(assets)}::jsonb) AS n(id text, name text, key text, lineage text)`);
      const components = [...new Map(some.flatMap(({ components: all }) => all).map((one) => [one.key, one])).values()];
      await addComponents(tx, components);
      await watchNames(tx, [...new Map(components.flatMap(({ names }) => names).map((name) => [JSON.stringify(name), { ...name, fingerprint: '' }])).values()]);
      for (const content of some) await writeAssetComponents(tx, assetId('image', content.target.digest), { components: content.components, complete: false });
    });
  }
}

/** Opens the places of all assets and settles every issue, once. */
export async function openPlaces({ db }: Pick<Kernel, 'db'>, settle: Settle): Promise<{ places: number; issues: number }> {
  const { rows: assets } = await db.execute<{ id: string }>(sql`SELECT id FROM assets ORDER BY id`);
  const counts: Change[] = [];
  for (let from = 0; from < assets.length; from += 500) {
    const aligned = await atDesk(db, (tx) => alignPlaces(tx, { assets: assets.slice(from, from + 500).map(({ id }) => id) }, { at: new Date(), appeared: 'new-image', by: 'bench' }));
    for (const change of aligned.counts) counts.push(change);
  }
  const { rows: issues } = await db.execute<{ id: string }>(sql`SELECT id FROM issues ORDER BY id`);
  await atDesk(db, (tx) => settle(tx, issues.map(({ id }) => id), { at: new Date(), by: 'bench', counts }));
  const { rows } = await db.execute<{ places: number }>(sql`SELECT count(*)::int AS places FROM places WHERE state = 'open'`);
  return { places: rows[0]?.places ?? 0, issues: issues.length };
}
