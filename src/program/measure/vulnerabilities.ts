import { isNotNull, sql } from 'drizzle-orm';
import { existsSync } from 'node:fs';
import { assets } from '../../inventory/tables.ts';
import { advisoryFile, openAdvisories } from '../../scanning/index.ts';
import { issues } from '../../vulnerabilities/tables.ts';
import type { Measured, MeasureNeeds, Seen } from './needs.ts';

const NO_ADVISORIES = 'there are no advisories yet: glacis advisories sync';

/** What is required and neither resolved nor decided, and whether what it rests on is of today. */
export async function measureVulnerabilities({ db, clock, config }: MeasureNeeds): Promise<Measured> {
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  const undecided = sql`${issues.required} AND ${issues.state} IN ('open', 'triaged')`;
  // `issues.id` in words: of a column of the only table drizzle writes the bare name, which would be that of the asset here.
  const inKind = (kind: string) => sql<number>`count(*) FILTER (WHERE ${undecided} AND EXISTS (
    SELECT FROM places p JOIN assets a ON a.id = p.asset_id WHERE p.issue_id = issues.id AND p.state = 'open' AND p.decision_id IS NULL AND a.kind = ${kind}))::int`;
  const [row] = await db.select({
    undecided: sql<number>`count(*) FILTER (WHERE ${undecided})::int`,
    images: inKind('image'),
    nodes: inKind('node'),
    resolved: sql<number>`count(*) FILTER (WHERE ${issues.required} AND ${issues.state} = 'resolved')::int`,
    late: sql<number>`count(*) FILTER (WHERE ${issues.state} = 'planned' AND (${issues.plan}->>'due')::date < ${today}::date)::int`,
  }).from(issues);
  const file = advisoryFile(config.advisories);
  const scanned = await db.select({ kind: assets.kind, n: sql<number>`count(*)::int` }).from(assets).where(isNotNull(assets.scannedAt)).groupBy(assets.kind);
  // Where nothing was looked for, that nothing was found says nothing.
  const known = (amount: number | undefined, kind?: 'image' | 'node'): Seen => {
    if (!existsSync(file)) return { unknown: NO_ADVISORIES };
    const looked = scanned.some((one) => one.n > 0 && (kind === undefined || one.kind === kind));
    return looked ? (amount ?? 0) : { unknown: `no ${kind ?? 'asset'} has been scanned yet` };
  };
  return {
    'vulnerabilities.undecided': known(row?.undecided),
    'vulnerabilities.undecided_images': known(row?.images, 'image'),
    'vulnerabilities.undecided_nodes': known(row?.nodes, 'node'),
    'vulnerabilities.resolved_required': row?.resolved ?? 0,
    'vulnerabilities.plans_late': row?.late ?? 0,
    'advisories.updated_at': existsSync(file) ? updatedAt(file) : { unknown: NO_ADVISORIES },
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
