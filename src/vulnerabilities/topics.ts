import { z } from 'zod';
import { topic } from '../kernel/outbox.ts';

const ids = z.array(z.string()).min(1).max(1_000);
const instant = z.iso.datetime({ offset: true });
const day = z.iso.date();

/** Issues that policy requires and that newly have a place which nobody decided: new ones, re-opened ones, newly required ones. */
export const issuesRaised = topic('vulnerabilities.raised', z.object({ issues: ids, at: instant }));

/**
 * Plans that slipped. `moved`: somebody gave them a later day than `was`. `late`: `due` went by and the issue is still there,
 * told once for each day of the working week that it goes on.
 */
export const planSlipped = topic('vulnerabilities.slipped', z.object({
  how: z.enum(['moved', 'late']),
  plans: z.array(z.object({ issue: z.string(), decision: z.string(), owner: z.string(), due: day, was: day.nullable(), late: z.number().int() })).min(1).max(1_000),
  /** The day in UTC on which it was so. */
  day,
  at: instant,
}));

/** Acceptances that ran out: their issues are open again, unless something else covers them. */
export const acceptanceEnded = topic('vulnerabilities.acceptance-ended', z.object({ issues: ids, at: instant }));
