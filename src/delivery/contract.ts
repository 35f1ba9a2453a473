import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });

/** How much a message matters; a channel names the least that it takes. */
export const Importance = z.enum(['critical', 'high', 'medium', 'low']);
export type Importance = z.infer<typeof Importance>;

/** Where messages are sent. */
export const Channel = z.discriminatedUnion('kind', [
  z.object({ id: z.string(), kind: z.literal('webhook'), name: z.string(), url: z.string(), minimum: Importance, team: z.string().nullable(), enabled: z.boolean() }),
  z.object({ id: z.string(), kind: z.literal('email'), name: z.string(), to: z.array(z.string()), minimum: Importance, team: z.string().nullable(), enabled: z.boolean() }),
]);
export type Channel = z.infer<typeof Channel>;

const name = z.string().min(1).max(120);
const url = z.url({ protocol: /^https?$/ }).max(2_000);
const to = z.array(z.email().max(254)).min(1).max(20);
/** A channel with a team takes only what is for that team, named as owners of assets are; one without takes everything. */
const team = z.string().trim().min(1).max(100).nullable();

export const CreateChannel = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('webhook'), name, url, minimum: Importance.default('low'), team: team.optional() }),
  z.object({ kind: z.literal('email'), name, to, minimum: Importance.default('low'), team: team.optional() }),
]);
export type CreateChannel = z.infer<typeof CreateChannel>;

/** What may be changed; `url` only of a webhook, `to` only of e-mail. `newSecret` replaces a webhook's signing secret at once. */
export const UpdateChannel = z.object({ name, url, to, minimum: Importance, team, enabled: z.boolean(), newSecret: z.literal(true) }).partial();
export type UpdateChannel = z.infer<typeof UpdateChannel>;

/** A webhook's signing secret is told once, when it is made. */
export const CreatedChannel = z.object({ channel: Channel, signingSecret: z.string().optional() });

/** Whether the test message arrived, and if not, why. */
export const TestAnswer = z.object({ sent: z.boolean(), reason: z.string().optional() });

/** One message to one channel. */
export const Delivery = z.object({
  id: z.string(),
  channel: z.object({ id: z.string(), name: z.string() }),
  title: z.string(),
  /** Id of what it tells of, an alert for example. */
  about: z.string(),
  state: z.enum(['waiting', 'sent', 'failed']),
  attempts: z.number().int(),
  lastError: z.string().nullable(),
  at: instant,
});
export type Delivery = z.infer<typeof Delivery>;

export const DeliveriesQuery = z.object({
  channel: z.string().max(64).optional(),
  state: z.enum(['waiting', 'sent', 'failed']).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(1_000).optional(),
});

/** SMTP server for e-mail; the password is written, never read. */
export const MailSettings = z.object({
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65_535),
  security: z.enum(['starttls', 'tls', 'none']),
  from: z.email().max(254),
  user: z.string().max(255).optional(),
  passwordSet: z.boolean().optional(),
});
export type MailSettings = z.infer<typeof MailSettings>;
/** A password that is left out stays, unless host, port, security or user change: then it must be given again. */
export const SaveMailSettings = MailSettings.omit({ passwordSet: true }).extend({ password: z.string().max(1_000).optional() });
export type SaveMailSettings = z.infer<typeof SaveMailSettings>;
