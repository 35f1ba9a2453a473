import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Kernel } from '../kernel/kernel.ts';
import { AssetKind, type Coverage, type ScanState } from './contract.ts';
import { scanStateSql, type Freshness } from './freshness.ts';
import { agents, assets } from './tables.ts';

type Answer = z.infer<typeof Coverage>;

const MOST_GAPS = 200;

/** What counts: running images, and nodes and repositories, that are not retired. */
const counts = sql`${assets.retiredAt} IS NULL AND (${assets.kind} <> 'image' OR ${assets.running} > 0)`;

/** Of what exists and runs, what has been looked at, and what not, since when. */
export async function coverage({ db, clock }: Pick<Kernel, 'db' | 'clock'>, hours: Freshness): Promise<Answer> {
  const state = scanStateSql(hours, clock.now());
  const sums = await db
    .select({ kind: assets.kind, state: sql<ScanState>`${state}`.as('state'), n: sql<number>`count(*)::int` })
    .from(assets).where(counts).groupBy(assets.kind, sql`2`);
  const gaps = await db
    .select({ id: assets.id, kind: assets.kind, name: assets.name, running: assets.running, firstSeenAt: assets.firstSeenAt, scannedAt: assets.scannedAt, state: sql<ScanState>`${state}`.as('state'), silentSince: agents.silentSince, agent: agents.id })
    .from(assets).leftJoin(agents, eq(agents.nodeId, assets.id))
    .where(and(counts, sql`${state} <> 'current'`))
    .orderBy(sql`${assets.scannedAt} ASC NULLS FIRST`, assets.firstSeenAt, assets.id)
    .limit(MOST_GAPS);
  const silentNodes = await db.$count(db.select({ id: agents.id }).from(agents).innerJoin(assets, eq(agents.nodeId, assets.id)).where(and(isNotNull(agents.silentSince), isNull(assets.retiredAt))).as('silent'));
  const unknownImages = await db.$count(assets, sql`${counts} AND ${assets.kind} = 'image' AND NOT EXISTS (SELECT FROM image_tags WHERE image_tags.asset_id = ${assets.id})`);
  return {
    kinds: AssetKind.options.map((kind) => {
      const of = (wanted: ScanState) => sums.find((row) => row.kind === kind && row.state === wanted)?.n ?? 0;
      const by = { current: of('current'), stale: of('stale'), incomplete: of('incomplete'), never: of('never') };
      return { kind, total: by.current + by.stale + by.incomplete + by.never, ...by };
    }),
    gaps: gaps.map((gap) => ({ asset: { id: gap.id, kind: gap.kind, name: gap.name }, state: gap.state, since: (gap.scannedAt ?? gap.firstSeenAt).toISOString(), reason: reasonOf(gap, hours) })),
    silentNodes,
    unknownImages,
  };
}

type Gap = { kind: AssetKind; state: ScanState; running: number; silentSince: Date | null; agent: string | null };

function reasonOf({ kind, state, running, silentSince, agent }: Gap, hours: Freshness): string {
  if (kind === 'node' && agent === null) return 'It has no agent (any more).';
  if (kind === 'node' && silentSince !== null) return `Its agent has been silent since ${silentSince.toISOString()}.`;
  if (kind === 'node' && state === 'never') return 'Its agent has not reported its packages yet.';
  const runs = kind === 'image' ? ` It runs in ${running} ${running === 1 ? 'place' : 'places'}.` : '';
  if (state === 'never') return `It was never scanned.${runs}`;
  if (state === 'incomplete') return `The last scan could not read everything.${runs}`;
  return `It was not scanned for more than ${hours[kind]} h.${runs}`;
}
