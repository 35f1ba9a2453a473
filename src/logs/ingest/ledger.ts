import { and, gte, inArray, lt, ne, sql } from 'drizzle-orm';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Ledger, LogKind } from '../contract.ts';
import { kindsOf } from '../normalize/kind.ts';
import { ledgerHours, ledgerRejections, ledgerTotals, ledgerWaiting } from './tables.ts';
import type { WaitingLines } from './waiting.ts';

/** What is known of a source's lines. */
export type SourceLedger = {
  ledger: Ledger;
  /** Lines stored in each of the last 24 hours of receipt, oldest first, the current one included. */
  hourly: number[];
  /** When its last line came, accepted or refused: ms since the epoch. */
  lastSeen: number | null;
  /** Receipt minus event time of the newest line, in ms. */
  lagMs: number | null;
  /** Where the newest line came from. */
  lastPeer: string | null;
  /** Kinds of logs that its lines of the last seven days are of. */
  kinds: LogKind[];
};

const HOUR_MS = 3_600_000;
const HOURS = 24;
/** A kind of log that comes less often than once in so many hours does not come. */
const KIND_HOURS = 7 * 24;

export type LedgerReader = ReturnType<typeof ledgerReader>;

/**
 * The ledger: received = stored + duplicate + rejected, for every source at every moment. A line is received when its fate
 * is known; until then it is `waiting`.
 */
export function ledgerReader({ db, clock, serverId, waiting }: Pick<Kernel, 'db' | 'clock' | 'serverId'> & { waiting: WaitingLines }) {
  const read = async (only?: readonly string[]): Promise<Map<string, SourceLedger>> => {
    const among = (column: Parameters<typeof inArray>[0]) => (only ? inArray(column, [...only]) : undefined);
    const firstHour = Math.floor(clock.now() / HOUR_MS) * HOUR_MS - (HOURS - 1) * HOUR_MS;
    const kindsSince = new Date(firstHour - (KIND_HOURS - HOURS) * HOUR_MS);
    const [totals, rejections, elsewhere, hours, kinds] = await Promise.all([
      db.select().from(ledgerTotals).where(among(ledgerTotals.source)),
      db.select().from(ledgerRejections).where(among(ledgerRejections.source)),
      db.select().from(ledgerWaiting).where(and(ne(ledgerWaiting.server, serverId), among(ledgerWaiting.source))),
      db.select().from(ledgerHours).where(and(gte(ledgerHours.hour, new Date(firstHour)), among(ledgerHours.source))),
      db.select({ source: ledgerHours.source, bits: sql<number>`bit_or(${ledgerHours.kinds})` }).from(ledgerHours).where(and(gte(ledgerHours.hour, kindsSince), among(ledgerHours.source))).groupBy(ledgerHours.source),
    ]);

    const found = new Map<string, SourceLedger>((only ?? []).map((source) => [source, blank()]));
    const of = (source: string): SourceLedger => {
      const known = found.get(source) ?? blank();
      found.set(source, known);
      return known;
    };
    for (const { source, lastSeen, lagMs, lastPeer, ...sums } of totals) {
      const entry = of(source);
      Object.assign(entry.ledger, sums);
      Object.assign(entry, { lastSeen: lastSeen?.getTime() ?? null, lagMs, lastPeer });
    }
    for (const { source, reason, lines } of rejections) of(source).ledger.rejected[reason] = lines;
    for (const { source, hour, stored } of hours) of(source).hourly[(hour.getTime() - firstHour) / HOUR_MS] = stored;
    for (const { source, bits } of kinds) of(source).kinds = kindsOf(bits);
    const wait = (source: string, lines: number, lastSeen: number) => {
      const entry = of(source);
      entry.ledger.waiting += lines;
      entry.lastSeen = Math.max(entry.lastSeen ?? 0, lastSeen);
    };
    for (const { source, lines, lastSeen } of elsewhere) wait(source, lines, lastSeen.getTime());
    for (const [source, { lines, lastSeen }] of waiting.entries()) if (!only || only.includes(source)) wait(source, lines, lastSeen);
    return found;
  };

  return {
    /** The ledger of one source; all zero when nothing ever came. */
    async of(source: string): Promise<SourceLedger> {
      return (await read([source])).get(source) ?? blank();
    },

    /** Of every source that was ever heard of, by name. */
    all: (): Promise<Map<string, SourceLedger>> => read(),
  };
}

const blank = (): SourceLedger => ({
  ledger: { received: 0, stored: 0, duplicate: 0, rejected: {}, unparsed: 0, waiting: 0 },
  hourly: Array.from({ length: HOURS }, () => 0),
  lastSeen: null,
  lagMs: null,
  lastPeer: null,
  kinds: [],
});

const HOURS_KEPT_MS = 8 * 24 * HOUR_MS;

/** Forgets the hours that nobody asks for any more. */
export async function forgetHours(db: Kernel['db'], now: number): Promise<void> {
  await db.delete(ledgerHours).where(lt(ledgerHours.hour, new Date(now - HOURS_KEPT_MS)));
}
