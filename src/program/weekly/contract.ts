import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });

export const WeeklyQuery = z.object({ week: z.string().regex(/^\d{4}-W\d{2}$/, 'a week is as 2026-W48').optional() });

export const WeeklyAnswer = z.object({
  /** `2026-W48`, its first instant, and the first one after it. */
  week: z.string(), from: instant, to: instant,
  /** Until when it was looked at: now, in the week that runs. */
  at: instant,
  title: z.string(),
  sections: z.array(z.object({ title: z.string(), lines: z.array(z.string()) })),
  /** When it was sent; null for one that was made for this question. */
  sentAt: instant.nullable(),
  markdown: z.string(),
  text: z.string(),
});
export type WeeklyAnswer = z.infer<typeof WeeklyAnswer>;
