import { sql, type SQL } from 'drizzle-orm';
import type { Tx } from '../../kernel/database/index.ts';
import type { Appearance, Severity } from '../contract.ts';
import { currentPolicy } from '../issues/policy.ts';
import { isRequired } from '../issues/rules/policy.ts';
import type { FindingFacts } from './facts.ts';

/** 5 critical … 1 negligible, 0 unknown: what lists are sorted by. */
const RANKS: Readonly<Record<Severity, number>> = { critical: 5, high: 4, medium: 3, low: 2, negligible: 1, unknown: 0 };

type Row = { id: string; facts: FindingFacts };

/** How many rows go into one statement. */
const CHUNK = 1_000;

/** Adds issues that nobody knew; whoever is there already stays. `settle` makes the rest of them. */
export async function insertIssues(tx: Tx, rows: readonly Row[], { at, appeared }: { at: Date; appeared: Appearance }): Promise<void> {
  if (rows.length === 0) return;
  const policy = await currentPolicy(tx);
  const isNeeded = ({ severity, score, kev, epss }: FindingFacts) => isRequired(policy, { severity, score, isKnownExploited: kev !== null, epss: epss?.score ?? null });
  for (let from = 0; from < rows.length; from += CHUNK) {
    await tx.execute(sql`
      INSERT INTO issues (id, package_type, package_name, ecosystem, state, opened_at, appeared, required, ${FACTS})
      SELECT n.id, n.facts #>> '{package,type}', n.facts #>> '{package,name}', n.facts #>> '{package,ecosystem}', 'open', ${at.toISOString()}::timestamptz, ${appeared}, n.required, ${VALUES}
      FROM ${given(rows.slice(from, from + CHUNK), isNeeded)} ON CONFLICT (id) DO NOTHING`);
  }
}

/** Brings what issues say up to date. @returns those that changed in more than their words. */
export async function updateIssues(tx: Tx, rows: readonly Row[]): Promise<string[]> {
  const ordered = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const changed: string[] = [];
  for (let from = 0; from < ordered.length; from += CHUNK) {
    const some = given(ordered.slice(from, from + CHUNK));
    const locked = await tx.execute<{ id: string }>(sql`
      SELECT i.id FROM ${some} JOIN issues i ON i.id = n.id JOIN LATERAL (SELECT ${VALUES}) v(${FACTS}) ON true
      WHERE (${columns('i')}) IS DISTINCT FROM (${columns('v')}) ORDER BY i.id FOR NO KEY UPDATE OF i`);
    const ids = locked.rows.map(({ id }) => id);
    if (ids.length === 0) continue;
    await tx.execute(sql`UPDATE issues SET (${FACTS}) = (SELECT ${VALUES}) FROM ${some} WHERE issues.id = n.id AND n.id = ANY(${sql.param(ids)}::text[])`);
    changed.push(...ids);
  }
  return changed;
}

/**
 * Gives issues what was decided of those that their findings come from: active decisions, who it was assigned to, that somebody
 * looked. A decision that is there already is not copied again.
 */
export async function copyDecisions(tx: Tx, moves: readonly { from: string; to: string }[]): Promise<void> {
  const distinct = new Map(moves.filter(({ from, to }) => from !== to).map((move) => [JSON.stringify([move.from, move.to]), move]));
  if (distinct.size === 0) return;
  const given = sql`jsonb_to_recordset(${JSON.stringify([...distinct.values()])}::jsonb) AS m("from" text, "to" text)`;
  await tx.execute(sql`
    INSERT INTO decisions (id, issue_id, kind, state, scope, by, by_id, at, approved_by, approved_at, owner, due, change, slips, reason, control, justification, until, because, told_late)
    SELECT left(encode(sha256(convert_to(d.id || ' ' || m."to", 'UTF8')), 'hex'), 32), m."to", d.kind, d.state, d.scope, d.by, d.by_id, d.at, d.approved_by, d.approved_at,
      d.owner, d.due, d.change, d.slips, d.reason, d.control, d.justification, d.until, d.because, d.told_late
    FROM ${given} JOIN decisions d ON d.issue_id = m."from" AND d.state IN ('active', 'proposed')
    WHERE NOT EXISTS (SELECT FROM decisions e WHERE e.issue_id = m."to" AND e.state IN ('active', 'proposed'))
    ON CONFLICT (id) DO NOTHING`);
  await tx.execute(sql`
    UPDATE issues t SET assigned_to = coalesce(t.assigned_to, s.assigned_to), triaged_at = coalesce(t.triaged_at, s.triaged_at), told_at = coalesce(t.told_at, s.told_at), opened_at = least(t.opened_at, s.opened_at)
    FROM ${given} JOIN issues s ON s.id = m."from" WHERE t.id = m."to"`);
}

const NAMES = ['vulnerability', 'aliases', 'summary', 'fix_is', 'fix_versions', 'severity', 'severity_rank', 'score', 'ratings', '"references"', 'kev', 'epss', 'epss_percentile'] as const;
const FACTS = sql.raw(NAMES.join(', '));
const columns = (table: string): SQL => sql.raw(NAMES.map((name) => `${table}.${name}`).join(', '));
const list = (name: string): string => `ARRAY(SELECT jsonb_array_elements_text(n.facts #> '{${name}}'))`;
/** The same, of the row `n` of `given`, in the same order. */
const VALUES = sql.raw([
  "n.facts ->> 'vulnerability'", list('aliases'), "n.facts ->> 'summary'", "n.facts #>> '{fix,is}'", list('fix,versions'), "n.facts ->> 'severity'", 'n.rank::smallint', "(n.facts ->> 'score')::real",
  "n.facts -> 'ratings'", list('references'), "nullif(n.facts -> 'kev', 'null'::jsonb)", "(n.facts #>> '{epss,score}')::real", "(n.facts #>> '{epss,percentile}')::real",
].join(', '));

const given = (rows: readonly Row[], isNeeded: (facts: FindingFacts) => boolean = () => false): SQL =>
  sql`jsonb_to_recordset(${JSON.stringify(rows.map(({ id, facts }) => ({ id, facts, rank: RANKS[facts.severity], required: isNeeded(facts) })))}::jsonb) AS n(id text, facts jsonb, rank integer, required boolean)`;
