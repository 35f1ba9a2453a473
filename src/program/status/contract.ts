import { z } from 'zod';
import { GateState } from '../contract.ts';

const instant = z.iso.datetime({ offset: true });

/** What strangers see, in the words that were chosen for them: no id, reason, fact or person of the house. */
export const PublicStatus = z.object({
  title: z.string(), note: z.string().nullable(),
  /** When it was looked at. */
  at: instant,
  gates: z.array(z.object({ title: z.string(), state: GateState, since: instant.nullable() })),
  milestones: z.array(z.object({
    title: z.string(), target: z.string().nullable(), state: z.enum(['met', 'in-progress', 'unknown']),
    /** Since when; null where that is not known. */
    since: instant.nullable(),
  })),
});
export type PublicStatus = z.infer<typeof PublicStatus>;
