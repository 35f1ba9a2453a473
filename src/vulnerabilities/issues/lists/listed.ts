import { sql, type SQL } from 'drizzle-orm';
import type { Queryable } from '../../../kernel/database/index.ts';
import type { listedIssues } from '../../tables.ts';

/** What each column of `listed_issues` is, of a row `i` of `issues`. */
const FROM_ISSUE: Record<keyof typeof listedIssues.$inferSelect, string> = {
  id: 'i.id', openedAt: 'i.opened_at', plannedAt: 'i.planned_at', resolvedAt: 'i.resolved_at', due: 'i.due', openPlaces: 'i.open_places', priority: 'i.priority', severityRank: 'i.severity_rank',
  required: 'i.required', kev: 'i.kev IS NOT NULL', exposed: 'i.exposed', fixable: "i.fix_is = 'fixed'", state: 'i.state', appeared: 'i.appeared', ecosystem: 'i.ecosystem', packageName: 'i.package_name',
  vulnerability: 'i.vulnerability', owner: 'i.owner', proposed: 'i.proposed', clockWhat: 'i.clock_what', environments: 'i.environments',
  words: "lower(i.vulnerability || ' ' || i.package_name || ' ' || array_to_string(i.aliases, ' ') || ' ' || i.summary)",
};
const NAMES = Object.entries(FROM_ISSUE).map(([key, value]) => ({ column: key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value }));
const joined = (some: readonly string[]): SQL => sql.raw(some.join(', '));
const COLUMNS = NAMES.map(({ column }) => column);

/** Brings the rows that lists are narrowed and sorted by to what issues say now; writes only those that differ. */
export async function listIssues(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx.execute(sql`
    INSERT INTO listed_issues (${joined(COLUMNS)})
    SELECT n.* FROM (SELECT ${joined(NAMES.map(({ column, value }) => `${value} AS ${column}`))} FROM issues i WHERE i.id = ANY(${sql.param(ids)}::text[])) n
    LEFT JOIN listed_issues l ON l.id = n.id
    WHERE l.id IS NULL OR (${joined(COLUMNS.map((name) => `n.${name}`))}) IS DISTINCT FROM (${joined(COLUMNS.map((name) => `l.${name}`))})
    ON CONFLICT (id) DO UPDATE SET ${joined(COLUMNS.filter((name) => name !== 'id').map((name) => `${name} = excluded.${name}`))}`);
}
