import { sql } from 'drizzle-orm';
import type { Tx } from '../../kernel/database/index.ts';
import type { Appearance } from '../contract.ts';
import { noteHistory } from '../issues/history.ts';
import { lineOf, type FindingFacts } from './facts.ts';
import { chooseIssues, groupKey, isSame, type Group, type KnownIssue } from './identity.ts';
import { copyDecisions, insertIssues, updateIssues } from './issue-rows.ts';

/** A component that was matched, and all that is known against it. */
export type MatchedComponent = { componentId: number; findings: readonly FindingFacts[] };

/** What changed: places of these pairs are to be aligned, and these issues settled. */
export type Recorded = { pairs: { componentId: number; issueId: string }[]; issues: string[] };

type Held = { componentId: number; vulnerability: string; issueId: string };

/**
 * Writes what is known against components: their findings, the issues that those are of, and what those say. An issue that
 * goes on under another name or with another fix is the same row; what was decided of one that findings leave is copied to
 * where they go. Call it at the desk (`atDesk`), then align the places and settle.
 */
export async function recordFindings(tx: Tx, matched: readonly MatchedComponent[], { at, appeared, by }: { at: Date; appeared: Appearance; by: string }): Promise<Recorded> {
  const before = await heldBy(tx, matched.map(({ componentId }) => componentId));
  const groups = groupsOf(matched, before);
  const { known, heldElsewhere } = await knownIssues(tx, groups, matched);
  const chosen = chooseIssues(new Map(Array.from(groups, ([key, { group }]) => [key, group])), known, heldElsewhere);

  const idOf = (key: string): string => chosen.get(key)?.id ?? '';
  const fresh = [...groups].filter(([key]) => chosen.get(key)?.is === 'new').map(([key, { group }]) => ({ id: idOf(key), facts: group.facts }));
  const standing = [...groups].filter(([key]) => chosen.get(key)?.is !== 'new').map(([key, { group }]) => ({ id: idOf(key), facts: group.facts }));
  await insertIssues(tx, fresh, { at, appeared });
  const changed = await updateIssues(tx, standing);
  await noteAdopted(tx, [...groups].filter(([key]) => chosen.get(key)?.is === 'adopted').map(([key, { group }]) => ({ id: idOf(key), facts: group.facts })), known, { at, by });

  const now = [...groups].flatMap(([key, { group, components }]) => components.map((componentId): Held => ({ componentId, vulnerability: group.facts.vulnerability, issueId: idOf(key) })));
  const moved = movesOf(groups, before, idOf);
  await writeFindings(tx, matched, now);
  await movePlaces(tx, moved);
  await copyDecisions(tx, moved.map(({ from, to }) => ({ from, to })));

  const pairs = difference(before, now);
  return { pairs, issues: [...new Set([...changed, ...moved.flatMap(({ from, to }) => [from, to])])] };
}

async function heldBy(tx: Tx, components: readonly number[]): Promise<Map<number, Held[]>> {
  const { rows } = await tx.execute<Held>(sql`
    SELECT component_id::float8 AS "componentId", vulnerability, issue_id AS "issueId" FROM component_findings WHERE component_id = ANY(${sql.param(components)}::bigint[])`);
  return Map.groupBy(rows, ({ componentId }) => componentId);
}

type Gathered = Map<string, { group: Group & { before: Set<string> }; components: number[] }>;

/** Findings by the issue that they are. Of what components of one issue say, what gets furthest is taken: fixed before not fixed, the worst severity. */
function groupsOf(matched: readonly MatchedComponent[], before: ReadonlyMap<number, readonly Held[]>): Gathered {
  const groups: Gathered = new Map();
  for (const { componentId, findings } of matched) {
    for (const facts of findings) {
      const key = groupKey(facts);
      const known = groups.get(key);
      const gathered = known ?? { group: { facts, before: new Set<string>() }, components: [] };
      if (known && (facts.fix.is === 'fixed') > (known.group.facts.fix.is === 'fixed')) known.group.facts = facts;
      gathered.components.push(componentId);
      for (const held of before.get(componentId) ?? []) if (isSame(held.vulnerability, facts.vulnerability, facts.aliases)) gathered.group.before.add(held.issueId);
      groups.set(key, gathered);
    }
  }
  return groups;
}

type KnownRow = Omit<KnownIssue, 'package' | 'fix'> & { type: string; ecosystem: string; name: string; fixIs: FindingFacts['fix']['is']; fixVersions: string[] };

/** Issues of the packages concerned, and those that findings of other components are of. */
async function knownIssues(tx: Tx, groups: Gathered, matched: readonly MatchedComponent[]): Promise<{ known: KnownIssue[]; heldElsewhere: Set<string> }> {
  const packages = new Map(Array.from(groups.values(), ({ group: { facts: { package: { ecosystem, name } } } }) => [JSON.stringify([ecosystem, name]), { ecosystem, name }]));
  if (packages.size === 0) return { known: [], heldElsewhere: new Set() };
  const { rows } = await tx.execute<KnownRow>(sql`
    SELECT i.id, i.vulnerability, i.aliases, i.package_type AS type, i.ecosystem, i.package_name AS name, i.fix_is AS "fixIs", i.fix_versions AS "fixVersions"
    FROM jsonb_to_recordset(${JSON.stringify([...packages.values()])}::jsonb) AS n(ecosystem text, name text)
    JOIN issues i ON i.package_name = n.name AND i.ecosystem = n.ecosystem`);
  const touched = [...new Set([...groups.values()].flatMap(({ group }) => [...group.before]))];
  const elsewhere = touched.length === 0 ? [] : (await tx.execute<{ id: string }>(sql`
    SELECT i.id FROM unnest(${sql.param(touched)}::text[]) AS i(id)
    WHERE EXISTS (SELECT FROM component_findings f WHERE f.issue_id = i.id AND f.component_id <> ALL(${sql.param(matched.map(({ componentId }) => componentId))}::bigint[]))`)).rows;
  return {
    known: rows.map(({ id, vulnerability, aliases, type, ecosystem, name, fixIs, fixVersions }) => ({ id, vulnerability, aliases, package: { type, ecosystem, name }, fix: { is: fixIs, versions: fixVersions } })),
    heldElsewhere: new Set(elsewhere.map(({ id }) => id)),
  };
}

type Move = { componentId: number; from: string; to: string };

/** Findings that are of another issue than before. Of several that become one, the first is it; the others end. */
function movesOf(groups: Gathered, before: ReadonlyMap<number, readonly Held[]>, idOf: (key: string) => string): Move[] {
  const moves = new Map<string, Move>();
  for (const [key, { group: { facts }, components }] of groups) {
    const to = idOf(key);
    for (const componentId of components) {
      const held = before.get(componentId) ?? [];
      if (held.some(({ issueId }) => issueId === to)) continue;
      const from = held.find(({ vulnerability }) => isSame(vulnerability, facts.vulnerability, facts.aliases))?.issueId;
      if (from !== undefined) moves.set(JSON.stringify([componentId, to]), { componentId, from, to });
    }
  }
  return [...moves.values()];
}

async function writeFindings(tx: Tx, matched: readonly MatchedComponent[], now: readonly Held[]): Promise<void> {
  const rows = sql`jsonb_to_recordset(${JSON.stringify(now)}::jsonb) AS n("componentId" bigint, vulnerability text, "issueId" text)`;
  await tx.execute(sql`
    DELETE FROM component_findings f WHERE f.component_id = ANY(${sql.param(matched.map(({ componentId }) => componentId))}::bigint[])
      AND NOT EXISTS (SELECT FROM ${rows} WHERE n."componentId" = f.component_id AND n.vulnerability = f.vulnerability)`);
  await tx.execute(sql`
    INSERT INTO component_findings (component_id, vulnerability, issue_id) SELECT n."componentId", n.vulnerability, n."issueId" FROM ${rows}
    ON CONFLICT (component_id, vulnerability) DO UPDATE SET issue_id = excluded.issue_id WHERE component_findings.issue_id <> excluded.issue_id`);
}

/** What is open since when stays so under the other issue. */
async function movePlaces(tx: Tx, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return;
  const ids = (of: (move: Move) => string) => sql`${sql.param([...new Set(moves.map(of))])}::text[]`;
  const components = sql`${sql.param([...new Set(moves.map(({ componentId }) => componentId))])}::bigint[]`;
  await tx.execute(sql`
    WITH there AS MATERIALIZED (
      SELECT issue_id, asset_id, component_id FROM places WHERE issue_id = ANY(${ids(({ to }) => to)}) AND component_id = ANY(${components})
    )
    UPDATE places p SET issue_id = m."to", decision_id = NULL
    FROM jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) AS m("componentId" bigint, "from" text, "to" text)
    WHERE p.issue_id = ANY(${ids(({ from }) => from)}) AND p.component_id = ANY(${components}) AND p.component_id = m."componentId" AND p.issue_id = m."from"
      AND NOT EXISTS (SELECT FROM there q WHERE q.issue_id = m."to" AND q.asset_id = p.asset_id AND q.component_id = p.component_id)`);
}

/** Pairs of component and issue that came or went. */
function difference(before: ReadonlyMap<number, readonly Held[]>, now: readonly Held[]): Recorded['pairs'] {
  const pairs = (held: readonly Held[]) => new Map(held.map(({ componentId, issueId }) => [`${componentId} ${issueId}`, { componentId, issueId }]));
  const [old, current] = [pairs([...before.values()].flat()), pairs(now)];
  return [...[...old].filter(([key]) => !current.has(key)), ...[...current].filter(([key]) => !old.has(key))].map(([, pair]) => pair);
}

/** Tells in their history why issues go by another name, or have another fix. */
async function noteAdopted(tx: Tx, adopted: readonly { id: string; facts: FindingFacts }[], known: readonly KnownIssue[], { at, by }: { at: Date; by: string }): Promise<void> {
  const before = new Map(known.map((issue) => [issue.id, issue]));
  await noteHistory(tx, at, adopted.flatMap(({ id, facts }) => {
    const was = before.get(id);
    if (!was) return [];
    const renamed = was.vulnerability === facts.vulnerability ? [] : [`${was.vulnerability} is known as ${facts.vulnerability}`];
    const isRefixed = lineOf(was.package.type, was.fix) !== lineOf(facts.package.type, facts.fix);
    const refixed = isRefixed ? [facts.fix.versions.length === 0 ? 'the fix was taken back' : `fixed in ${facts.fix.versions.join(', ')}`] : [];
    return [{ issueId: id, what: 'known anew', by, note: [...renamed, ...refixed].join('; ') }];
  }));
}
