import { sql } from 'drizzle-orm';
import { existsSync } from 'node:fs';
import { advisoryFile, openAdvisories } from '../../scanning/index.ts';
import { issues } from '../../vulnerabilities/tables.ts';
import type { Measured, MeasureNeeds } from './needs.ts';

/** What is required and neither resolved nor decided, and whether what it rests on is of today. */
export async function measureVulnerabilities({ db, clock, config }: MeasureNeeds): Promise<Measured> {
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  const undecided = sql`${issues.required} AND ${issues.state} IN ('open', 'triaged')`;
  const inKind = (kind: string) => sql<number>`count(*) FILTER (WHERE ${undecided} AND EXISTS (
    SELECT FROM places p JOIN assets a ON a.id = p.asset_id WHERE p.issue_id = ${issues.id} AND p.state = 'open' AND p.decision_id IS NULL AND a.kind = ${kind}))::int`;
  const [row] = await db.select({
    undecided: sql<number>`count(*) FILTER (WHERE ${undecided})::int`,
    images: inKind('image'),
    nodes: inKind('node'),
    resolved: sql<number>`count(*) FILTER (WHERE ${issues.required} AND ${issues.state} = 'resolved')::int`,
    late: sql<number>`count(*) FILTER (WHERE ${issues.state} = 'planned' AND (${issues.plan}->>'due')::date < ${today}::date)::int`,
  }).from(issues);
  const file = advisoryFile(config.advisories);
  return {
    'vulnerabilities.undecided': row?.undecided ?? 0,
    'vulnerabilities.undecided_images': row?.images ?? 0,
    'vulnerabilities.undecided_nodes': row?.nodes ?? 0,
    'vulnerabilities.resolved_required': row?.resolved ?? 0,
    'vulnerabilities.plans_late': row?.late ?? 0,
    'advisories.updated_at': existsSync(file) ? updatedAt(file) : { unknown: 'there are no advisories yet: glacis advisories sync' },
  };
}

function updatedAt(file: string): string {
  const book = openAdvisories(file);
  try {
    return book.stamp.updated;
  } finally {
    book.close();
  }
}
