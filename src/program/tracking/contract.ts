import { z } from 'zod';
import { Repository } from '../file/tracking.ts';

const instant = z.iso.datetime({ offset: true });

/** `GET /api/v1/settings/tracking`: how GitHub is reached. Secrets are never read back. */
export const TrackingSettings = z.object({
  api: z.url({ protocol: /^https?$/ }).max(500).default('https://api.github.com'),
  /** The id of the GitHub App that answers for deployments, or its client id. */
  appId: z.string().regex(/^[A-Za-z0-9.]{1,50}$/).nullable().default(null),
  tokenSet: z.boolean(), webhookSecretSet: z.boolean(), appKeySet: z.boolean(),
  problem: z.string().nullable(),
});
export type TrackingSettings = z.infer<typeof TrackingSettings>;
/** `PUT` of the same: secrets that are left out stay while the address does; null takes one away. */
export const SaveTrackingSettings = TrackingSettings.pick({ api: true, appId: true }).extend({
  token: z.string().min(1).max(10_000).optional(),
  webhookSecret: z.string().min(16).max(1_000).nullable().optional(),
  appKey: z.string().min(1).max(20_000).nullable().optional(),
});
export type SaveTrackingSettings = z.infer<typeof SaveTrackingSettings>;

/** A milestone that somebody ticked on the tracking issue. It opens nothing. */
export const HandClaim = z.object({ milestone: z.string(), by: z.string(), at: instant });

export const StatusReport = z.object({ gate: z.string(), repository: z.string(), sha: z.string(), /** What stands at GitHub; null: nothing yet. */ state: z.string().nullable(), reportedAt: instant, writtenAt: instant.nullable(), problem: z.string().nullable() });
export type StatusReport = z.infer<typeof StatusReport>;
export const ReportStatus = z.object({ repository: Repository, sha: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'a commit is named by its whole digest, in small letters') });

export const DeploymentReview = z.object({ repository: z.string(), environment: z.string(), run: z.number().int(), gate: z.string().nullable(), state: z.enum(['waiting', 'approved', 'rejected']), comment: z.string().nullable(), receivedAt: instant, answeredAt: instant.nullable(), problem: z.string().nullable() });

/** `GET /api/v1/program/tracking`. `off`: the program names no repository, or nobody has set up how to reach it. */
export const Tracking = z.object({
  state: z.enum(['off', 'wanted', 'open', 'closed', 'gone']),
  repository: z.string().nullable(), number: z.number().int().nullable(), url: z.string().nullable(),
  syncedAt: instant.nullable(), problem: z.string().nullable(),
  claims: z.array(HandClaim), statuses: z.array(StatusReport), deployments: z.array(DeploymentReview),
});
export type Tracking = z.infer<typeof Tracking>;

export const ImportGitHub = z.object({ repository: Repository });
/** A program as text, of which nothing is saved, and what a person has to look at. */
export const ImportedProgram = z.object({ text: z.string(), doubts: z.array(z.object({ milestone: z.string(), words: z.string() })) });
