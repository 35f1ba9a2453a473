import { z } from 'zod';

/** Two people let a gate open although a condition is not met. */
export const Override = z.object({
  id: z.string(),
  gate: z.string(),
  /** Ids of the conditions that do not count for it. */
  requirements: z.array(z.string()).min(1).max(100),
  by: z.string(),
  approvedBy: z.string(),
  reason: z.string().min(20).max(4_000),
  /** What makes up for it meanwhile. */
  control: z.string().min(1).max(4_000),
  /** Milliseconds since the epoch; `until` excluded. */
  from: z.number(),
  until: z.number(),
});
export type Override = z.infer<typeof Override>;

/** One person alone overrides nothing, whatever is written. */
export const isInForce = ({ gate, by, approvedBy, from, until }: Override, of: string, now: number): boolean =>
  gate === of && by !== approvedBy && from <= now && now < until;
