import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });
const day = z.iso.date();
const hours = z.number().min(0).max(10_000);

/** Work that nobody planned. */
export const ArrivalKind = z.enum(['security-report', 'incident']);
export type ArrivalKind = z.infer<typeof ArrivalKind>;

export const Arrival = z.object({
  id: z.string(),
  /** The same cause has the same key, however often it is told. */
  key: z.string(),
  kind: ArrivalKind,
  title: z.string(),
  url: z.string().nullable(),
  /** What it is estimated to take; null where nobody said, which counts as the program says. */
  hours: hours.nullable(),
  /** What it took so far. */
  spent: hours,
  arrivedAt: instant,
  endedAt: instant.nullable(),
  by: z.string(),
});
export type Arrival = z.infer<typeof Arrival>;

/** An address that is opened from a page: nothing but the web. */
const url = z.url({ protocol: /^https?$/ }).max(2_000);
const title = z.string().trim().min(1).max(300);

/** `POST /api/v1/program/arrivals`; the same key again changes nothing but what is given anew. */
export const MakeArrival = z.object({
  key: z.string().trim().min(1).max(200).optional(),
  kind: ArrivalKind,
  title,
  url: url.optional(),
  hours: hours.optional(),
  arrivedAt: instant.optional(),
  endedAt: instant.optional(),
});
export type MakeArrival = z.infer<typeof MakeArrival>;

/** `ended`: true ends it now, false opens it again. */
export const ChangeArrival = z.object({ title, url: url.nullable(), hours: hours.nullable(), spent: hours, ended: z.boolean() }).partial();
export type ChangeArrival = z.infer<typeof ChangeArrival>;

export const ArrivalsQuery = z.object({ state: z.enum(['open', 'ended']).optional(), limit: z.coerce.number().int().min(1).max(500).default(100), cursor: z.string().max(1_000).optional() });
export const Arrivals = z.object({ items: z.array(Arrival), next: z.string().nullable() });

/** A calendar that was sent: `POST /api/v1/program/calendars?name=…` with text/calendar. The same name replaces what was sent before. */
export const CalendarQuery = z.object({ name: z.string().trim().min(1).max(64) });
export const CalendarTaken = z.object({ name: z.string(), events: z.number().int(), skipped: z.array(z.string()) });
export const Calendars = z.object({ items: z.array(z.object({ name: z.string(), events: z.number().int(), sentBy: z.string(), sentAt: instant })) });

const OverflowPart = z.object({ key: z.string(), title: z.string(), hours: z.number() });

/** A milestone whose work ends later because of what arrived. */
export const Moved = z.object({ milestone: z.string(), title: z.string(), days: z.number().int(), from: day, to: day, because: z.array(z.string()) });
export type Moved = z.infer<typeof Moved>;

export const CapacityWeek = z.object({
  /** `2026-W48`. */
  week: z.string(),
  from: day,
  /** Of everybody who is there; the first week from today on. */
  hours: z.number(),
  goals: z.number(),
  arriving: z.number(),
  drawn: z.number(),
  overflow: z.number(),
  of: z.array(OverflowPart),
  /** Who is away, and why. */
  away: z.array(z.object({ name: z.string(), from: day, to: day, what: z.string() })),
  /** Milestones whose work ends in this week, and would have ended before. */
  moves: z.array(z.string()),
});
export type CapacityWeek = z.infer<typeof CapacityWeek>;

export const CapacityQuery = z.object({ weeks: z.coerce.number().int().min(1).max(52).default(12) });

export const CapacityAnswer = z.object({
  today: day,
  /** False where the program says nothing of the hours that there are: nothing can be planned by them. */
  known: z.boolean(),
  /** Share of the time that is for the goals. */
  share: z.number(),
  weeks: z.array(CapacityWeek),
  moved: z.array(Moved),
  /** Hours of work for the goals that are left, and what could not be estimated. */
  left: z.object({ milestones: z.number(), issues: z.number(), issueCount: z.number().int(), unestimated: z.number().int() }),
});
export type CapacityAnswer = z.infer<typeof CapacityAnswer>;
