import { z } from 'zod';
import { Evidence, Severity } from '../detection/contract.ts';

export { Evidence, Severity };

const instant = z.iso.datetime({ offset: true });

export const AlertState = z.enum(['open', 'acknowledged', 'resolved']);

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

export const AlertsQuery = z.object({
  state: AlertState.optional(),
  severity: Severity.optional(),
  group: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(1_000).optional(),
  count: z.stringbool().optional(),
});
export const ChangeAlert = z.object({ note: z.string().max(4_000).optional() });

/** Where alerts are sent. */
export const Channel = z.discriminatedUnion('kind', [
  z.object({ id: z.string(), kind: z.literal('webhook'), name: z.string(), url: z.string(), minimum: Severity, enabled: z.boolean() }),
  z.object({ id: z.string(), kind: z.literal('email'), name: z.string(), to: z.array(z.string()), minimum: Severity, enabled: z.boolean() }),
]);
export type Channel = z.infer<typeof Channel>;
export const CreateChannel = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('webhook'), name: z.string().min(1).max(120), url: z.url().max(2_000), minimum: Severity.default('low') }),
  z.object({ kind: z.literal('email'), name: z.string().min(1).max(120), to: z.array(z.email()).min(1).max(20), minimum: Severity.default('low') }),
]);
/** A webhook's signing secret is told once, when it is made. */
export const CreatedChannel = z.object({ channel: Channel, signingSecret: z.string().optional() });
export const Delivery = z.object({
  id: z.string(),
  channel: z.string(),
  alert: z.string(),
  state: z.enum(['waiting', 'sent', 'failed']),
  attempts: z.number().int(),
  lastError: z.string().nullable(),
  at: instant,
});
export type Delivery = z.infer<typeof Delivery>;

/** SMTP server for e-mail; the password is written, never read. */
export const MailSettings = z.object({
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65_535),
  security: z.enum(['starttls', 'tls', 'none']),
  from: z.string().min(3).max(320),
  user: z.string().max(255).optional(),
  passwordSet: z.boolean().optional(),
});
export const SaveMailSettings = MailSettings.omit({ passwordSet: true }).extend({ password: z.string().max(1_000).optional() });
