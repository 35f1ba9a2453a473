import { and, asc, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction, type Queryable, type Tx } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import { decodeCursor, encodeCursor } from '../../kernel/http/index.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Arrival, ArrivalKind, ArrivalsQuery, ChangeArrival, MakeArrival } from './contract.ts';
import { arrivals } from './tables.ts';

type Row = typeof arrivals.$inferSelect;

/** Work that came in, as another part of the house tells it. Told again, what is left out stays as it is; an end of null opens it again. */
export type Taken = { key: string; kind: ArrivalKind; title: string; url?: string; hours?: number; arrivedAt: Date; endedAt?: Date | null };

/** More that are open are no longer work but a flood; the oldest count. */
const MOST_OPEN = 2_000;

/** What nobody planned: security reports and incidents, and what they take. */
export function arrivalDesk({ db, clock, random, audit }: Pick<Kernel, 'db' | 'clock' | 'random' | 'audit'>) {
  async function find(tx: Tx, id: string): Promise<Row> {
    const [row] = await tx.select().from(arrivals).where(eq(arrivals.id, id)).for('update');
    if (!row) throw errors.notFound({ what: 'arrival' });
    return row;
  }

  /** Takes it, once a key; when it arrived and what was spent is not changed by what is told again. */
  async function take(tx: Tx, { key, kind, title, url, hours, arrivedAt, endedAt }: Taken, by = 'glacis'): Promise<Row> {
    const row: Row = { id: uuidv7(clock.now(), random), key, kind, title: title.slice(0, 300), url: url ?? null, hours: hours ?? null, spent: 0, arrivedAt, endedAt: endedAt ?? null, by };
    const [taken] = await tx.insert(arrivals).values(row).onConflictDoUpdate({
      target: arrivals.key,
      set: { kind, title: row.title, ...(endedAt === undefined ? {} : { endedAt }), url: sql`coalesce(excluded.url, ${arrivals.url})`, hours: sql`coalesce(excluded.hours, ${arrivals.hours})` },
    }).returning();
    return taken ?? row;
  }

  return {
    take,

    async add({ key, kind, title, url, hours, arrivedAt, endedAt }: MakeArrival, by: Principal): Promise<Arrival> {
      const now = clock.now();
      const from = arrivedAt === undefined ? now : Date.parse(arrivedAt);
      const to = endedAt === undefined ? null : Date.parse(endedAt);
      if (from > now || (to !== null && (to > now || to < from))) throw errors.invalid({ what: 'Work arrives in the past, and ends after it arrived.' });
      return inTransaction(db, async (tx) => {
        const row = await take(tx, {
          key: key ?? `by-hand:${uuidv7(now, random)}`, kind, title, arrivedAt: new Date(from),
          ...(to === null ? {} : { endedAt: new Date(to) }), ...(url === undefined ? {} : { url }), ...(hours === undefined ? {} : { hours }),
        }, by.name);
        await audit.record({ action: 'arrival.add', outcome: 'success', actor: by, target: { type: 'arrival', id: row.id }, detail: { key: row.key, kind, title } }, tx);
        return answerOf(row);
      });
    },

    async change(id: string, { ended, ...change }: ChangeArrival, by: Principal): Promise<Arrival> {
      return inTransaction(db, async (tx) => {
        const before = await find(tx, id);
        const given: Partial<Row> = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
        const endedAt = ended === undefined ? before.endedAt : ended ? (before.endedAt ?? new Date(clock.now())) : null;
        const after: Row = { ...before, ...given, endedAt };
        await tx.update(arrivals).set(after).where(eq(arrivals.id, id));
        await audit.record({ action: 'arrival.change', outcome: 'success', actor: by, target: { type: 'arrival', id }, detail: { ...change, ...(ended === undefined ? {} : { ended }) } }, tx);
        return answerOf(after);
      });
    },

    /** The newest first. */
    async page({ state, limit, cursor }: z.infer<typeof ArrivalsQuery>): Promise<{ items: Arrival[]; next: string | null }> {
      const before = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.iso.datetime(), z.uuid()]));
      const rows = await db.select().from(arrivals).where(and(
        state === undefined ? undefined : state === 'open' ? isNull(arrivals.endedAt) : isNotNull(arrivals.endedAt),
        before === undefined ? undefined : sql`(${arrivals.arrivedAt}, ${arrivals.id}) < (${before[0]}::timestamptz, ${before[1]})`,
      )).orderBy(desc(arrivals.arrivedAt), desc(arrivals.id)).limit(limit + 1);
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return { items: items.map(answerOf), next: rows.length > limit && last !== undefined ? encodeCursor([last.arrivedAt.toISOString(), last.id]) : null };
    },

    /** What is not done, the oldest first. */
    open: (at: Queryable): Promise<Row[]> => at.select().from(arrivals).where(isNull(arrivals.endedAt)).orderBy(asc(arrivals.arrivedAt), asc(arrivals.id)).limit(MOST_OPEN),

    /** What came, and what was done, in a time. */
    async within(at: Queryable, { from, to }: { from: Date; to: Date }): Promise<{ came: Row[]; ended: Row[] }> {
      const span = (column: typeof arrivals.arrivedAt | typeof arrivals.endedAt) => and(sql`${column} >= ${from.toISOString()}::timestamptz`, sql`${column} < ${to.toISOString()}::timestamptz`);
      const [came, ended] = [
        await at.select().from(arrivals).where(span(arrivals.arrivedAt)).orderBy(asc(arrivals.arrivedAt), asc(arrivals.id)).limit(MOST_OPEN),
        await at.select().from(arrivals).where(span(arrivals.endedAt)).orderBy(asc(arrivals.endedAt), asc(arrivals.id)).limit(MOST_OPEN),
      ];
      return { came, ended };
    },
  };
}
export type ArrivalDesk = ReturnType<typeof arrivalDesk>;

const answerOf = ({ arrivedAt, endedAt, ...row }: Row): Arrival => ({ ...row, arrivedAt: arrivedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null });
