import { and, count, countDistinct, eq, gt, isNull, lt } from 'drizzle-orm';
import { signIns } from '../../detection/tables.ts';
import { agents, assets } from '../../inventory/tables.ts';
import { LOG_KINDS, OWN_SOURCE, type LogKind, type Source } from '../../logs/contract.ts';
import type { Measured, MeasureNeeds } from './needs.ts';

const DAY_MS = 86_400_000;

/** Whether every log is in one place and one format, and sign-ins are seen and judged. */
export async function measureLogs({ db, clock, sources: all }: MeasureNeeds): Promise<Measured> {
  const now = clock.now();
  // Glacis's own log speaks from the first minute and says nothing of the company.
  const sources = (await all()).filter(({ name, state }) => name !== OWN_SOURCE && state !== 'quarantine');
  const heard = new Set(sources.filter(({ lastSeen }) => lastSeen !== null && Date.parse(lastSeen) > now - DAY_MS).map(({ name }) => name));
  const nodes = await db.select({ source: agents.source }).from(assets).leftJoin(agents, eq(agents.nodeId, assets.id)).where(and(eq(assets.kind, 'node'), isNull(assets.retiredAt)));
  // Two questions, each with an index of its own: one that asks both goes through all sign-ins there ever were.
  const [[products], [unreviewed]] = await Promise.all([
    db.select({ n: countDistinct(signIns.product) }).from(signIns).where(gt(signIns.at, new Date(now - 30 * DAY_MS))),
    db.select({ n: count() }).from(signIns).where(and(eq(signIns.expected, false), isNull(signIns.verdict), lt(signIns.at, new Date(now - 3 * DAY_MS)))),
  ]);
  const sent = new Map(sources.map(({ name, sends }) => [name, new Set(sends)]));
  const missing = LOG_KINDS.filter((kind) => ![...sent.values()].some((kinds) => kinds.has(kind)));
  const without = (kind: LogKind): number => nodes.filter(({ source }) => source === null || sent.get(source)?.has(kind) !== true).length;
  const stored = sum(sources, ({ ledger }) => ledger.stored);
  return {
    'logs.sources': sources.filter(({ ledger }) => ledger.stored > 0).length,
    'logs.sources_silent': sources.filter(({ state }) => state === 'silent').length,
    'logs.nodes_unheard': nodes.filter(({ source }) => source === null || !heard.has(source)).length,
    'logs.lines_lost': sum(sources, ({ ledger: { received, stored: kept, duplicate, rejected } }) => Math.abs(received - kept - duplicate - sum(Object.values(rejected), (lines) => lines))),
    'logs.kinds_missing': missing.length,
    'logs.nodes_without_application': without('application'),
    'logs.nodes_without_infrastructure': without('infrastructure'),
    'logs.nodes_without_audit': without('audit'),
    'logs.nodes_without_access': without('access'),
    'logs.normalized': stored === 0 ? { unknown: 'no line is stored yet' } : 1 - sum(sources, ({ ledger }) => ledger.unparsed) / stored,
    'logs.retention_days': sources.length === 0 ? { unknown: 'there is no source yet' } : Math.min(...sources.map(({ retentionDays }: Source) => retentionDays)),
    'signins.products': products?.n ?? 0,
    'signins.unreviewed': unreviewed?.n ?? 0,
  };
}

const sum = <T>(of: readonly T[], amount: (one: T) => number): number => of.reduce((total, one) => total + amount(one), 0);
