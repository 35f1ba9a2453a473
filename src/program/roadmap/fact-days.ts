import { and, asc, gte, inArray, lt, sql } from 'drizzle-orm';
import type { Queryable, Tx } from '../../kernel/database/index.ts';
import { addDays, dayOf, DAY_MS, type Day } from '../capacity/days.ts';
import { facts } from '../facts/index.ts';
import { OWN_SUBJECT } from '../gate/evaluate.ts';
import { stateOf, type Evidence } from '../gate/fact.ts';
import { factDays } from './tables.ts';
import type { Point } from './trend.ts';

/** A day's record is written so often by each server; its last value is never much older than the day. */
const EVERY_MS = 10 * 60_000;
const KEEP_DAYS = 400;
/** The longest time that a trend looks back. */
const BACK_DAYS = 30;

/** What numeric facts were, one row a fact and day. Measured evidence itself is kept only where a decision rests on it. */
export function factDayBook() {
  let writtenAt = Number.NEGATIVE_INFINITY;

  return {
    /** Writes what is known now; nothing where that was a moment ago. */
    async note(tx: Tx, evidence: ReadonlyMap<string, Evidence>, { subject, now }: { subject: string; now: number }): Promise<void> {
      if (now >= writtenAt && now - writtenAt < EVERY_MS && dayOf(now) === dayOf(writtenAt)) return;
      const rows = facts.flatMap((definition) => {
        if (definition.type !== 'int' && definition.type !== 'double') return [];
        const state = stateOf(evidence.get(definition.id), definition, { now, subject: definition.from === 'measured' ? OWN_SUBJECT : subject });
        if (state.is !== 'known' || typeof state.value !== 'number') return [];
        return [{ fact: definition.id, day: dayOf(now), value: state.value, least: state.value, most: state.value, at: new Date(now) }];
      });
      if (rows.length > 0) {
        await tx.insert(factDays).values(rows).onConflictDoUpdate({
          target: [factDays.fact, factDays.day],
          set: { value: sql`excluded.value`, at: sql`excluded.at`, least: sql`least(${factDays.least}, excluded.least)`, most: sql`greatest(${factDays.most}, excluded.most)` },
          setWhere: sql`excluded.at >= ${factDays.at}`,
        });
      }
      writtenAt = now;
    },

    /** The values of some facts over the last weeks, the oldest first, in days since the epoch. */
    async points(at: Queryable, wanted: readonly string[], today: Day): Promise<Map<string, Point[]>> {
      if (wanted.length === 0) return new Map();
      const rows = await at.select().from(factDays).where(and(inArray(factDays.fact, [...wanted]), gte(factDays.day, addDays(today, -BACK_DAYS)))).orderBy(asc(factDays.day));
      const points = new Map<string, Point[]>();
      for (const { fact, value, at: time } of rows) points.set(fact, [...(points.get(fact) ?? []), { at: time.getTime() / DAY_MS, value }]);
      return points;
    },

    /** Drops what no trend looks at any more. */
    sweep: (at: Queryable, today: Day): Promise<unknown> => at.delete(factDays).where(lt(factDays.day, addDays(today, -KEEP_DAYS))),
  };
}
export type FactDayBook = ReturnType<typeof factDayBook>;
