import { sql } from 'drizzle-orm';
import type { Queryable, Tx } from '../../kernel/database/index.ts';
import type { Content, FoundComponent } from './content.ts';
import type { Name } from './judging/messages.ts';

/** How many rows go into one statement. */
const CHUNK = 2_000;

export type KnownComponent = { id: number; key: string; matchedWith: string | null };

/** Which of these components are known, by key. */
export async function knownComponents(at: Queryable, keys: readonly string[]): Promise<Map<string, KnownComponent>> {
  const known = new Map<string, KnownComponent>();
  for (let from = 0; from < keys.length; from += CHUNK) {
    const { rows } = await at.execute<KnownComponent>(sql`
      SELECT id::float8 AS id, key, matched_with AS "matchedWith" FROM components WHERE key = ANY(${sql.param(keys.slice(from, from + CHUNK))}::text[])`);
    for (const row of rows) known.set(row.key, row);
  }
  return known;
}

/** Adds components, and the names by which advisories are followed; who is there already stays. */
export async function addComponents(tx: Tx, components: readonly FoundComponent[]): Promise<void> {
  for (let from = 0; from < components.length; from += CHUNK) {
    const some = components.slice(from, from + CHUNK);
    const rows = some.map(({ key, judged }) => ({ key, judged, purl: judged.package.purl, type: judged.package.type, name: nameOf(judged), version: judged.package.version }));
    await tx.execute(sql`
      INSERT INTO components (key, purl, type, name, version, judged)
      SELECT n.key, n.purl, n.type, n.name, n.version, n.judged FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS n(key text, purl text, type text, name text, version text, judged jsonb)
      ON CONFLICT (key) DO NOTHING`);
    const names = some.flatMap(({ key, names }) => names.map(({ ecosystem, name }) => ({ key, ecosystem, name })));
    await tx.execute(sql`
      INSERT INTO component_names (ecosystem, name, component_id)
      SELECT n.ecosystem, n.name, c.id FROM jsonb_to_recordset(${JSON.stringify(names)}::jsonb) AS n(key text, ecosystem text, name text) JOIN components c ON c.key = n.key
      ON CONFLICT DO NOTHING`);
  }
}

/** A package's name with the namespace that people know it by. */
export const nameOf = ({ package: { namespace, name, type } }: FoundComponent['judged']): string =>
  namespace === undefined || namespace === '' ? name : `${namespace}${type === 'maven' ? ':' : '/'}${name}`;

/** Follows names from now on: what is said of them is what components were just matched with. Empty: with nothing yet. */
export async function watchNames(tx: Tx, names: readonly (Name & { fingerprint: string })[]): Promise<void> {
  for (let from = 0; from < names.length; from += CHUNK) {
    await tx.execute(sql`
      INSERT INTO watched_names (ecosystem, name, fingerprint)
      SELECT n.ecosystem, n.name, n.fingerprint FROM jsonb_to_recordset(${JSON.stringify(names.slice(from, from + CHUNK))}::jsonb) AS n(ecosystem text, name text, fingerprint text)
      ON CONFLICT DO NOTHING`);
  }
}

/** Notes that components were matched with these advisories. */
export async function noteMatched(tx: Tx, components: readonly number[], digest: string): Promise<void> {
  await tx.execute(sql`UPDATE components SET matched_with = ${digest} WHERE id = ANY(${sql.param(components)}::bigint[]) AND matched_with IS DISTINCT FROM ${digest}`);
}

/**
 * Writes what is in an asset. A complete scan says all of it; an incomplete one adds what it found, and what it did not find,
 * or sets aside that was judged before, stays.
 */
export async function writeAssetComponents(tx: Tx, assetId: string, { components, complete }: Pick<Content, 'components' | 'complete'>): Promise<void> {
  if (complete) {
    await tx.execute(sql`
      DELETE FROM asset_components ac USING components c
      WHERE ac.asset_id = ${assetId} AND c.id = ac.component_id AND c.key <> ALL(${sql.param(components.map(({ key }) => key))}::text[])`);
  }
  for (let from = 0; from < components.length; from += CHUNK) {
    const rows = components.slice(from, from + CHUNK).map(({ key, paths, setAside }) => ({ key, paths, aside: setAside }));
    await tx.execute(sql`
      INSERT INTO asset_components (asset_id, component_id, paths, set_aside)
      SELECT ${assetId}, c.id, ARRAY(SELECT jsonb_array_elements_text(n.paths)), n.aside
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS n(key text, paths jsonb, aside text) JOIN components c ON c.key = n.key
      ON CONFLICT (asset_id, component_id) DO UPDATE SET paths = excluded.paths, set_aside = ${complete ? sql`excluded.set_aside` : sql`CASE WHEN asset_components.set_aside IS NULL THEN NULL ELSE excluded.set_aside END`}
      WHERE (asset_components.paths, asset_components.set_aside) IS DISTINCT FROM (excluded.paths, excluded.set_aside)`);
  }
}
