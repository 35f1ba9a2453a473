import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });
const day = z.iso.date();

/** When something is likely to be reached. Never a day that has passed; the band grows with the distance. */
export const Forecast = z.object({
  likely: day, earliest: day, latest: day,
  /** One sentence: the days, and what they rest on. */
  words: z.string(),
});
export type Forecast = z.infer<typeof Forecast>;

/** What a target was and became: in words (`3.24`, `2026-12-24`, what it depends on), and as a day where one is known. */
const TargetThen = z.object({ words: z.string(), day: day.nullable() });
export const Slip = z.object({
  /** `slipped` to a later day or to none, `advanced` to an earlier one, `set` where there was none, `changed` where neither has a day. */
  what: z.enum(['slipped', 'advanced', 'set', 'changed']),
  from: TargetThen, to: TargetThen,
  /** The release whose day it was that changed. */
  release: z.string().nullable(),
  version: z.number().int(), by: z.string(), at: instant,
});
export type Slip = z.infer<typeof Slip>;

export const RoadmapMilestone = z.object({
  id: z.string(), title: z.string(), goal: z.string(), partOf: z.string().nullable(), owner: z.string(),
  target: z.string(), targetIs: z.enum(['release', 'day', 'open']),
  /** The day of its release, or its own. */
  day: day.nullable(),
  outcome: z.enum(['met', 'unmet', 'unknown']),
  /** Since when it has been met without a break. */
  metAt: instant.nullable(),
  /** How often it was met and is no longer. */
  reopened: z.number().int(),
  slips: z.array(Slip),
  forecast: Forecast.nullable(),
  /** Why there is no forecast. */
  noForecast: z.string().nullable(),
  /** When the team works on it, by its estimate. */
  work: z.object({ hours: z.number(), from: day.nullable(), to: day.nullable() }).nullable(),
  waitsFor: z.array(z.string()),
  /** The forecast is later than the target; or the target has passed. */
  late: z.boolean(),
});
export type RoadmapMilestone = z.infer<typeof RoadmapMilestone>;

export const RoadmapAnswer = z.object({
  today: day,
  goals: z.array(z.object({ id: z.string(), title: z.string() })),
  /** By day, those without one at the end. */
  releases: z.array(z.object({ name: z.string(), day: day.nullable(), slips: z.array(Slip), milestones: z.number().int(), met: z.number().int() })),
  milestones: z.array(RoadmapMilestone),
});
export type RoadmapAnswer = z.infer<typeof RoadmapAnswer>;

export const BurnUpQuery = z.object({ days: z.coerce.number().int().min(7).max(400).default(90) });
export const BurnUp = z.object({
  goals: z.array(z.object({
    id: z.string(), title: z.string(),
    /** At the end of each day, the oldest first; from the first that is known. */
    days: z.array(z.object({ day, met: z.number().int(), total: z.number().int() })),
  })),
});
export type BurnUp = z.infer<typeof BurnUp>;
