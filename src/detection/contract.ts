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
  accounts: z.array(z.string().min(1).max(200)).max(50),
  /** Left the company: every sign-in after is unexpected. */
  departedAt: instant.nullable(),
  /** Usual hours in the zone, as minutes of the day and ISO weekdays; null = any time. */
  hours: z
    .object({
      zone: z.string().min(1).max(64),
      from: z.number().int().min(0).max(1_439),
      to: z.number().int().min(0).max(1_440),
      days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
    })
    .nullable(),
  /** Networks (CIDR) known beforehand; others are learned. */
  networks: z.array(z.string().max(49)).max(50),
  origin: z.enum(['manual', 'csv', 'oidc', 'github']),
});
export type Identity = z.infer<typeof Identity>;
export const SaveIdentity = Identity.omit({ id: true, origin: true });
export type SaveIdentity = z.infer<typeof SaveIdentity>;

export const IdentitiesQuery = z.object({
  /** Part of a name or an account, in any case. */
  search: z.string().max(200).optional(),
  kind: z.enum(['person', 'service']).optional(),
  departed: z.stringbool().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(1_000).optional(),
});

/** Where a list of people comes from beside CSV: those of single sign-on, or the members of a GitHub organization. */
export const ImportFrom = z.enum(['oidc', 'github']);
/** The GitHub organization whose members are people; the token is written, never read. */
export const GitHubSettings = z.object({
  organization: z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/, 'a GitHub organization is 1 to 39 letters, digits and hyphens'),
  /** Of the API; another one for GitHub Enterprise Server. */
  api: z.url({ protocol: /^https?$/ }).max(500).default('https://api.github.com'),
  tokenSet: z.boolean().optional(),
});
export type GitHubSettings = z.infer<typeof GitHubSettings>;
/** A token that is left out stays, unless the address changes: then it must be given again. */
export const SaveGitHubSettings = GitHubSettings.omit({ tokenSet: true }).extend({ token: z.string().min(1).max(500).optional() });
export type SaveGitHubSettings = z.infer<typeof SaveGitHubSettings>;

export const ImportAnswer = z.object({
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  /** The first 100; `line` counts from 1, the head included. */
  rejected: z.array(z.object({ line: z.number().int(), reason: z.string() })),
});
export type ImportAnswer = z.infer<typeof ImportAnswer>;

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
export type ReviewSignIn = z.infer<typeof ReviewSignIn>;

/** The last 24 hours unless said otherwise; at most 31 days. */
export const SignInHealthQuery = z.object({ from: instant.optional(), to: instant.optional() });
/** How signing in goes, by hour and by who fails most. */
export const SignInHealth = z.object({
  from: instant,
  to: instant,
  /** Every hour of the range, oldest first. */
  hours: z.array(z.object({ at: instant, success: z.number().int(), failure: z.number().int() })),
  /** The ten with the most failures, each with its successes. */
  accounts: z.array(z.object({ value: z.string(), failure: z.number().int(), success: z.number().int() })),
  addresses: z.array(z.object({ value: z.string(), failure: z.number().int(), success: z.number().int() })),
});
export type SignInHealth = z.infer<typeof SignInHealth>;
