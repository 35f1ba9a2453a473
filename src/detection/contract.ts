import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });

export const Severity = z.enum(['critical', 'high', 'medium', 'low']);
export type Severity = z.infer<typeof Severity>;
/** What makes an alert believable: the numbers, who and from where, and the way back to the events. */
export const Evidence = z.object({
  /** Query and range that show the events in Logs. */
  query: z.string(),
  from: instant,
  to: instant,
  count: z.number().int(),
  /** Ids of some of the events, at most 50. */
  events: z.array(z.string()),
  accounts: z.array(z.object({ value: z.string(), count: z.number().int() })),
  addresses: z.array(z.object({ value: z.string(), count: z.number().int() })),
  /** What was expected and what made it too much, in words. */
  threshold: z.string(),
  /** Counts a bucket, oldest first. */
  histogram: z.object({ intervalMs: z.number().int(), from: instant, counts: z.array(z.number().int()) }),
});
export type Evidence = z.infer<typeof Evidence>;

/** What a detection says it found; alerts makes one alert of all findings with the same id. */
export const Finding = z.object({
  /** Deterministic: the same cause has the same id, however often it is found. */
  id: z.string().max(200),
  /** `signin.account-spike`, `signin.estate-spike`, `signin.unexpected`, … */
  detection: z.string().max(100),
  title: z.string().max(500),
  severity: Severity,
  /** What it is about: `user:root`, `estate`. */
  group: z.string().max(300),
  firstAt: instant,
  lastAt: instant,
  evidence: Evidence,
});
export type Finding = z.infer<typeof Finding>;

/** Somebody or something that signs in at the company's products. */
export const Identity = z.object({
  id: z.string(),
  kind: z.enum(['person', 'service']),
  name: z.string().min(1).max(200),
  /** Account names that are this identity, as the logs write them. */
  accounts: z.array(z.string().max(200)).max(50),
  /** Left the company: every sign-in after is unexpected. */
  departedAt: instant.nullable(),
  /** Usual hours in the zone, as minutes of the day and ISO weekdays; null = any time. */
  hours: z.object({ zone: z.string().max(64), from: z.number().int(), to: z.number().int(), days: z.array(z.number().int().min(1).max(7)) }).nullable(),
  /** Networks (CIDR) known beforehand; others are learned. */
  networks: z.array(z.string().max(49)).max(50),
  origin: z.enum(['manual', 'csv', 'oidc', 'github']),
});
export type Identity = z.infer<typeof Identity>;
export const SaveIdentity = Identity.omit({ id: true, origin: true });
export const ImportAnswer = z.object({
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  rejected: z.array(z.object({ line: z.number().int(), reason: z.string() })),
});

export const SignInReason = z.enum([
  'unknown-account', 'departed', 'service-used-interactively', 'impersonation', 'new-network', 'new-country', 'after-failures', 'outside-hours',
]);
export type SignInReason = z.infer<typeof SignInReason>;

/** One successful sign-in, judged. */
export const SignIn = z.object({
  /** Id of its event. */
  id: z.string(),
  at: instant,
  account: z.string(),
  identity: z.object({ id: z.string(), name: z.string(), kind: z.enum(['person', 'service']) }).nullable(),
  product: z.string(),
  source: z.string(),
  host: z.string(),
  ip: z.string(),
  network: z.string(),
  means: z.string(),
  actor: z.string(),
  expected: z.boolean(),
  reasons: z.array(z.object({ reason: SignInReason, because: z.string() })),
  review: z.object({ verdict: z.enum(['confirmed', 'alerted']), by: z.string(), at: instant, note: z.string() }).nullable(),
});
export type SignIn = z.infer<typeof SignIn>;

export const SignInsQuery = z.object({
  expected: z.stringbool().optional(),
  reviewed: z.stringbool().optional(),
  account: z.string().max(200).optional(),
  from: instant.optional(),
  to: instant.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(1_000).optional(),
});
/** `confirmed`: it was meant, and its network counts as known from now on. `alerted`: it becomes an alert. */
export const ReviewSignIn = z.object({ verdict: z.enum(['confirmed', 'alerted']), note: z.string().max(4_000).default('') });
