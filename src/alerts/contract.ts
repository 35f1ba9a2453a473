import { z } from 'zod';
import { Evidence, Severity } from '../detection/contract.ts';

export { Evidence, Severity };

const instant = z.iso.datetime({ offset: true });

export const AlertState = z.enum(['open', 'acknowledged', 'resolved']);
export type AlertState = z.infer<typeof AlertState>;

export const Alert = z.object({
  /** Deterministic: the same cause has the same id, however often it is found. */
  id: z.string(),
  /** The detection that raised it: `signin.account-spike`, `signin.estate-spike`, `source.silent`, `source.failing`, `signin.unexpected`. */
  detection: z.string(),
  title: z.string(),
  severity: Severity,
  state: AlertState,
  /** What it is about, for grouping: `user:root`, `estate`, `source:web-1`. */
  group: z.string(),
  firstAt: instant,
  lastAt: instant,
  raisedAt: instant,
  acknowledgedBy: z.string().nullable(),
  resolvedBy: z.string().nullable(),
  note: z.string(),
  evidence: Evidence.nullable(),
});
export type Alert = z.infer<typeof Alert>;

/** One alert with what happened to it, oldest first. */
export const AlertDetail = Alert.extend({
  history: z.array(z.object({ at: instant, what: z.string(), by: z.string(), note: z.string() })),
});
export type AlertDetail = z.infer<typeof AlertDetail>;

/** How many want somebody; `bySeverity` counts the open ones. */
export const AlertsSummary = z.object({ open: z.number().int(), acknowledged: z.number().int(), bySeverity: z.partialRecord(Severity, z.number().int()) });
export type AlertsSummary = z.infer<typeof AlertsSummary>;

export const AlertsQuery = z.object({
  state: AlertState.optional(),
  severity: Severity.optional(),
  group: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(1_000).optional(),
  count: z.stringbool().optional(),
});
export const ChangeAlert = z.object({ note: z.string().max(4_000).optional() });
