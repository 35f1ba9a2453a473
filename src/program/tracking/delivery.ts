import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** Source: GitHub webhook `deployment_protection_rule`, action `requested` (schema `webhook-deployment-protection-rule-requested`). */
const Requested = z.object({
  action: z.literal('requested'),
  environment: z.string().min(1).max(255),
  deployment_callback_url: z.string().max(2_000),
  repository: z.object({ full_name: z.string().regex(/^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/) }),
  installation: z.object({ id: z.number().int().positive() }).optional(),
});
const Body = z.preprocess((text) => {
  try {
    return JSON.parse(String(text)) as unknown;
  } catch {
    return undefined;
  }
}, Requested);

/** A deployment that asks whether it may go on. */
export type DeploymentAsked = { repository: string; environment: string; run: number; installation: number | null; digest: string };

/** Whether GitHub signed the bytes with the secret: HMAC-SHA256 as `X-Hub-Signature-256: sha256=…` (GitHub: "Validating webhook deliveries"). */
export function isSigned(body: Uint8Array, signature: string, secret: string): boolean {
  const given = /^sha256=([0-9a-f]{64})$/.exec(signature)?.[1];
  const right = createHmac('sha256', secret).update(body).digest();
  return given !== undefined && timingSafeEqual(Buffer.from(given, 'hex'), right);
}

/**
 * Reads a delivery whose signature is right; undefined where it is none, or where its address for the answer is another one than
 * GitHub's own for that run: the answer goes to an address made anew of what stands in it, and so never to another host.
 */
export function deploymentIn(body: Uint8Array, api: string): DeploymentAsked | undefined {
  const read = Body.safeParse(Buffer.from(body).toString('utf8'));
  if (!read.success) return undefined;
  const { environment, deployment_callback_url: callback, repository: { full_name: repository }, installation } = read.data;
  const run = /\/actions\/runs\/([1-9]\d{0,14})\/deployment_protection_rule$/.exec(callback)?.[1];
  const expected = `${api.replace(/\/+$/, '')}/repos/${repository}/actions/runs/${run}/deployment_protection_rule`;
  if (run === undefined || callback.toLowerCase() !== expected.toLowerCase()) return undefined;
  return { repository, environment, run: Number(run), installation: installation?.id ?? null, digest: createHash('sha256').update(body).digest('hex') };
}
