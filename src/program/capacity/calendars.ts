import { asc, eq, sql } from 'drizzle-orm';
import { inTransaction, type Queryable } from '../../kernel/database/index.ts';
import { errors } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { CalendarEvent } from './absences.ts';
import { readCalendar } from './calendar/read.ts';
import { addDays, dayOf } from './days.ts';
import { calendars } from './tables.ts';

const MOST_CALENDARS = 50;
/** Repetitions are looked at from a month ago until so many days from now. */
const BACK_DAYS = 31;
const AHEAD_DAYS = 800;

/** Calendars that were sent: who is away, and when nobody works. */
export function calendarDesk({ db, clock, audit }: Pick<Kernel, 'db' | 'clock' | 'audit'>) {
  return {
    /** Takes a calendar in the place of the one of the same name. @throws {GlacisError} `invalid` for what is no calendar. */
    async send(name: string, text: string, by: Principal): Promise<{ name: string; events: number; skipped: string[] }> {
      const now = clock.now();
      const until = addDays(dayOf(now), AHEAD_DAYS);
      const read = readCalendar(text, { first: addDays(dayOf(now), -BACK_DAYS), last: until });
      if (read.is === 'problem') throw errors.invalid({ what: read.words });
      const row = { name, events: read.events, sentBy: by.name, sentAt: new Date(now), until };
      await inTransaction(db, async (tx) => {
        await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('program calendars', 0))`);
        if ((await tx.$count(calendars, sql`${calendars.name} <> ${name}`)) >= MOST_CALENDARS) throw errors.conflict({ what: `There are ${MOST_CALENDARS} calendars already.` });
        await tx.insert(calendars).values(row).onConflictDoUpdate({ target: calendars.name, set: row });
        await audit.record({ action: 'calendar.send', outcome: 'success', actor: by, target: { type: 'calendar', id: name }, detail: { events: read.events.length } }, tx);
      });
      return { name, events: read.events.length, skipped: read.skipped };
    },

    async list(): Promise<{ name: string; events: number; sentBy: string; sentAt: string }[]> {
      const rows = await db.select().from(calendars).orderBy(asc(calendars.name)).limit(MOST_CALENDARS);
      return rows.map(({ name, events, sentBy, sentAt }) => ({ name, events: events.length, sentBy, sentAt: sentAt.toISOString() }));
    },

    async remove(name: string, by: Principal): Promise<void> {
      await inTransaction(db, async (tx) => {
        const gone = await tx.delete(calendars).where(eq(calendars.name, name)).returning({ name: calendars.name });
        if (gone.length === 0) throw errors.notFound({ what: 'calendar' });
        await audit.record({ action: 'calendar.remove', outcome: 'success', actor: by, target: { type: 'calendar', id: name }, detail: {} }, tx);
      });
    },

    /** Every event of every calendar. */
    async events(at: Queryable): Promise<CalendarEvent[]> {
      const rows = await at.select().from(calendars).orderBy(asc(calendars.name)).limit(MOST_CALENDARS);
      return rows.flatMap(({ name, events }) => events.map((event) => ({ ...event, calendar: name })));
    },
  };
}
export type CalendarDesk = ReturnType<typeof calendarDesk>;
