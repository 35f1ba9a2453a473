import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });

export const Role = z.enum(['owner', 'admin', 'analyst', 'auditor']);
export type Role = z.infer<typeof Role>;

const email = z.email().max(254);
const password = z.string().min(12, 'a password has at least 12 characters').max(200);

/** Who is signed in, and what the interface may offer. */
export const Me = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  kind: z.enum(['person', 'machine']),
  role: Role.nullable(),
  permissions: z.array(z.string()),
  totp: z.boolean(),
  theme: z.enum(['dark', 'light', 'system']).optional(),
});
export type Me = z.infer<typeof Me>;

/** What the sign-in page needs to know before anybody is signed in. */
export const SignInOptions = z.object({ setUpNeeded: z.boolean(), sso: z.object({ name: z.string() }).nullable() });
export const SetUp = z.object({ token: z.string().max(200), email, name: z.string().min(1).max(120), password });
export const SignIn = z.object({ email: z.string().max(254), password: z.string().max(200), code: z.string().max(20).optional() });
/** `totp`: the password was right and a code is needed; send it again with `code` (or a recovery code). */
export const SignInAnswer = z.discriminatedUnion('result', [
  z.object({ result: z.literal('signed-in'), me: Me }),
  z.object({ result: z.literal('totp') }),
]);

export const Session = z.object({
  id: z.string(),
  createdAt: instant,
  lastSeenAt: instant,
  ip: z.string(),
  userAgent: z.string(),
  means: z.enum(['password', 'sso', 'setup']),
  current: z.boolean(),
});
export type Session = z.infer<typeof Session>;

export const TotpStart = z.object({ uri: z.string(), secret: z.string() });
export const TotpConfirm = z.object({ code: z.string().min(6).max(10) });
export const RecoveryCodes = z.object({ codes: z.array(z.string()) });
export const ChangePassword = z.object({ current: z.string().max(200), next: password });
/** Asked again before a second factor is added, removed or given new recovery codes: a stolen session must not do it. */
export const ConfirmPassword = z.object({ password: z.string().max(200) });

export const Person = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: Role,
  totp: z.boolean(),
  sso: z.boolean(),
  disabled: z.boolean(),
  /** Has not yet followed the invitation. */
  invited: z.boolean(),
  lastSeenAt: instant.nullable(),
});
export type Person = z.infer<typeof Person>;
export const InvitePerson = z.object({ email, name: z.string().min(1).max(120), role: Role });
/** The link works once and for three days. */
export const Invitation = z.object({ person: Person, link: z.string() });
/** `token` is what the link carries after `#token=`; the answer is a sign-in. */
export const AcceptInvitation = z.object({ token: z.string().max(200), password });
/** `totp: false` removes the second factor of somebody who lost it. */
export const UpdatePerson = z.object({
  role: Role.optional(),
  disabled: z.boolean().optional(),
  name: z.string().min(1).max(120).optional(),
  totp: z.literal(false).optional(),
});

/** What a machine token may do. `ingest` tokens name the one source that they write. */
export const TokenScope = z.enum(['ingest', 'ingest.create', 'events.read', 'alerts.read', 'alerts.write', 'sources.read', 'sources.write', 'assets.read', 'issues.read', 'issues.write', 'scans.upload', 'agent', 'program.read', 'evidence.write', 'arrivals.write', 'owner']);
export type TokenScope = z.infer<typeof TokenScope>;
export const Token = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(TokenScope),
  source: z.string().nullable(),
  createdAt: instant,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  createdBy: z.string(),
});
export type Token = z.infer<typeof Token>;
export const CreateToken = z.object({
  name: z.string().min(1).max(120),
  scopes: z.array(TokenScope.exclude(['owner', 'agent'])).min(1).max(8),
  source: z.string().max(64).optional(),
  expiresInDays: z.number().int().min(1).max(3_650).optional(),
});
export const CreatedToken = z.object({ token: Token, secret: z.string() });

export const AuditQuery = z.object({
  actor: z.string().max(256).optional(),
  action: z.string().max(100).optional(),
  from: instant.optional(),
  to: instant.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(1_000).optional(),
});
export const AuditEntry = z.object({
  seq: z.number().int(),
  at: instant,
  action: z.string(),
  outcome: z.enum(['success', 'failure']),
  actor: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  ip: z.string().nullable(),
  target: z.object({ type: z.string(), id: z.string() }).nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** Single sign-on by OpenID Connect; groups in the claim map to roles, nobody without a mapped group comes in. */
export const SsoSettings = z.object({
  name: z.string().min(1).max(60),
  issuer: z.url().max(500),
  clientId: z.string().min(1).max(200),
  groupsClaim: z.string().min(1).max(60).default('groups'),
  roles: z.record(z.string().max(200), Role),
  secretSet: z.boolean().optional(),
});
export type SsoSettings = z.infer<typeof SsoSettings>;
/** A secret that is left out stays, unless issuer or client change: then it must be given again. */
export const SaveSsoSettings = SsoSettings.omit({ secretSet: true }).extend({ clientSecret: z.string().max(500).optional() });

/** `GET /sso/start?to=` leads to the provider; `to` is the path that is shown afterwards. */
export const SsoStart = z.object({ to: z.string().max(2_000).optional() });
/**
 * Why nobody came in by single sign-on; the page `/sign-in?sso=` tells. `failed`: the provider or the way there;
 * `no-role`: no group that is mapped; `no-email`: the provider tells no address; `account-exists`: the address has an account
 * that is not linked without a verified address, or an owner's, or another's at the provider.
 */
export const SsoRefusal = z.enum(['failed', 'no-role', 'no-email', 'account-exists', 'disabled']);
export type SsoRefusal = z.infer<typeof SsoRefusal>;
